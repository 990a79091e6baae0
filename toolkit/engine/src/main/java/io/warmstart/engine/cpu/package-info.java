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
 * <p>Every kernel gives the same bits interpreted and compiled, for any number of workers and for
 * 4, 8 and 16 hardware lanes: sums run in an order fixed by the shape alone, over sixteen logical
 * lanes joined by a fixed tree, and transcendental functions are polynomials in fused
 * multiply-adds.
 *
 * <p>Kernels address memory without bounds checks, so a wrong offset corrupts the process: whoever
 * lays out the arena is responsible for the extents, and for keeping it open while a kernel runs.
 */
@NullMarked
package io.warmstart.engine.cpu;

import org.jspecify.annotations.NullMarked;
