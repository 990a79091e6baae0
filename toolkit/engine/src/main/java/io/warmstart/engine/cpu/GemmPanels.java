package io.warmstart.engine.cpu;

import static io.warmstart.engine.cpu.Lanes.L;
import static io.warmstart.engine.cpu.Lanes.store;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** Splits a matrix product into panels of columns and register tiles. Addresses are absolute. */
final class GemmPanels {
  private static final int WIDE = 2 * L;

  /** Up to this many rows of A, packing B costs more than it saves. */
  private static final int UNPACKED_ROWS = 8;

  private GemmPanels() {}

  /** Writes the row of zeros at the start of the scratch. */
  static void clear(long scratch) {
    FloatVector zero = FloatVector.zero(Lanes.S);
    store(zero, scratch);
    store(zero, scratch + L);
  }

  /** Panels of columns; the first two vectors of the scratch are the zero row of {@link #clear}. */
  static void product(
      long base,
      long offsetA,
      long sI,
      long sK,
      long offsetB,
      int ldb,
      boolean transposed,
      long offsetInit,
      long initRow,
      int initColumn,
      long offsetC,
      int ldc,
      int rows,
      int cols,
      int inner,
      long offsetScratch,
      float floor) {
    long a = base + offsetA;
    long b = base + offsetB;
    long init = base + offsetInit;
    long c = base + offsetC;
    long scratch = base + offsetScratch;
    boolean packed = transposed || rows > UNPACKED_ROWS;
    int j = 0;
    if (rows == 1 && !packed) {
      for (; cols - j > 7 * L; j += 8 * L) {
        GemmRow.tile(
            a,
            sK,
            b + j,
            ldb,
            inner,
            init + (long) j * initColumn,
            (long) initColumn * L,
            c + j,
            floor);
      }
    }
    for (; j < cols; j += WIDE) {
      boolean wide = cols - j > L;
      int width = wide ? WIDE : L;
      long panel = b + j;
      int step = ldb;
      if (packed) {
        panel = scratch + WIDE;
        step = width;
        if (transposed) {
          GemmPacking.transposed(b + (long) j * ldb, ldb, cols - j, inner, panel, width);
        } else if (wide) {
          GemmPacking.wide(b + j, ldb, inner, panel);
        } else {
          GemmPacking.narrow(b + j, ldb, inner, panel);
        }
      }
      long start = init + (long) j * initColumn;
      if (wide) {
        wide(a, sI, sK, panel, step, inner, start, initRow, c + j, ldc, rows, floor);
      } else {
        narrow(a, sI, sK, panel, step, inner, start, initRow, c + j, ldc, rows, floor);
      }
    }
    if (cols % L != 0) {
      clearPads(c + (cols & -L), ldc, rows, cols % L);
    }
  }

  /**
   * Zeros behind the last column: a row of A that is not finite times the zeros behind B is NaN
   * there, which would stay after a refused step and reach the next gradients.
   */
  private static void clearPads(long last, int ldc, int rows, int used) {
    FloatVector zero = FloatVector.zero(Lanes.S);
    VectorMask<Float> pads = Lanes.below(0, used).not();
    for (int i = 0; i < rows; i++) {
      store(zero, last + (long) i * ldc, pads);
    }
  }

  private static void wide(
      long a,
      long sI,
      long sK,
      long b,
      long sB,
      int inner,
      long init,
      long initRow,
      long c,
      long ldc,
      int rows,
      float floor) {
    int i = 0;
    if (L >= 16) {
      for (; i + 8 <= rows; i += 8) {
        GemmTiles.tile8x2(
            a + i * sI, sI, sK, b, sB, inner, init + i * initRow, initRow, c + i * ldc, ldc, floor);
      }
    }
    for (; i + 4 <= rows; i += 4) {
      GemmTiles.tile4x2(
          a + i * sI, sI, sK, b, sB, inner, init + i * initRow, initRow, c + i * ldc, ldc, floor);
    }
    for (; i < rows; i++) {
      GemmTiles.tile1x2(
          a + i * sI, sI, sK, b, sB, inner, init + i * initRow, initRow, c + i * ldc, ldc, floor);
    }
  }

  private static void narrow(
      long a,
      long sI,
      long sK,
      long b,
      long sB,
      int inner,
      long init,
      long initRow,
      long c,
      long ldc,
      int rows,
      float floor) {
    int i = 0;
    for (; i + 8 <= rows; i += 8) {
      GemmNarrowTiles.tile8x1(
          a + i * sI, sI, sK, b, sB, inner, init + i * initRow, initRow, c + i * ldc, ldc, floor);
    }
    for (; i + 4 <= rows; i += 4) {
      GemmNarrowTiles.tile4x1(
          a + i * sI, sI, sK, b, sB, inner, init + i * initRow, initRow, c + i * ldc, ldc, floor);
    }
    for (; i < rows; i++) {
      GemmNarrowTiles.tile1x1(
          a + i * sI, sI, sK, b, sB, inner, init + i * initRow, initRow, c + i * ldc, ldc, floor);
    }
  }
}
