package io.warmstart.engine.cpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Runs small matrix products until they are compiled. Interpreted, a product of 256 x 256 x 256
 * takes half a second, so the plans' own shapes would use up all the time there is.
 */
final class ProductWarmUp {
  private static final int ROWS = 24;
  private static final int COLUMNS = 48;
  private static final int INNER = 24;
  private static final int STRIDE = 48;
  private static final int QUIET_CALLS = 20;

  private final MemorySegment m;
  private final long a;
  private final long b;
  private final long c;
  private final long scratch;

  private ProductWarmUp(MemorySegment memory) {
    m = memory;
    long matrix = (long) STRIDE * STRIDE;
    a = 0;
    b = matrix;
    c = 2 * matrix;
    scratch = 3 * matrix;
  }

  /** Exercises every product and its row, column and remainder tiles. */
  static void run(Patience patience, double part) {
    try (Arena arena = Arena.ofConfined()) {
      long floats = 3L * STRIDE * STRIDE + Gemm.scratchFloats(STRIDE, STRIDE, STRIDE) + 64;
      ProductWarmUp products = new ProductWarmUp(arena.allocate(floats << 2, 64));
      int quiet = 0;
      while (quiet < QUIET_CALLS && !patience.over(part)) {
        long before = patience.allocated();
        products.matrices();
        products.columns();
        quiet = patience.allocated() == before ? quiet + 1 : 0;
      }
    }
  }

  private void matrices() {
    for (int columns = 6; columns <= COLUMNS; columns += 42) {
      Gemm.nn(m, a, STRIDE, b, STRIDE, c, STRIDE, ROWS, columns, INNER, scratch);
      Gemm.nnBias(m, a, STRIDE, b, STRIDE, 0, c, STRIDE, ROWS, columns, INNER, scratch);
      Gemm.nnBiasRelu(m, a, STRIDE, b, STRIDE, 0, c, STRIDE, ROWS, columns, INNER, scratch);
      Gemm.nt(m, a, STRIDE, b, STRIDE, c, STRIDE, ROWS, columns, INNER, scratch);
      Gemm.tn(m, a, STRIDE, b, STRIDE, c, STRIDE, ROWS - 3, columns, INNER, scratch);
      Gemm.mask(m, a, STRIDE, c, STRIDE, ROWS, columns);
    }
  }

  private void columns() {
    Heads.dotBias(m, a, STRIDE, ROWS, INNER, b, b, c);
    Heads.dot(m, a, STRIDE, ROWS, INNER, b, c);
    Heads.weightGradient(m, a, STRIDE, ROWS, COLUMNS, b, c);
    Heads.outer(m, a, b, ROWS, COLUMNS, c, STRIDE);
    Heads.outerMask(m, a, b, a, STRIDE, ROWS, COLUMNS, c, STRIDE);
    Reduce.columnSums(m, a, STRIDE, ROWS, COLUMNS, c);
    Reduce.sumOfSquares(m, a, STRIDE * ROWS, c);
  }
}
