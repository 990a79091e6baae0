package io.warmstart.engine.nd4j;

import io.warmstart.engine.Shape;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/** Row-major float32 arrays without gaps, which is what every tensor is here. */
final class Dense {
  private Dense() {}

  /** An array with any content. */
  static INDArray empty(Shape shape) {
    return Nd4j.createUninitialized(DataType.FLOAT, sizes(shape), 'c');
  }

  /** Truth values with any content. */
  static INDArray truths(Shape shape) {
    return Nd4j.createUninitialized(DataType.BOOL, sizes(shape), 'c');
  }

  static INDArray zeros(Shape shape) {
    INDArray array = empty(shape);
    array.assign(0);
    return array;
  }

  static INDArray of(float[] values, Shape shape) {
    return shape.rank() == 0 ? Nd4j.scalar(values[0]) : Nd4j.create(values, sizes(shape), 'c');
  }

  static INDArray scalar(double value) {
    return Nd4j.scalar((float) value);
  }

  /** Whole numbers as an index of native operations. */
  static INDArray index(int[] values) {
    return Nd4j.createFromArray(values);
  }

  /** A copy of all elements, row-major. */
  static float[] floats(INDArray array) {
    return array.data().getFloatsAt(array.offset(), Math.toIntExact(array.length()));
  }

  /** The only element. */
  static double number(INDArray array) {
    return array.getDouble(0);
  }

  static long[] sizes(Shape shape) {
    long[] sizes = new long[shape.rank()];
    for (int axis = 0; axis < sizes.length; axis++) {
      sizes[axis] = shape.size(axis);
    }
    return sizes;
  }

  static Shape shape(INDArray array) {
    int[] sizes = new int[array.rank()];
    for (int axis = 0; axis < sizes.length; axis++) {
      sizes[axis] = Math.toIntExact(array.size(axis));
    }
    return Shape.of(sizes);
  }

  /** Distances between neighbours along each axis of a dense array. */
  static long[] strides(Shape shape) {
    long[] strides = new long[shape.rank()];
    for (int axis = 0; axis < strides.length; axis++) {
      strides[axis] = shape.product(axis + 1, strides.length);
    }
    return strides;
  }

  /** The same memory from {@code start} elements on, dense under another shape. */
  static INDArray view(INDArray array, long start, Shape shape) {
    return view(array, start, shape, strides(shape));
  }

  /** The same memory from {@code start} elements on. Never freed by itself. */
  static INDArray view(INDArray array, long start, Shape shape, long[] strides) {
    return Nd4j.create(array.data(), sizes(shape), strides, array.offset() + start, 'c');
  }

  /** Runs a native operation with one result, which it gives back. */
  static INDArray run(String operation, INDArray result, INDArray... inputs) {
    return run(DynamicCustomOp.builder(operation), result, inputs);
  }

  /** Runs a native operation with whole-number arguments. */
  static INDArray run(String operation, int[] arguments, INDArray result, INDArray... inputs) {
    return run(DynamicCustomOp.builder(operation).addIntegerArguments(arguments), result, inputs);
  }

  private static INDArray run(
      DynamicCustomOp.DynamicCustomOpsBuilder operation, INDArray result, INDArray... inputs) {
    Nd4j.exec(operation.addInputs(inputs).addOutputs(result).build());
    return result;
  }

  /** Frees the memory of an array now. */
  static void free(INDArray array) {
    if (array.closeable()) {
      array.close();
    }
  }
}
