package io.warmstart.engine;

import org.jspecify.annotations.Nullable;

/** Gradient of each operation: from the gradient g of its result to those of its inputs. */
final class Reverse {
  private static final @Nullable Tensor[] NONE = {};

  private Reverse() {}

  /** One gradient per input, null where there is none; may be shorter than the inputs. */
  static @Nullable Tensor[] pull(Tensor node, Tensor g) {
    return switch (node.op()) {
      case SourceOp op -> NONE;
      case PointwiseOp.Unary op -> array(unary(op, node, g));
      case PointwiseOp.Binary op -> binary(op, node, g);
      case PointwiseOp.Select op -> {
        Tensor zero = node.graph().constant(0);
        Tensor condition = node.input(0);
        yield new @Nullable Tensor[] {
          null,
          fit(condition.select(g, zero), node.input(1)),
          fit(condition.select(zero, g), node.input(2))
        };
      }
      case LayoutOp op -> layout(op, node, g);
      case ReduceOp op -> array(reduce(op, node, g));
      case IndexOp op -> index(op, node, g);
      case RowOp op -> row(op, node, g);
      case ImageOp op -> ImageRules.pull(op, node, g);
      case MatMul op -> matMul(op, node, g);
    };
  }

  /** Gradient, and tangent, of a pointwise function of one number. */
  static @Nullable Tensor unary(PointwiseOp.Unary op, Tensor y, Tensor g) {
    Tensor x = y.input(0);
    return switch (op) {
      case PointwiseOp.Offset offset -> g;
      case PointwiseOp.Scale scale -> g.times(scale.factor());
      case PointwiseOp.Abs abs -> g.times(x.sign());
      case PointwiseOp.Square square -> g.times(x).times(2);
      case PointwiseOp.Sqrt sqrt -> g.over(y).times(0.5);
      case PointwiseOp.Exp exp -> g.times(y);
      case PointwiseOp.Log log -> g.over(x);
      case PointwiseOp.Tanh tanh -> g.times(y.square().negate().plus(1));
      case PointwiseOp.Relu relu -> g.times(y.graph().record(new PointwiseOp.Positive(), y));
      case PointwiseOp.Softplus softplus -> g.times(x.sigmoid());
      case PointwiseOp.Sigmoid sigmoid -> g.times(y.minus(y.square()));
      case PointwiseOp.Erf erf -> g.times(x.square().negate().exp()).times(2 / Math.sqrt(Math.PI));
      case PointwiseOp.Sin sin -> g.times(x.plus(Math.PI / 2).sin());
      case PointwiseOp.Clip clip ->
          g.times(y.graph().record(new PointwiseOp.Inside(clip.low(), clip.high()), x));
      case PointwiseOp.Copy copy -> g;
      case PointwiseOp.Below below -> null;
      case PointwiseOp.Sign sign -> null;
      case PointwiseOp.Positive positive -> null;
      case PointwiseOp.Inside inside -> null;
      case PointwiseOp.Detach detach -> null;
    };
  }

  private static @Nullable Tensor[] binary(PointwiseOp.Binary op, Tensor y, Tensor g) {
    Tensor a = y.input(0);
    Tensor b = y.input(1);
    return switch (op) {
      case PointwiseOp.Plus plus -> array(fit(g, a), fit(g, b));
      case PointwiseOp.Minus minus -> array(fit(g, a), fit(g, b).negate());
      case PointwiseOp.Times times -> array(fit(g.times(b), a), fit(g.times(a), b));
      case PointwiseOp.Over over -> {
        Tensor quotient = g.over(b);
        yield array(fit(quotient, a), fit(quotient.times(y).negate(), b));
      }
      case PointwiseOp.Min min -> chosen(b.less(a), a, b, g);
      case PointwiseOp.Max max -> chosen(a.less(b), a, b, g);
      case PointwiseOp.Less less -> NONE;
    };
  }

  private static @Nullable Tensor[] chosen(Tensor second, Tensor a, Tensor b, Tensor g) {
    Tensor zero = g.graph().constant(0);
    return array(fit(second.select(zero, g), a), fit(second.select(g, zero), b));
  }

  private static @Nullable Tensor[] layout(LayoutOp op, Tensor y, Tensor g) {
    Tensor x = y.input(0);
    return switch (op) {
      case LayoutOp.Reshape reshape -> array(g.reshape(x.shape()));
      case LayoutOp.Stretch stretch -> array(fit(g, x));
      case LayoutOp.Repeat repeat -> {
        Shape split = x.shape().inserted(repeat.axis(), repeat.times());
        yield array(g.reshape(split).sumTo(split.with(repeat.axis(), 1)).reshape(x.shape()));
      }
      case LayoutOp.Slice slice -> array(g.pad(slice.axis(), slice.from(), x.size(slice.axis())));
      case LayoutOp.Pad pad ->
          array(g.slice(pad.axis(), pad.from(), pad.from() + x.size(pad.axis())));
      case LayoutOp.Concat concat -> {
        @Nullable Tensor[] parts = new @Nullable Tensor[y.inputs().size()];
        int from = 0;
        for (int k = 0; k < parts.length; k++) {
          int to = from + y.input(k).size(concat.axis());
          parts[k] = g.slice(concat.axis(), from, to);
          from = to;
        }
        yield parts;
      }
    };
  }

  private static @Nullable Tensor reduce(ReduceOp op, Tensor y, Tensor g) {
    Tensor x = y.input(0);
    Graph graph = y.graph();
    return switch (op) {
      case ReduceOp.SumTo sum -> g.stretch(x.shape());
      case ReduceOp.MinAlong min -> graph.record(new ReduceOp.HotMin(min.axis()), x).times(g);
      case ReduceOp.MaxAlong max -> graph.record(new ReduceOp.HotMax(max.axis()), x).times(g);
      case ReduceOp.Softmax softmax -> softmaxPull(softmax.axis(), y, g);
      case ReduceOp.LogSumExp logSumExp -> x.softmax(logSumExp.axis()).times(g);
      case ReduceOp.HotMin hot -> null;
      case ReduceOp.HotMax hot -> null;
      case ReduceOp.ArgMax argMax -> null;
    };
  }

  /** {@code y * (g - sum(g * y))}; the Jacobian is symmetric, so this is the tangent too. */
  static Tensor softmaxPull(int axis, Tensor y, Tensor g) {
    Tensor weighted = g.times(y).sumTo(y.shape().with(axis, 1));
    return y.times(g.minus(weighted));
  }

  private static @Nullable Tensor[] index(IndexOp op, Tensor y, Tensor g) {
    return switch (op) {
      case IndexOp.Take take -> array(g.scatter(y.input(1), y.input(0).size(0)));
      case IndexOp.Scatter scatter -> array(g.take(y.input(1)));
      case IndexOp.TakeLast take ->
          array(g.insert(g.rank()).times(y.input(1).hotAt(y.input(0).shape().last())));
      case IndexOp.Rows rows -> NONE;
      case IndexOp.HotAt hot -> NONE;
    };
  }

  private static @Nullable Tensor[] row(RowOp op, Tensor node, Tensor g) {
    Tensor x = node.input(0);
    Graph graph = node.graph();
    return switch (op) {
      case RowOp.Norm norm -> array(graph.record(new RowOp.Pull(norm.epsilon()), x, g));
      case RowOp.InverseDeviation deviation ->
          array(deviationPull(node, x.rowNorm(deviation.epsilon()), g));
      case RowOp.Pull pull ->
          array(
              pullOfPull(pull.epsilon(), x, node.input(1), g),
              graph.record(new RowOp.Pull(pull.epsilon()), x, g));
    };
  }

  /** {@code dr/dx_i = -r^2 y_i / H}. */
  static Tensor deviationPull(Tensor r, Tensor y, Tensor g) {
    return y.times(g.times(r.square())).times(-1.0 / y.shape().last());
  }

  /** Gradient of {@code r * (g - mean(g) - y * mean(g * y))} with respect to x, incoming h. */
  private static Tensor pullOfPull(double epsilon, Tensor x, Tensor g, Tensor h) {
    Graph graph = x.graph();
    Tensor y = x.rowNorm(epsilon);
    Tensor r = graph.record(new RowOp.InverseDeviation(epsilon), x);
    Tensor gy = rowMean(g.times(y));
    Tensor inner = g.minus(rowMean(g)).minus(y.times(gy));
    Tensor hr = h.times(r);
    Tensor toY = hr.times(gy).plus(g.times(rowMean(hr.times(y)))).negate();
    Tensor toR = h.times(inner).sumTo(r.shape());
    return graph.record(new RowOp.Pull(epsilon), x, toY).plus(deviationPull(r, y, toR));
  }

  /** Mean over the last axis, which stays with size 1. */
  static Tensor rowMean(Tensor x) {
    return x.sumTo(x.shape().with(x.rank() - 1, 1)).times(1.0 / x.shape().last());
  }

  private static @Nullable Tensor[] matMul(MatMul op, Tensor node, Tensor g) {
    Tensor a = node.input(0);
    Tensor b = node.input(1);
    boolean left = op.transposeLeft();
    boolean right = op.transposeRight();
    Tensor toA = left ? b.matmul(g, right, true) : g.matmul(b, false, !right);
    Tensor toB = right ? g.matmul(a, true, left) : a.matmul(g, !left, false);
    return array(withoutBatch(toA, a), withoutBatch(toB, b));
  }

  /** Sums over the batch axis that the input does not have. */
  private static Tensor withoutBatch(Tensor g, Tensor input) {
    return g.rank() == input.rank() ? g : g.sum(0);
  }

  /** Sums over the axes that an input stretched along. */
  private static Tensor fit(Tensor g, Tensor input) {
    return g.sumTo(input.shape());
  }

  private static @Nullable Tensor[] array(@Nullable Tensor... tensors) {
    return tensors;
  }
}
