/**
 * The CPU executor and its vector kernels.
 *
 * <p>Kernels are static and monomorphic: the operation is chosen before the loop, never inside it,
 * because a vector that passes through a branch or a call that the compiler does not inline is
 * boxed. All operands live in one memory segment and are named by float offsets; row strides count
 * floats. A buffer of rank two or more whose last axis is longer than one has rows padded to a
 * multiple of 16 floats and its row count padded to a multiple of 8; every other buffer is dense
 * with its size rounded up to 16. Pads are zero when a buffer is created and every kernel leaves
 * them zero. Readable memory must follow the last buffer for at least one vector.
 *
 * <p>Every kernel gives the same bits interpreted and compiled and for any number of workers: sums
 * run in an order fixed by the shape alone, over sixteen logical lanes joined by a fixed tree, and
 * transcendental functions are polynomials in fused multiply-adds.
 */
@NullMarked
package io.warmstart.engine.cpu;

import org.jspecify.annotations.NullMarked;
