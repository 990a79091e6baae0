/**
 * The {@code nd4j} executor: the same plans on plain ND4J operations, one native call after the
 * other, in float32. It trains end to end on any ND4J backend and stands beside the reference
 * executor in parity tests; it is not meant to be fast.
 *
 * <p>ND4J loads when the first session or inference opens, not before. Every tensor is freed by the
 * step that uses it last, so memory does not wait for the garbage collector. OpenMP and BLAS run on
 * one thread unless the environment variable {@code OMP_NUM_THREADS} says otherwise: at the sizes
 * of these networks more threads cost more than they give, on shared cores by an order of
 * magnitude.
 */
@NullMarked
package io.warmstart.engine.nd4j;

import org.jspecify.annotations.NullMarked;
