package io.warmstart.engine;

import java.util.List;

/** Gathers and scatters by index. Indices are whole numbers; they get no gradient. */
public sealed interface IndexOp extends Op {

  /** Rows of a column at the indices of input 0, [N] to [N, row...]; U8 becomes 0..255. */
  record Rows(Column column) implements IndexOp {
    @Override
    public Shape shape(List<Tensor> inputs) {
      return column.rowShape().inserted(0, vector("rows", inputs.getFirst()));
    }
  }

  /** Blocks of axis 0 of input 0 at the indices of input 1: [M, ...] and [N] to [N, ...]. */
  record Take() implements IndexOp {
    @Override
    public Shape shape(List<Tensor> inputs) {
      return inputs.get(0).shape().with(0, vector("take", inputs.get(1)));
    }
  }

  /** Adds block i of input 0 to block index[i] of zeros: [N, ...] and [N] to [blocks, ...]. */
  record Scatter(int blocks) implements IndexOp {
    @Override
    public Shape shape(List<Tensor> inputs) {
      if (inputs.get(0).size(0) != vector("scatter", inputs.get(1))) {
        throw new ShapeException(
            "scatter: "
                + inputs.get(0)
                + " and index "
                + inputs.get(1)
                + " differ in the size of axis 0.");
      }
      return inputs.get(0).shape().with(0, blocks);
    }
  }

  /** One element of the last axis per index: [..., W] and [...] to [...]. */
  record TakeLast() implements IndexOp {
    @Override
    public Shape shape(List<Tensor> inputs) {
      Tensor from = inputs.get(0);
      Shape rest = from.shape().without(from.rank() - 1);
      if (!rest.equals(inputs.get(1).shape())) {
        throw new ShapeException(
            "takeLast: index " + inputs.get(1) + " must have shape " + rest + " for " + from + ".");
      }
      return rest;
    }
  }

  /** 1 at the index and 0 elsewhere, on a new last axis of this width. */
  record HotAt(int width) implements IndexOp {
    @Override
    public Shape shape(List<Tensor> inputs) {
      return inputs.getFirst().shape().inserted(inputs.getFirst().rank(), width);
    }
  }

  private static int vector(String label, Tensor index) {
    if (index.rank() != 1) {
      throw new ShapeException(label + ": index " + index + " must have rank 1.");
    }
    return index.size(0);
  }
}
