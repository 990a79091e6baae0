package io.warmstart.engine.cpu;

import java.lang.foreign.MemorySegment;

/**
 * Calls a chain on one row, from kernels that need more than pointwise operations. It keeps the
 * arrays of the call, so that a call allocates nothing; one thread at a time may use it.
 */
final class RowCall {
  private final ChainKernel kernel;
  private final long[] at;
  private final int[] strides;

  /**
   * A call of a chain.
   *
   * @param kernel of a chain with one output
   * @param inputs of that chain, 1 or 2
   */
  RowCall(ChainKernel kernel, int inputs) {
    this.kernel = kernel;
    at = new long[inputs + 1];
    strides = new int[2 * (inputs + 1)];
  }

  /** out [n] = f(x [n]); offsets into the arena. */
  void run(MemorySegment m, long x, long out, int n) {
    at[0] = x;
    at[1] = out;
    kernel.run(m, at, strides, 1, 1, n);
  }

  /** out [n] = f(x [n], y), y as long as the chain wants it; offsets into the arena. */
  void run(MemorySegment m, long x, long y, long out, int n) {
    at[0] = x;
    at[1] = y;
    at[2] = out;
    kernel.run(m, at, strides, 1, 1, n);
  }
}
