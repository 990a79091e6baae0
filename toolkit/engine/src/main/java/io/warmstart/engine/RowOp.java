package io.warmstart.engine;

import java.util.List;

/**
 * Normalisation of rows (the last axis, size H) with the population variance. With m and v the mean
 * and variance of a row of x, {@code r = 1 / sqrt(v + epsilon)} and {@code y = (x - m) * r}.
 *
 * <p>A layer norm is recorded as {@code rowNorm(x) * scale + shift} with scale and shift of shape
 * [1, H] or [E, 1, H]; its first derivative is one {@link Pull} per norm.
 */
public sealed interface RowOp extends Op {
  /** Added to the variance. */
  double epsilon();

  /** {@code y}, of the shape of x. */
  record Norm(double epsilon) implements RowOp {
    @Override
    public String label() {
      return "rowNorm";
    }

    @Override
    public Shape shape(List<Tensor> inputs) {
      return checked(inputs.getFirst());
    }
  }

  /** {@code r}, the last axis stays with size 1. */
  record InverseDeviation(double epsilon) implements RowOp {
    @Override
    public Shape shape(List<Tensor> inputs) {
      Shape in = checked(inputs.getFirst());
      return in.with(in.rank() - 1, 1);
    }
  }

  /**
   * {@code r * (g - mean(g) - y * mean(g * y))} of inputs x and g: the gradient of {@link Norm} for
   * the incoming gradient g. The Jacobian is symmetric, so this is its tangent as well.
   */
  record Pull(double epsilon) implements RowOp {
    @Override
    public String label() {
      return "rowNormPull";
    }

    @Override
    public Shape shape(List<Tensor> inputs) {
      if (!inputs.get(0).shape().equals(inputs.get(1).shape())) {
        throw new ShapeException(
            "rowNormPull: " + inputs.get(0) + " and " + inputs.get(1) + " must have one shape.");
      }
      return checked(inputs.get(0));
    }
  }

  private static Shape checked(Tensor x) {
    if (x.rank() == 0) {
      throw new ShapeException("rowNorm: " + x + " is a scalar; a row needs an axis.");
    }
    return x.shape();
  }
}
