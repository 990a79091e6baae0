package io.warmstart.engine.cpu;

import static io.warmstart.engine.cpu.Lanes.ALL;
import static io.warmstart.engine.cpu.Lanes.L;
import static io.warmstart.engine.cpu.Lanes.LE;
import static io.warmstart.engine.cpu.Lanes.S;
import static io.warmstart.engine.cpu.Lanes.base;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Matrix product C [rows, cols] = op(A) [rows, inner] x op(B) [inner, cols] in float32.
 *
 * <p>{@code nn}: A is stored [rows, inner], B [inner, cols]. {@code nt}: B is stored [cols, inner].
 * {@code tn}: A is stored [inner, rows]. {@code lda}, {@code ldb}, {@code ldc} are row strides as
 * stored. C and, in {@code nn} and {@code tn}, B must be padded buffers (row stride at least {@code
 * cols} rounded up to 16, pads zero); A needs no padding. Rows beyond {@code rows} are not touched;
 * pads of C are zero afterwards, whatever A and B hold. Element (i, j) is the chain {@code init,
 * fma over k = 0, 1, ...}; its bits are the same in every variant, tile, species and row count.
 *
 * <p>{@code scratch} is the offset of {@link #scratchFloats} floats owned by the calling worker.
 */
final class Gemm {
  private static final float NO_FLOOR = Float.NEGATIVE_INFINITY;

  private Gemm() {}

  /** Floats of scratch needed for a product of at most these sizes. */
  static int scratchFloats(int rows, int cols, int inner) {
    return GemmPanels.scratchFloats(rows, cols, inner);
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
    GemmPanels.clear(base(m) + scratch);
    GemmPanels.product(
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
    GemmPanels.product(
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
    GemmPanels.product(
        base(m), a, lda, 1, b, ldb, false, bias, 0, 1, c, ldc, rows, cols, inner, scratch, 0f);
  }

  /**
   * C = start + A B, each as stored by {@code transposeA} and {@code transposeB} (not both), and
   * then ReLU where wanted; the start has row stride {@code lds}, 0 for one row.
   */
  static void from(
      MemorySegment m,
      boolean transposeA,
      boolean transposeB,
      boolean relu,
      long a,
      int lda,
      long b,
      int ldb,
      long start,
      int lds,
      long c,
      int ldc,
      int rows,
      int cols,
      int inner,
      long scratch) {
    GemmPanels.product(
        base(m),
        a,
        transposeA ? 1 : lda,
        transposeA ? lda : 1,
        b,
        ldb,
        transposeB,
        start,
        lds,
        1,
        c,
        ldc,
        rows,
        cols,
        inner,
        scratch,
        relu ? 0f : NO_FLOOR);
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
    GemmPanels.product(
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
    GemmPanels.clear(base(m) + scratch);
    GemmPanels.product(
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
    GemmPanels.product(
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
    GemmPanels.clear(base(m) + scratch);
    GemmPanels.product(
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
    GemmPanels.product(
        base(m), a, 1, lda, b, ldb, false, c, ldc, 1, c, ldc, rows, cols, inner, scratch, NO_FLOOR);
  }

  /** C = C where mask > 0, else 0, [rows, cols]. */
  static void mask(MemorySegment m, long mask, int ldm, long c, int ldc, int rows, int cols) {
    for (int i = 0; i < rows; i++) {
      long p = base(m) + c + (long) i * ldc;
      long q = base(m) + mask + (long) i * ldm;
      for (int j = 0; j < cols; j += L) {
        FloatVector v = FloatVector.fromMemorySegment(S, ALL, (p + j) << 2, LE);
        v.blend(
                0f,
                FloatVector.fromMemorySegment(S, ALL, (q + j) << 2, LE)
                    .compare(VectorOperators.GT, 0f)
                    .not())
            .intoMemorySegment(ALL, (p + j) << 2, LE);
      }
    }
  }
}
