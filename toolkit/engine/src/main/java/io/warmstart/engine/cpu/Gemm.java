package io.warmstart.engine.cpu;

import static io.warmstart.engine.cpu.Lanes.L;
import static io.warmstart.engine.cpu.Lanes.base;
import static io.warmstart.engine.cpu.Lanes.get;
import static io.warmstart.engine.cpu.Lanes.load;
import static io.warmstart.engine.cpu.Lanes.set;
import static io.warmstart.engine.cpu.Lanes.store;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Matrix product C [rows, cols] = op(A) [rows, inner] x op(B) [inner, cols] in float32.
 *
 * <p>{@code nn}: A is stored [rows, inner], B [inner, cols]. {@code nt}: B is stored [cols, inner].
 * {@code tn}: A is stored [inner, rows]. {@code lda}, {@code ldb}, {@code ldc} are row strides as
 * stored. C and, in {@code nn} and {@code tn}, B must be padded buffers (row stride at least {@code
 * cols} rounded up to 16, pads zero); A needs no padding. Rows beyond {@code rows} are not touched.
 * Element (i, j) is the chain {@code init, fma over k = 0, 1, ...}; its bits are the same in every
 * variant, tile, species and row count.
 *
 * <p>{@code scratch} is the offset of {@link #scratchFloats} floats owned by the calling worker.
 */
final class Gemm {
  private static final int WIDE = 2 * L;
  private static final float NO_FLOOR = Float.NEGATIVE_INFINITY;

  /** Up to this many rows of A, packing B costs more than it saves. */
  private static final int UNPACKED_ROWS = 8;

  private Gemm() {}

  /** Floats of scratch needed for a product over {@code inner}. */
  static int scratchFloats(int inner) {
    return Lanes.padded((inner + 1) * WIDE);
  }

  /** C = A B. */
  static void nn(
      MemorySegment m,
      long a,
      int lda,
      long b,
      int ldb,
      long c,
      int ldc,
      int rows,
      int cols,
      int inner,
      long scratch) {
    clear(base(m) + scratch);
    product(
        base(m), a, lda, 1, b, ldb, false, scratch, 0, 0, c, ldc, rows, cols, inner, scratch,
        NO_FLOOR);
  }

  /** C = A B + bias, the bias [cols] in a buffer padded to 16. */
  static void nnBias(
      MemorySegment m,
      long a,
      int lda,
      long b,
      int ldb,
      long bias,
      long c,
      int ldc,
      int rows,
      int cols,
      int inner,
      long scratch) {
    product(
        base(m), a, lda, 1, b, ldb, false, bias, 0, 1, c, ldc, rows, cols, inner, scratch,
        NO_FLOOR);
  }

  /** C = relu(A B + bias), the bias [cols] in a buffer padded to 16. */
  static void nnBiasRelu(
      MemorySegment m,
      long a,
      int lda,
      long b,
      int ldb,
      long bias,
      long c,
      int ldc,
      int rows,
      int cols,
      int inner,
      long scratch) {
    product(base(m), a, lda, 1, b, ldb, false, bias, 0, 1, c, ldc, rows, cols, inner, scratch, 0f);
  }

  /** C += A B. */
  static void nnAdd(
      MemorySegment m,
      long a,
      int lda,
      long b,
      int ldb,
      long c,
      int ldc,
      int rows,
      int cols,
      int inner,
      long scratch) {
    product(
        base(m), a, lda, 1, b, ldb, false, c, ldc, 1, c, ldc, rows, cols, inner, scratch, NO_FLOOR);
  }

  /** C = A B^T. */
  static void nt(
      MemorySegment m,
      long a,
      int lda,
      long b,
      int ldb,
      long c,
      int ldc,
      int rows,
      int cols,
      int inner,
      long scratch) {
    clear(base(m) + scratch);
    product(
        base(m), a, lda, 1, b, ldb, true, scratch, 0, 0, c, ldc, rows, cols, inner, scratch,
        NO_FLOOR);
  }

  /** C = A B^T where mask > 0, else 0: the gradient of a ReLU whose output is the mask. */
  static void ntMask(
      MemorySegment m,
      long a,
      int lda,
      long b,
      int ldb,
      long mask,
      int ldm,
      long c,
      int ldc,
      int rows,
      int cols,
      int inner,
      long scratch) {
    nt(m, a, lda, b, ldb, c, ldc, rows, cols, inner, scratch);
    mask(m, mask, ldm, c, ldc, rows, cols);
  }

  /** C += A B^T. */
  static void ntAdd(
      MemorySegment m,
      long a,
      int lda,
      long b,
      int ldb,
      long c,
      int ldc,
      int rows,
      int cols,
      int inner,
      long scratch) {
    product(
        base(m), a, lda, 1, b, ldb, true, c, ldc, 1, c, ldc, rows, cols, inner, scratch, NO_FLOOR);
  }

  /** C = A^T B. */
  static void tn(
      MemorySegment m,
      long a,
      int lda,
      long b,
      int ldb,
      long c,
      int ldc,
      int rows,
      int cols,
      int inner,
      long scratch) {
    clear(base(m) + scratch);
    product(
        base(m), a, 1, lda, b, ldb, false, scratch, 0, 0, c, ldc, rows, cols, inner, scratch,
        NO_FLOOR);
  }

  /** C += A^T B. */
  static void tnAdd(
      MemorySegment m,
      long a,
      int lda,
      long b,
      int ldb,
      long c,
      int ldc,
      int rows,
      int cols,
      int inner,
      long scratch) {
    product(
        base(m), a, 1, lda, b, ldb, false, c, ldc, 1, c, ldc, rows, cols, inner, scratch, NO_FLOOR);
  }

  /** C = C where mask > 0, else 0, [rows, cols]. */
  static void mask(MemorySegment m, long mask, int ldm, long c, int ldc, int rows, int cols) {
    for (int i = 0; i < rows; i++) {
      long p = base(m) + c + (long) i * ldc;
      long q = base(m) + mask + (long) i * ldm;
      for (int j = 0; j < cols; j += L) {
        FloatVector v = load(p + j);
        store(v.blend(0f, load(q + j).compare(VectorOperators.GT, 0f).not()), p + j);
      }
    }
  }

  private static void clear(long scratch) {
    FloatVector zero = FloatVector.zero(Lanes.S);
    store(zero, scratch);
    store(zero, scratch + L);
  }

  /** Panels of columns; the first two vectors of the scratch are the zero row of {@link #clear}. */
  private static void product(
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
          packTransposed(b + (long) j * ldb, ldb, cols - j, inner, panel, width);
        } else if (wide) {
          packWide(b + j, ldb, inner, panel);
        } else {
          packNarrow(b + j, ldb, inner, panel);
        }
      }
      long start = init + (long) j * initColumn;
      if (wide) {
        wide(a, sI, sK, panel, step, inner, start, initRow, c + j, ldc, rows, floor);
      } else {
        narrow(a, sI, sK, panel, step, inner, start, initRow, c + j, ldc, rows, floor);
      }
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

  private static void packWide(long b, int ldb, int inner, long out) {
    for (int k = 0; k < inner; k++) {
      long p = b + (long) k * ldb;
      store(load(p), out + (long) k * WIDE);
      store(load(p + L), out + (long) k * WIDE + L);
    }
  }

  private static void packNarrow(long b, int ldb, int inner, long out) {
    for (int k = 0; k < inner; k++) {
      store(load(b + (long) k * ldb), out + (long) k * L);
    }
  }

  private static void packTransposed(long b, int ldb, int cols, int inner, long out, int width) {
    for (int j = 0; j < width; j++) {
      long p = b + (long) j * ldb;
      if (j < cols) {
        for (int k = 0; k < inner; k++) {
          set(out + (long) k * width + j, get(p + k));
        }
      } else {
        for (int k = 0; k < inner; k++) {
          set(out + (long) k * width + j, 0f);
        }
      }
    }
  }
}
