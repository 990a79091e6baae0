package io.warmstart.engine;

import java.util.List;

/**
 * An operation of a graph node: its attributes, its shape rule and, where it is pointwise, its
 * meaning on one number.
 *
 * <p>The set is closed; executors switch over it without {@code default}. Operations compare by
 * value, so two nodes with equal operation and inputs compute the same tensor.
 */
public sealed interface Op
    permits SourceOp, PointwiseOp, LayoutOp, ReduceOp, IndexOp, RowOp, ImageOp, MatMul {
  /** Lower-case name for messages. */
  default String label() {
    String name = getClass().getSimpleName();
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }

  /**
   * Shape of the result.
   *
   * @throws ShapeException if the inputs do not fit; the message names them
   */
  Shape shape(List<Tensor> inputs);
}
