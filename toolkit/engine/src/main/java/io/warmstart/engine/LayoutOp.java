package io.warmstart.engine;

import java.util.List;

/** Operations that only move, copy or drop elements. */
public sealed interface LayoutOp extends Op {

  /** The same elements in the same order under another shape. */
  record Reshape(Shape to) implements LayoutOp {
    @Override
    public Shape shape(List<Tensor> inputs) {
      if (inputs.getFirst().count() != to.count()) {
        throw new ShapeException(
            "reshape: "
                + inputs.getFirst()
                + " has "
                + inputs.getFirst().count()
                + " elements but "
                + to
                + " needs "
                + to.count()
                + ".");
      }
      return to;
    }
  }

  /** Repeats a scalar, or axes of size 1, to fill a shape. */
  record Stretch(Shape to) implements LayoutOp {
    @Override
    public Shape shape(List<Tensor> inputs) {
      if (!inputs.getFirst().shape().stretchesTo(to)) {
        throw new ShapeException(
            "stretch: "
                + inputs.getFirst()
                + " does not stretch to "
                + to
                + "; only scalars and axes of size 1 do.");
      }
      return to;
    }
  }

  /** The whole block repeated along one axis: [a, b] becomes [a, b, a, b]. */
  record Repeat(int axis, int times) implements LayoutOp {
    @Override
    public Shape shape(List<Tensor> inputs) {
      Shape in = inputs.getFirst().shape();
      return in.with(axis, in.size(axis) * times);
    }
  }

  /** Elements {@code from} (inclusive) to {@code to} (exclusive) of one axis. */
  record Slice(int axis, int from, int to) implements LayoutOp {
    @Override
    public Shape shape(List<Tensor> inputs) {
      Shape in = inputs.getFirst().shape();
      if (from < 0 || to <= from || to > in.size(axis)) {
        throw new ShapeException(
            "slice: "
                + from
                + " to "
                + to
                + " is not inside axis "
                + axis
                + " of "
                + inputs.getFirst()
                + ".");
      }
      return in.with(axis, to - from);
    }
  }

  /** Zeros on one axis of size {@code full}, with the input from {@code from} on. */
  record Pad(int axis, int from, int full) implements LayoutOp {
    @Override
    public Shape shape(List<Tensor> inputs) {
      Shape in = inputs.getFirst().shape();
      if (from < 0 || from + in.size(axis) > full) {
        throw new ShapeException(
            "pad: "
                + inputs.getFirst()
                + " from "
                + from
                + " does not fit into "
                + full
                + " on axis "
                + axis
                + ".");
      }
      return in.with(axis, full);
    }
  }

  /** Inputs one behind the other along one axis; their other axes are equal. */
  record Concat(int axis) implements LayoutOp {
    @Override
    public Shape shape(List<Tensor> inputs) {
      Shape first = inputs.getFirst().shape();
      int size = 0;
      for (Tensor input : inputs) {
        if (input.rank() != first.rank()
            || !input.shape().with(axis, 1).equals(first.with(axis, 1))) {
          throw new ShapeException(
              "concat: "
                  + input
                  + " does not fit "
                  + inputs.getFirst()
                  + "; all axes but "
                  + axis
                  + " must be equal.");
        }
        size += input.size(axis);
      }
      return first.with(axis, size);
    }
  }
}
