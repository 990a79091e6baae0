package io.warmstart.engine;

import java.util.Arrays;
import java.util.List;

/** Where values enter a graph: buffers, device scalars, constants, parameters and random draws. */
public sealed interface SourceOp extends Op {

  /** A buffer with a fixed address that the feed fills. */
  record Input(String name, DType type, Shape shape) implements SourceOp {
    @Override
    public Shape shape(List<Tensor> inputs) {
      return shape;
    }
  }

  /** A scalar that the host may change between runs. */
  record Setting(String key, double initial) implements SourceOp {
    @Override
    public Shape shape(List<Tensor> inputs) {
      return Shape.SCALAR;
    }
  }

  /** How often this plan has run before, a scalar that starts at 0. */
  record Step() implements SourceOp {
    @Override
    public Shape shape(List<Tensor> inputs) {
      return Shape.SCALAR;
    }
  }

  /** The live number of rows of a column, a scalar. */
  record Count(Column column) implements SourceOp {
    @Override
    public Shape shape(List<Tensor> inputs) {
      return Shape.SCALAR;
    }
  }

  /** A constant scalar. */
  record Constant(double value) implements SourceOp {
    @Override
    public Shape shape(List<Tensor> inputs) {
      return Shape.SCALAR;
    }
  }

  /** A constant tensor; the values are copied in and out. */
  record Table(Shape shape, float[] values) implements SourceOp {
    /** Copies the values. */
    public Table {
      if (values.length != shape.count()) {
        throw new ShapeException(
            "A constant of shape "
                + shape
                + " needs "
                + shape.count()
                + " values, found "
                + values.length
                + ".");
      }
      values = values.clone();
    }

    @Override
    public float[] values() {
      return values.clone();
    }

    @Override
    public Shape shape(List<Tensor> inputs) {
      return shape;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Table table
          && shape.equals(table.shape)
          && Arrays.equals(values, table.values);
    }

    @Override
    public int hashCode() {
      return 31 * shape.hashCode() + Arrays.hashCode(values);
    }
  }

  /**
   * A parameter as it is after {@code version} updates declared in this graph; version 0 is the
   * value at the start of the plan.
   */
  record Read(Parameter parameter, int version) implements SourceOp {
    @Override
    public Shape shape(List<Tensor> inputs) {
      return parameter.shape();
    }
  }

  /** Independent standard normal numbers. */
  record Normal(String stream, Shape shape) implements SourceOp {
    @Override
    public Shape shape(List<Tensor> inputs) {
      return shape;
    }
  }

  /** Independent numbers uniform in (0, 1). */
  record Uniform(String stream, Shape shape) implements SourceOp {
    @Override
    public Shape shape(List<Tensor> inputs) {
      return shape;
    }
  }

  /** Independent integers uniform in [0, bound); the scalar bound is input 0. */
  record Integers(String stream, Shape shape) implements SourceOp {
    @Override
    public Shape shape(List<Tensor> inputs) {
      if (inputs.getFirst().rank() != 0) {
        throw new ShapeException(
            "The bound of stream \""
                + stream
                + "\" must be a scalar, found "
                + inputs.getFirst()
                + ".");
      }
      return shape;
    }
  }

  /** {@code count} integers out of [0, from), different from each other unless replaced. */
  record Choose(String stream, int from, int count, boolean replacement) implements SourceOp {
    /** Checks the counts. */
    public Choose {
      if (from < 1 || count < 1 || (!replacement && count > from)) {
        throw new ShapeException(
            "Stream \""
                + stream
                + "\" cannot choose "
                + count
                + " of "
                + from
                + (replacement ? "" : " without replacement")
                + ".");
      }
    }

    @Override
    public Shape shape(List<Tensor> inputs) {
      return Shape.of(count);
    }
  }
}
