package io.warmstart.engine;

import java.util.List;
import java.util.function.BiFunction;

/** Records simplified and merged nodes, and counts how often a rule changed something. */
final class Recorder {
  private final BiFunction<Op, List<Tensor>, Tensor> merged;
  private int changes;

  /**
   * A recorder for one new graph.
   *
   * @param merged gives the node for an operation, an existing one where there is an equal one
   */
  Recorder(BiFunction<Op, List<Tensor>, Tensor> merged) {
    this.merged = merged;
  }

  /** Notes that a rule applied. */
  Tensor changed(Tensor better) {
    changes++;
    return better;
  }

  int changes() {
    return changes;
  }

  Tensor record(Op op, Tensor... inputs) {
    return record(op, List.of(inputs));
  }

  Tensor record(Op op, List<Tensor> inputs) {
    return Folding.fold(op, inputs, op.shape(inputs), merged);
  }

  Tensor slice(Tensor x, int axis, int from, int to) {
    return from == 0 && to == x.size(axis) ? x : record(new LayoutOp.Slice(axis, from, to), x);
  }

  Tensor reshape(Tensor x, Shape to) {
    return x.shape().equals(to) ? x : record(new LayoutOp.Reshape(to), x);
  }

  Tensor repeat(Tensor x, int axis, int times) {
    return record(new LayoutOp.Repeat(axis, times), x);
  }

  Tensor concat(int axis, List<Tensor> parts) {
    return parts.size() == 1 ? parts.getFirst() : record(new LayoutOp.Concat(axis), parts);
  }

  Tensor plus(Tensor a, Tensor b) {
    return record(new PointwiseOp.Plus(), a, b);
  }

  Tensor sumTo(Tensor x, Shape to) {
    return x.shape().equals(to) ? x : record(new ReduceOp.SumTo(to), x);
  }

  /** Sum of the {@code times} equal parts of one axis: the gradient of a repeat. */
  Tensor groupSum(Tensor x, int axis, int times) {
    Shape one = x.shape().with(axis, x.size(axis) / times);
    if (one.size(axis) == 1) {
      return sumTo(x, one);
    }
    Shape parts = one.inserted(axis, times);
    return reshape(sumTo(reshape(x, parts), parts.with(axis, 1)), one);
  }

  /** A product; where rows of the left side repeat, each is used once. */
  Tensor product(Tensor a, Tensor b, boolean transposeLeft, boolean transposeRight) {
    int rows = a.rank() - 2;
    Repeated repeated = Repeated.along(a, rows);
    if (repeated != null && !transposeLeft) {
      Tensor once = product(repeated.of(), b, false, transposeRight);
      return repeat(once, once.rank() - 2, repeated.times());
    }
    if (repeated != null && !transposeRight) {
      Tensor sums = groupSum(b, b.rank() - 2, repeated.times());
      return product(repeated.of(), sums, true, false);
    }
    return record(new MatMul(transposeLeft, transposeRight), a, b);
  }
}
