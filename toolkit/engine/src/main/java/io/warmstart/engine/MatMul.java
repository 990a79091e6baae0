package io.warmstart.engine;

import java.util.List;

/**
 * Matrix product over the last two axes, either side transposed first: [M, K] by [K, N] is [M, N].
 *
 * <p>One leading axis is a batch: [E, M, K] by [E, K, N]. A side without it is used for every
 * member: [B, I] by [E, I, O] is [E, B, O].
 */
public record MatMul(boolean transposeLeft, boolean transposeRight) implements Op {
  @Override
  public Shape shape(List<Tensor> inputs) {
    Tensor a = inputs.get(0);
    Tensor b = inputs.get(1);
    if (a.rank() < 2 || b.rank() < 2 || a.rank() > 3 || b.rank() > 3) {
      throw new ShapeException("matMul: " + a + " by " + b + "; ranks must be 2 or 3.");
    }
    if (inner(a, transposeLeft) != outer(b, transposeRight)) {
      throw new ShapeException(
          "matMul: "
              + a
              + (transposeLeft ? " transposed" : "")
              + " by "
              + b
              + (transposeRight ? " transposed" : "")
              + "; the inner sizes "
              + inner(a, transposeLeft)
              + " and "
              + outer(b, transposeRight)
              + " differ.");
    }
    int rows = outer(a, transposeLeft);
    int columns = inner(b, transposeRight);
    if (a.rank() == 2 && b.rank() == 2) {
      return Shape.of(rows, columns);
    }
    int members = a.rank() == 3 ? a.size(0) : b.size(0);
    if (a.rank() == 3 && b.rank() == 3 && a.size(0) != b.size(0)) {
      throw new ShapeException("matMul: " + a + " and " + b + " differ on the leading axis.");
    }
    return Shape.of(members, rows, columns);
  }

  private static int outer(Tensor x, boolean transposed) {
    return x.size(x.rank() - (transposed ? 1 : 2));
  }

  private static int inner(Tensor x, boolean transposed) {
    return x.size(x.rank() - (transposed ? 2 : 1));
  }
}
