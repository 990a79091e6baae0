package io.warmstart.engine.cpu;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Chooses the kernel of one matrix product. */
final class ProductKernels {
  private ProductKernels() {}

  /** A product whose right side may move between runs. */
  @FunctionalInterface
  interface Call {
    void run(MemorySegment m, long b, long scratch);
  }

  /** The kernel for these operands. */
  static Call call(
      ProductLowering.Member member, boolean ta, boolean tb, boolean relu, boolean heads) {
    View a = member.a();
    View c = member.c();
    int rows = c.shape().size(0);
    int cols = c.shape().size(1);
    int inner = a.shape().size(ta ? 0 : 1);
    Call plain;
    if (cols == 1) {
      plain = column(member, ta, rows, inner, heads, relu);
    } else if (heads && inner == 1 && tb && !ta && member.bias() == null) {
      return outer(member, rows, cols);
    } else {
      plain = matrix(member, ta, tb, relu, rows, cols, inner);
    }
    return masked(plain, member.mask(), c, rows, cols);
  }

  private static Call matrix(
      ProductLowering.Member member,
      boolean ta,
      boolean tb,
      boolean relu,
      int rows,
      int cols,
      int inner) {
    long a = member.a().at();
    int lda = member.a().rowStride();
    int ldb = member.b().rowStride();
    long c = member.c().at();
    int ldc = member.c().rowStride();
    if (member.bias() != null) {
      long bias = member.bias().at();
      if (member.bias().shape().size(0) > 1) {
        int lds = member.bias().rowStride();
        return (m, b, scratch) ->
            Gemm.from(
                m, ta, tb, relu, a, lda, b, ldb, bias, lds, c, ldc, rows, cols, inner, scratch);
      }
      if (relu) {
        return (m, b, scratch) ->
            Gemm.nnBiasRelu(m, a, lda, b, ldb, bias, c, ldc, rows, cols, inner, scratch);
      }
      return (m, b, scratch) ->
          Gemm.nnBias(m, a, lda, b, ldb, bias, c, ldc, rows, cols, inner, scratch);
    }
    if (ta) {
      return (m, b, scratch) -> Gemm.tn(m, a, lda, b, ldb, c, ldc, rows, cols, inner, scratch);
    }
    if (tb) {
      return (m, b, scratch) -> Gemm.nt(m, a, lda, b, ldb, c, ldc, rows, cols, inner, scratch);
    }
    return (m, b, scratch) -> Gemm.nn(m, a, lda, b, ldb, c, ldc, rows, cols, inner, scratch);
  }

  /** One output: a product with a vector, in its own kernel or as a product of one row. */
  private static Call column(
      ProductLowering.Member member, boolean ta, int rows, int inner, boolean heads, boolean relu) {
    long a = member.a().at();
    int lda = member.a().rowStride();
    long c = member.c().at();
    // A product of one row writes whole vectors, which only fit where the rows fill them.
    boolean own = heads || rows % 16 != 0;
    if (ta && rows > 1) {
      return own
          ? (m, b, scratch) -> Heads.weightGradient(m, a, lda, inner, rows, b, c)
          : (m, b, scratch) -> Gemm.nn(m, b, inner, a, lda, c, rows, 1, rows, inner, scratch);
    }
    // A column of A stands like a row of its transpose.
    int ldx = ta ? inner : lda;
    if (member.bias() != null) {
      long bias = member.bias().at();
      if (relu) {
        return (m, b, scratch) -> {
          Heads.dotBias(m, a, ldx, rows, inner, b, bias, c);
          floor(m, c, rows);
        };
      }
      return (m, b, scratch) -> Heads.dotBias(m, a, ldx, rows, inner, b, bias, c);
    }
    return own
        ? (m, b, scratch) -> Heads.dot(m, a, ldx, rows, inner, b, c)
        : (m, b, scratch) -> Gemm.nt(m, b, inner, a, ldx, c, rows, 1, rows, inner, scratch);
  }

  private static void floor(MemorySegment m, long c, int rows) {
    for (int i = 0; i < rows; i++) {
      if (Strided.get(m, c + i) <= 0) {
        Strided.set(m, c + i, 0);
      }
    }
  }

  private static Call outer(ProductLowering.Member member, int rows, int cols) {
    long d = member.a().at();
    long c = member.c().at();
    int ldc = member.c().rowStride();
    View mask = member.mask();
    if (mask == null) {
      return (m, b, scratch) -> Heads.outer(m, d, b, rows, cols, c, ldc);
    }
    long at = mask.at();
    int ldm = mask.rowStride();
    return (m, b, scratch) -> Heads.outerMask(m, d, b, at, ldm, rows, cols, c, ldc);
  }

  private static Call masked(Call plain, @Nullable View mask, View c, int rows, int cols) {
    if (mask == null) {
      return plain;
    }
    long at = mask.at();
    int ldm = mask.rowStride();
    long to = c.at();
    int ldc = c.rowStride();
    if (cols == 1) {
      int step = c.stride(0);
      return (m, b, scratch) -> {
        plain.run(m, b, scratch);
        for (int i = 0; i < rows; i++) {
          if (!(Strided.get(m, at + (long) i * ldm) > 0)) {
            Strided.set(m, to + (long) i * step, 0);
          }
        }
      };
    }
    return (m, b, scratch) -> {
      plain.run(m, b, scratch);
      Gemm.mask(m, at, ldm, to, ldc, rows, cols);
    };
  }
}
