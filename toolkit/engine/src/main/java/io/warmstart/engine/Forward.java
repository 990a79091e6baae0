package io.warmstart.engine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Tangent of each operation: from the tangents of its inputs to that of its result. */
final class Forward {
  private Forward() {}

  /**
   * Tangent of a node, null where it is zero; it may be smaller than the node where an input
   * stretches.
   *
   * @param t tangents of the inputs, null where zero
   */
  static @Nullable Tensor push(Tensor node, @Nullable Tensor[] t) {
    Tensor first = t[0];
    Tensor second = t.length > 1 ? t[1] : null;
    return switch (node.op()) {
      case SourceOp op -> null;
      case PointwiseOp.Unary op -> first == null ? null : Reverse.unary(op, node, first);
      case PointwiseOp.Binary op -> binary(op, node, first, second);
      case PointwiseOp.Select op -> {
        Tensor third = t[2];
        yield second == null && third == null
            ? null
            : node.input(0).select(orZero(second, node), orZero(third, node));
      }
      case LayoutOp op -> layout(op, node, t);
      case ReduceOp op -> first == null ? null : reduce(op, node, first);
      case IndexOp op -> first == null ? null : index(op, node, first);
      case RowOp op -> row(op, node, first, second);
      case ImageOp op -> ImageRules.push(op, node, first, second);
      case MatMul op ->
          sum(
              first == null
                  ? null
                  : first.matmul(node.input(1), op.transposeLeft(), op.transposeRight()),
              second == null
                  ? null
                  : node.input(0).matmul(second, op.transposeLeft(), op.transposeRight()));
    };
  }

  private static @Nullable Tensor binary(
      PointwiseOp.Binary op, Tensor y, @Nullable Tensor da, @Nullable Tensor db) {
    Tensor a = y.input(0);
    Tensor b = y.input(1);
    return switch (op) {
      case PointwiseOp.Plus plus -> sum(da, db);
      case PointwiseOp.Minus minus -> sum(da, db == null ? null : db.negate());
      case PointwiseOp.Times times ->
          sum(da == null ? null : da.times(b), db == null ? null : db.times(a));
      case PointwiseOp.Over over ->
          sum(da == null ? null : da.over(b), db == null ? null : db.times(y).over(b).negate());
      case PointwiseOp.Min min -> chosen(b.less(a), y, da, db);
      case PointwiseOp.Max max -> chosen(a.less(b), y, da, db);
      case PointwiseOp.Less less -> null;
    };
  }

  private static @Nullable Tensor chosen(
      Tensor secondChosen, Tensor y, @Nullable Tensor da, @Nullable Tensor db) {
    return da == null && db == null ? null : secondChosen.select(orZero(db, y), orZero(da, y));
  }

  private static @Nullable Tensor layout(LayoutOp op, Tensor y, @Nullable Tensor[] t) {
    Tensor first = t[0];
    if (op instanceof LayoutOp.Concat concat) {
      Tensor[] parts = new Tensor[t.length];
      for (int k = 0; k < t.length; k++) {
        Tensor part = t[k];
        parts[k] = part == null ? Differentiation.zeros(y.input(k)) : part;
      }
      Tensor[] rest = Arrays.copyOfRange(parts, 1, parts.length);
      return parts[0].concatAlong(concat.axis(), rest);
    }
    return first == null ? null : y.graph().record(op, first);
  }

  private static @Nullable Tensor reduce(ReduceOp op, Tensor y, Tensor t) {
    Tensor x = y.input(0);
    Graph graph = y.graph();
    return switch (op) {
      case ReduceOp.SumTo sum -> t.sumTo(sum.to());
      case ReduceOp.MinAlong min ->
          graph.record(new ReduceOp.HotMin(min.axis()), x).times(t).sumTo(y.shape());
      case ReduceOp.MaxAlong max ->
          graph.record(new ReduceOp.HotMax(max.axis()), x).times(t).sumTo(y.shape());
      case ReduceOp.Softmax softmax -> Reverse.softmaxPull(softmax.axis(), y, t);
      case ReduceOp.LogSumExp logSumExp -> x.softmax(logSumExp.axis()).times(t).sumTo(y.shape());
      case ReduceOp.HotMin hot -> null;
      case ReduceOp.HotMax hot -> null;
      case ReduceOp.ArgMax argMax -> null;
    };
  }

  private static @Nullable Tensor index(IndexOp op, Tensor y, Tensor t) {
    return switch (op) {
      case IndexOp.Take take -> t.take(y.input(1));
      case IndexOp.Scatter scatter -> t.scatter(y.input(1), scatter.blocks());
      case IndexOp.TakeLast take -> t.takeLast(y.input(1));
      case IndexOp.Rows rows -> null;
      case IndexOp.HotAt hot -> null;
    };
  }

  private static @Nullable Tensor row(
      RowOp op, Tensor node, @Nullable Tensor dx, @Nullable Tensor dg) {
    Tensor x = node.input(0);
    Graph graph = node.graph();
    return switch (op) {
      case RowOp.Norm norm ->
          dx == null ? null : graph.record(new RowOp.Pull(norm.epsilon()), x, dx);
      case RowOp.InverseDeviation deviation ->
          dx == null ? null : deviationPush(node, x.rowNorm(deviation.epsilon()), dx);
      case RowOp.Pull pull ->
          sum(
              dx == null ? null : pushOfPull(pull.epsilon(), x, node.input(1), dx),
              dg == null ? null : graph.record(new RowOp.Pull(pull.epsilon()), x, dg));
    };
  }

  private static Tensor deviationPush(Tensor r, Tensor y, Tensor dx) {
    return Reverse.rowMean(y.times(dx)).times(r.square()).negate();
  }

  /** Tangent of {@code r * (g - mean(g) - y * mean(g * y))} in the direction dx of x. */
  private static Tensor pushOfPull(double epsilon, Tensor x, Tensor g, Tensor dx) {
    Graph graph = x.graph();
    Tensor y = x.rowNorm(epsilon);
    Tensor r = graph.record(new RowOp.InverseDeviation(epsilon), x);
    Tensor dy = graph.record(new RowOp.Pull(epsilon), x, dx);
    Tensor gy = Reverse.rowMean(g.times(y));
    Tensor inner = g.minus(Reverse.rowMean(g)).minus(y.times(gy));
    Tensor change = dy.times(gy).plus(y.times(Reverse.rowMean(g.times(dy))));
    return deviationPush(r, y, dx).times(inner).minus(r.times(change));
  }

  private static Tensor orZero(@Nullable Tensor tangent, Tensor node) {
    return tangent == null ? node.graph().constant(0) : tangent;
  }

  static @Nullable Tensor sum(@Nullable Tensor a, @Nullable Tensor b) {
    if (a == null) {
      return b;
    }
    return b == null ? a : a.plus(b);
  }
}
