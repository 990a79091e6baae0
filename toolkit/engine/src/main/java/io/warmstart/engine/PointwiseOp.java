package io.warmstart.engine;

import java.util.List;

/**
 * Operations on corresponding elements; inputs stretch where an axis has size 1 or they are
 * scalars.
 */
public sealed interface PointwiseOp extends Op {

  /** Common shape of two inputs: equal ranks or one scalar, and axes equal or 1. */
  static Shape stretched(String label, Tensor a, Tensor b) {
    if (a.rank() == 0) {
      return b.shape();
    }
    if (b.rank() == 0) {
      return a.shape();
    }
    if (a.rank() != b.rank()) {
      throw new ShapeException(
          label
              + ": "
              + a
              + " has rank "
              + a.rank()
              + " but "
              + b
              + " has rank "
              + b.rank()
              + "; ranks are never extended silently, use insert or reshape.");
    }
    int[] sizes = a.shape().toArray();
    for (int axis = 0; axis < sizes.length; axis++) {
      if (a.size(axis) != b.size(axis) && a.size(axis) != 1 && b.size(axis) != 1) {
        throw new ShapeException(
            label
                + ": "
                + a
                + " and "
                + b
                + " differ on axis "
                + axis
                + "; sizes must be equal or one of them 1.");
      }
      sizes[axis] = Math.max(a.size(axis), b.size(axis));
    }
    return Shape.of(sizes);
  }

  /** An operation on one number. */
  sealed interface Unary extends PointwiseOp {
    /** The meaning on one number. */
    double apply(double x);

    @Override
    default Shape shape(List<Tensor> inputs) {
      return inputs.getFirst().shape();
    }
  }

  /** An operation on two numbers. */
  sealed interface Binary extends PointwiseOp {
    /** The meaning on two numbers. */
    double apply(double a, double b);

    @Override
    default Shape shape(List<Tensor> inputs) {
      return stretched(label(), inputs.get(0), inputs.get(1));
    }
  }

  /** {@code x + value}. */
  record Offset(double value) implements Unary {
    @Override
    public double apply(double x) {
      return x + value;
    }
  }

  /** {@code x * factor}. */
  record Scale(double factor) implements Unary {
    @Override
    public double apply(double x) {
      return x * factor;
    }
  }

  /** 1 where {@code x < bound}, else 0; no gradient. */
  record Below(double bound) implements Unary {
    @Override
    public double apply(double x) {
      return x < bound ? 1 : 0;
    }
  }

  /** Absolute value; gradient 0 at 0. */
  record Abs() implements Unary {
    @Override
    public double apply(double x) {
      return Math.abs(x);
    }
  }

  /** -1, 0 or 1; no gradient. */
  record Sign() implements Unary {
    @Override
    public double apply(double x) {
      return Math.signum(x);
    }
  }

  /** {@code x * x}. */
  record Square() implements Unary {
    @Override
    public double apply(double x) {
      return x * x;
    }
  }

  /** Square root; its gradient is infinite at 0, so add an epsilon inside where 0 can occur. */
  record Sqrt() implements Unary {
    @Override
    public double apply(double x) {
      return Math.sqrt(x);
    }
  }

  /** Exponential. */
  record Exp() implements Unary {
    @Override
    public double apply(double x) {
      return Math.exp(x);
    }
  }

  /** Natural logarithm. */
  record Log() implements Unary {
    @Override
    public double apply(double x) {
      return Math.log(x);
    }
  }

  /** Hyperbolic tangent. */
  record Tanh() implements Unary {
    @Override
    public double apply(double x) {
      return Math.tanh(x);
    }
  }

  /** {@code max(x, 0)}; gradient 0 at 0; not a number stays so. */
  record Relu() implements Unary {
    @Override
    public double apply(double x) {
      return x <= 0 ? 0 : x;
    }
  }

  /** 1 where {@code x > 0}, else 0; no gradient. */
  record Positive() implements Unary {
    @Override
    public double apply(double x) {
      return x > 0 ? 1 : 0;
    }
  }

  /** {@code log(1 + exp(x))}, stable for any x. */
  record Softplus() implements Unary {
    @Override
    public double apply(double x) {
      return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }
  }

  /** {@code 1 / (1 + exp(-x))}, stable for any x. */
  record Sigmoid() implements Unary {
    @Override
    public double apply(double x) {
      double e = Math.exp(-Math.abs(x));
      return x >= 0 ? 1 / (1 + e) : e / (1 + e);
    }
  }

  /** Error function {@code 2/sqrt(pi) * integral of exp(-t^2) from 0 to x}. */
  record Erf() implements Unary {
    @Override
    public double apply(double x) {
      return ErrorFunction.of(x);
    }
  }

  /** Sine of an angle in radians. */
  record Sin() implements Unary {
    @Override
    public double apply(double x) {
      return Math.sin(x);
    }
  }

  /** {@code max(low, min(high, x))}; gradient 1 inside, the bounds included, else 0. */
  record Clip(double low, double high) implements Unary {
    /** Checks the order of the bounds. */
    public Clip {
      if (!(low <= high)) {
        throw new ShapeException("clip needs low <= high, found " + low + " and " + high + ".");
      }
    }

    @Override
    public double apply(double x) {
      return Math.max(low, Math.min(high, x));
    }
  }

  /** 1 where {@code low <= x <= high}, else 0; no gradient. */
  record Inside(double low, double high) implements Unary {
    @Override
    public double apply(double x) {
      return x >= low && x <= high ? 1 : 0;
    }
  }

  /** The same value, with no gradient and no tangent; absent from plans. */
  record Detach() implements Unary {
    @Override
    public double apply(double x) {
      return x;
    }
  }

  /**
   * The same value in storage of its own. Plans insert it where a value must outlive the parameter
   * version that it reads; executors must not turn it into an alias.
   */
  record Copy() implements Unary {
    @Override
    public double apply(double x) {
      return x;
    }
  }

  /** {@code a + b}. */
  record Plus() implements Binary {
    @Override
    public double apply(double a, double b) {
      return a + b;
    }
  }

  /** {@code a - b}. */
  record Minus() implements Binary {
    @Override
    public double apply(double a, double b) {
      return a - b;
    }
  }

  /** {@code a * b}. */
  record Times() implements Binary {
    @Override
    public double apply(double a, double b) {
      return a * b;
    }
  }

  /** {@code a / b}. */
  record Over() implements Binary {
    @Override
    public double apply(double a, double b) {
      return a / b;
    }
  }

  /** The smaller one, not a number if either is; at a tie all gradient goes to a. */
  record Min() implements Binary {
    @Override
    public double apply(double a, double b) {
      return Math.min(a, b);
    }
  }

  /** The larger one, not a number if either is; at a tie all gradient goes to a. */
  record Max() implements Binary {
    @Override
    public double apply(double a, double b) {
      return Math.max(a, b);
    }
  }

  /** 1 where {@code a < b}, else 0; no gradient. */
  record Less() implements Binary {
    @Override
    public double apply(double a, double b) {
      return a < b ? 1 : 0;
    }
  }

  /** Input 1 where input 0 is not 0, else input 2; the condition gets no gradient. */
  record Select() implements PointwiseOp {
    @Override
    public Shape shape(List<Tensor> inputs) {
      Shape branches = stretched("select", inputs.get(1), inputs.get(2));
      Shape one = stretched("select", inputs.get(0), inputs.get(1));
      Shape zero = stretched("select", inputs.get(0), inputs.get(2));
      return widest(widest(one, zero), branches);
    }

    private static Shape widest(Shape a, Shape b) {
      if (a.rank() != b.rank()) {
        return a.rank() > b.rank() ? a : b;
      }
      int[] sizes = a.toArray();
      for (int axis = 0; axis < sizes.length; axis++) {
        sizes[axis] = Math.max(sizes[axis], b.size(axis));
      }
      return Shape.of(sizes);
    }
  }
}
