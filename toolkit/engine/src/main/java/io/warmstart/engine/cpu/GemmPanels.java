package io.warmstart.engine.cpu;

import static io.warmstart.engine.cpu.Lanes.ALL;
import static io.warmstart.engine.cpu.Lanes.L;
import static io.warmstart.engine.cpu.Lanes.LE;
import static io.warmstart.engine.cpu.Lanes.S;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** Splits a matrix product into panels of columns and register tiles. Addresses are absolute. */
final class GemmPanels {
  private static final int WIDE = 2 * L;

  /**
   * Rows of the largest tile: with sixteen lanes come 32 registers, narrower vectors may have 16
   * only, for 12 sums, two vectors of B and a factor.
   */
  static final int TILE_ROWS = L >= 16 ? 8 : 6;

  /** Up to this many rows of A, packing B costs more than it saves. */
  private static final int UNPACKED_ROWS = 8;

  /** Longest part of a sum: 8 rows of A and a panel of B stay in the first-level cache. */
  private static final int MOST_INNER = 384;

  /** Up to this many rows, A stays in the second-level cache while all panels use it. */
  private static final int MOST_ROWS = 512;

  private static final int BLOCK_ROWS = 128;

  private GemmPanels() {}

  /** Writes the row of zeros at the start of the scratch. */
  static void clear(long scratch) {
    FloatVector zero = FloatVector.zero(S);
    zero.intoMemorySegment(ALL, scratch << 2, LE);
    zero.intoMemorySegment(ALL, (scratch + L) << 2, LE);
  }

  /**
   * The product, in blocks that stay in the second-level cache: a long sum in parts, each starting
   * from what the last one left, many rows a few hundred at a time. The chain of each element is
   * the same as without blocks. The first two vectors of the scratch are the zero row of {@link
   * #clear}.
   */
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
    long c = base + offsetC;
    int part = part(inner);
    for (int k = 0; k < inner; k += part) {
      int n = Math.min(part, inner - k);
      long a = base + offsetA + k * sK;
      long b = base + offsetB + (transposed ? k : (long) k * ldb);
      long init = k == 0 ? base + offsetInit : c;
      long row = k == 0 ? initRow : ldc;
      int column = k == 0 ? initColumn : 1;
      float least = k + n == inner ? floor : Float.NEGATIVE_INFINITY;
      if (rows > MOST_ROWS) {
        blocks(
            a,
            sI,
            sK,
            b,
            ldb,
            transposed,
            init,
            row,
            column,
            c,
            ldc,
            rows,
            cols,
            n,
            base + offsetScratch + WIDE,
            least);
      } else {
        panels(
            a,
            sI,
            sK,
            b,
            ldb,
            transposed,
            init,
            row,
            column,
            c,
            ldc,
            rows,
            cols,
            n,
            base + offsetScratch + WIDE,
            least);
      }
    }
    if (cols % L != 0) {
      clearPads(c + (cols & -L), ldc, rows, cols % L);
    }
  }

  /** Length of the parts of a sum: equal, and a multiple of 8. */
  private static int part(int inner) {
    int parts = (inner + MOST_INNER - 1) / MOST_INNER;
    return ((inner + parts - 1) / parts + 7) & ~7;
  }

  /** Floats of scratch for a product of at most these sizes. */
  static int scratchFloats(int rows, int cols, int inner) {
    // Packing a transposed matrix writes rows of whole vectors.
    int panel = (Math.min(inner, MOST_INNER) + L) * WIDE;
    int panels = rows > MOST_ROWS ? (cols + WIDE - 1) / WIDE : 1;
    return Lanes.padded(WIDE + panels * panel);
  }

  /** All panels of B are packed once, then blocks of rows go through all panels. */
  private static void blocks(
      long a,
      long sI,
      long sK,
      long b,
      int ldb,
      boolean transposed,
      long init,
      long initRow,
      int initColumn,
      long c,
      int ldc,
      int rows,
      int cols,
      int inner,
      long packed,
      float floor) {
    long size = (long) (inner + L) * WIDE;
    for (int j = 0; j < cols; j += WIDE) {
      pack(b, ldb, transposed, j, cols, inner, packed + j / WIDE * size);
    }
    for (int i = 0; i < rows; i += BLOCK_ROWS) {
      int n = Math.min(BLOCK_ROWS, rows - i);
      for (int j = 0; j < cols; j += WIDE) {
        long start = init + i * initRow + (long) j * initColumn;
        long to = c + (long) i * ldc + j;
        long panel = packed + j / WIDE * size;
        if (cols - j > L) {
          wide(a + i * sI, sI, sK, panel, WIDE, inner, start, initRow, to, ldc, n, floor);
        } else {
          narrow(a + i * sI, sI, sK, panel, L, inner, start, initRow, to, ldc, n, floor);
        }
      }
    }
  }

  private static void pack(
      long b, int ldb, boolean transposed, int j, int cols, int inner, long panel) {
    boolean wide = cols - j > L;
    if (transposed) {
      GemmPacking.transposed(b + (long) j * ldb, ldb, cols - j, inner, panel, wide ? WIDE : L);
    } else if (wide) {
      GemmPacking.wide(b + j, ldb, inner, panel);
    } else {
      GemmPacking.narrow(b + j, ldb, inner, panel);
    }
  }

  private static void panels(
      long a,
      long sI,
      long sK,
      long b,
      int ldb,
      boolean transposed,
      long init,
      long initRow,
      int initColumn,
      long c,
      int ldc,
      int rows,
      int cols,
      int inner,
      long packing,
      float floor) {
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
      long panel = b + j;
      int step = ldb;
      if (packed) {
        panel = packing;
        step = wide ? WIDE : L;
        pack(b, ldb, transposed, j, cols, inner, panel);
      }
      long start = init + (long) j * initColumn;
      if (wide) {
        wide(a, sI, sK, panel, step, inner, start, initRow, c + j, ldc, rows, floor);
      } else {
        narrow(a, sI, sK, panel, step, inner, start, initRow, c + j, ldc, rows, floor);
      }
    }
  }

  /**
   * Zeros behind the last column: a row of A that is not finite times the zeros behind B is NaN
   * there, which would stay after a refused step and reach the next gradients.
   */
  private static void clearPads(long last, int ldc, int rows, int used) {
    FloatVector zero = FloatVector.zero(S);
    VectorMask<Float> pads = S.indexInRange(0, used).not();
    for (int i = 0; i < rows; i++) {
      zero.intoMemorySegment(ALL, (last + (long) i * ldc) << 2, LE, pads);
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
    if (TILE_ROWS == 8) {
      for (; i + 8 <= rows; i += 8) {
        GemmTiles.tile8x2(
            a + i * sI, sI, sK, b, sB, inner, init + i * initRow, initRow, c + i * ldc, ldc, floor);
      }
    } else {
      for (; i + 6 <= rows; i += 6) {
        GemmTiles.tile6x2(
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
