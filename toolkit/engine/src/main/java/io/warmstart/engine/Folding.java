package io.warmstart.engine;

import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Local simplifications: arithmetic on constants, neutral elements, chains of scales and of layout
 * operations. Products with 0 stay, because 0 times infinity is not 0.
 */
final class Folding {
  private final BiFunction<Op, List<Tensor>, Tensor> record;

  private Folding(BiFunction<Op, List<Tensor>, Tensor> record) {
    this.record = record;
  }

  /** The simplest known node for an operation on inputs that are simplified already. */
  static Tensor fold(
      Op op, List<Tensor> inputs, Shape shape, BiFunction<Op, List<Tensor>, Tensor> record) {
    Folding folding = new Folding(record);
    Tensor simple =
        switch (op) {
          case PointwiseOp.Unary unary -> folding.unary(unary, inputs.getFirst());
          case PointwiseOp.Binary binary ->
              folding.binary(binary, inputs.get(0), inputs.get(1), shape);
          case LayoutOp.Reshape reshape -> folding.reshape(reshape, inputs.getFirst());
          case LayoutOp.Stretch stretch -> folding.stretch(stretch, inputs.getFirst());
          case ReduceOp.SumTo sum -> folding.sum(sum, inputs.getFirst());
          default -> null;
        };
    return simple == null ? record.apply(op, inputs) : simple;
  }

  private @Nullable Tensor unary(PointwiseOp.Unary op, Tensor x) {
    if (op instanceof PointwiseOp.Detach) {
      return x;
    }
    if (op instanceof PointwiseOp.Copy) {
      return null;
    }
    Double constant = constant(x);
    if (constant != null) {
      return filled(op.apply(constant), x.shape());
    }
    if (op instanceof PointwiseOp.Scale scale) {
      if (scale.factor() == 1) {
        return x;
      }
      if (x.op() instanceof PointwiseOp.Scale inner) {
        return unaryOrSame(new PointwiseOp.Scale(scale.factor() * inner.factor()), x.input(0));
      }
    }
    if (op instanceof PointwiseOp.Offset offset && offset.value() == 0) {
      return x;
    }
    return null;
  }

  private Tensor unaryOrSame(PointwiseOp.Scale scale, Tensor x) {
    return scale.factor() == 1 ? x : record.apply(scale, List.of(x));
  }

  private @Nullable Tensor binary(PointwiseOp.Binary op, Tensor a, Tensor b, Shape shape) {
    Double left = constant(a);
    Double right = constant(b);
    if (left != null && right != null) {
      return filled(op.apply(left, right), shape);
    }
    if (right != null && a.shape().equals(shape)) {
      PointwiseOp.Unary unary = withRight(op, right);
      return unary == null ? stretchless(op, a, filled(right, Shape.SCALAR), b) : applied(unary, a);
    }
    if (left != null && b.shape().equals(shape)) {
      PointwiseOp.Unary unary = withLeft(op, left);
      return unary == null ? stretchless(op, filled(left, Shape.SCALAR), b, a) : applied(unary, b);
    }
    return null;
  }

  private Tensor applied(PointwiseOp.Unary unary, Tensor x) {
    Tensor simple = unary(unary, x);
    return simple == null ? record.apply(unary, List.of(x)) : simple;
  }

  /** A stretched constant is replaced by the scalar; a scalar is left as it is. */
  private @Nullable Tensor stretchless(PointwiseOp.Binary op, Tensor a, Tensor b, Tensor replaced) {
    return replaced.rank() == 0 ? null : record.apply(op, List.of(a, b));
  }

  private static PointwiseOp.@Nullable Unary withRight(PointwiseOp.Binary op, double right) {
    return switch (op) {
      case PointwiseOp.Plus plus -> new PointwiseOp.Offset(right);
      case PointwiseOp.Minus minus -> new PointwiseOp.Offset(-right);
      case PointwiseOp.Times times -> new PointwiseOp.Scale(right);
      case PointwiseOp.Over over -> right == 0 ? null : new PointwiseOp.Scale(1 / right);
      case PointwiseOp.Less less -> new PointwiseOp.Below(right);
      case PointwiseOp.Min min -> null;
      case PointwiseOp.Max max -> null;
    };
  }

  private static PointwiseOp.@Nullable Unary withLeft(PointwiseOp.Binary op, double left) {
    return switch (op) {
      case PointwiseOp.Plus plus -> new PointwiseOp.Offset(left);
      case PointwiseOp.Times times -> new PointwiseOp.Scale(left);
      case PointwiseOp.Minus minus -> left == 0 ? new PointwiseOp.Scale(-1) : null;
      case PointwiseOp.Over over -> null;
      case PointwiseOp.Less less -> null;
      case PointwiseOp.Min min -> null;
      case PointwiseOp.Max max -> null;
    };
  }

  private @Nullable Tensor reshape(LayoutOp.Reshape op, Tensor x) {
    Tensor from = x.op() instanceof LayoutOp.Reshape ? x.input(0) : x;
    if (from.shape().equals(op.to())) {
      return from;
    }
    Double constant = constant(from);
    if (constant != null) {
      return filled(constant, op.to());
    }
    return from == x ? null : record.apply(op, List.of(from));
  }

  private @Nullable Tensor stretch(LayoutOp.Stretch op, Tensor x) {
    if (x.shape().equals(op.to())) {
      return x;
    }
    Double constant = constant(x);
    if (constant != null && x.rank() > 0) {
      return filled(constant, op.to());
    }
    return null;
  }

  private @Nullable Tensor sum(ReduceOp.SumTo op, Tensor x) {
    if (x.shape().equals(op.to())) {
      return x;
    }
    Double constant = constant(x);
    if (constant != null) {
      return filled(constant * ((double) x.count() / op.to().count()), op.to());
    }
    return x.op() instanceof ReduceOp.SumTo && x.input(0).rank() > 0
        ? record.apply(op, List.of(x.input(0)))
        : null;
  }

  /** The one value of a constant or a stretched constant, else null. */
  private static @Nullable Double constant(Tensor x) {
    if (x.op() instanceof LayoutOp.Stretch) {
      return constant(x.input(0));
    }
    return x.op() instanceof SourceOp.Constant constant ? constant.value() : null;
  }

  private Tensor filled(double value, Shape shape) {
    Tensor scalar = record.apply(new SourceOp.Constant(value), List.of());
    return shape.rank() == 0 ? scalar : record.apply(new LayoutOp.Stretch(shape), List.of(scalar));
  }
}
