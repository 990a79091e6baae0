package io.warmstart.engine;

import java.util.List;

/** Reductions; their order is fixed by the shapes alone, and no reduction crosses the seed axis. */
public sealed interface ReduceOp extends Op {

  /** Sums over every axis that has size 1 in {@code to}, or over all axes where it is a scalar. */
  record SumTo(Shape to) implements ReduceOp {
    @Override
    public Shape shape(List<Tensor> inputs) {
      if (!to.stretchesTo(inputs.getFirst().shape())) {
        throw new ShapeException(
            "sum: "
                + inputs.getFirst()
                + " cannot be summed to "
                + to
                + "; axes must be kept or become 1.");
      }
      return to;
    }
  }

  /** Smallest element of one axis, which stays with size 1; gradient to the first one. */
  record MinAlong(int axis) implements ReduceOp {
    @Override
    public Shape shape(List<Tensor> inputs) {
      return inputs.getFirst().shape().with(axis, 1);
    }
  }

  /** Largest element of one axis, which stays with size 1; gradient to the first one. */
  record MaxAlong(int axis) implements ReduceOp {
    @Override
    public Shape shape(List<Tensor> inputs) {
      return inputs.getFirst().shape().with(axis, 1);
    }
  }

  /** 1 at the first smallest element of one axis, else 0; no gradient. */
  record HotMin(int axis) implements ReduceOp {
    @Override
    public Shape shape(List<Tensor> inputs) {
      inputs.getFirst().size(axis);
      return inputs.getFirst().shape();
    }
  }

  /** 1 at the first largest element of one axis, else 0; no gradient. */
  record HotMax(int axis) implements ReduceOp {
    @Override
    public Shape shape(List<Tensor> inputs) {
      inputs.getFirst().size(axis);
      return inputs.getFirst().shape();
    }
  }

  /** Index of the first largest element of one axis, which disappears; no gradient. */
  record ArgMax(int axis) implements ReduceOp {
    @Override
    public Shape shape(List<Tensor> inputs) {
      return inputs.getFirst().shape().without(axis);
    }
  }

  /** {@code exp(x - max) / sum(exp(x - max))} along one axis. */
  record Softmax(int axis) implements ReduceOp {
    @Override
    public Shape shape(List<Tensor> inputs) {
      inputs.getFirst().size(axis);
      return inputs.getFirst().shape();
    }
  }

  /** {@code max + log(sum(exp(x - max)))} along one axis, which stays with size 1. */
  record LogSumExp(int axis) implements ReduceOp {
    @Override
    public Shape shape(List<Tensor> inputs) {
      return inputs.getFirst().shape().with(axis, 1);
    }
  }
}
