package io.warmstart.engine.nd4j;

import io.warmstart.engine.Column;
import io.warmstart.engine.GraphException;
import io.warmstart.engine.IndexOp;
import io.warmstart.engine.Shape;
import io.warmstart.engine.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/** Gathers and scatters by index. Indices pass through the host, where they are checked. */
final class Indices {
  private Indices() {}

  static INDArray compute(IndexOp op, Tensor node, INDArray[] in, Surroundings from) {
    Shape shape = node.shape();
    return switch (op) {
      case IndexOp.Rows rows -> {
        int[] at = checked(node, in[0], rows.column().capacity());
        yield rows(from.column(rows.column()), rows.column(), at, shape);
      }
      case IndexOp.Take take -> gathered(in[0], checked(node, in[1], node.input(0).size(0)), shape);
      case IndexOp.Scatter scatter ->
          scattered(in[0], checked(node, in[1], scatter.blocks()), shape);
      case IndexOp.TakeLast take -> {
        int width = node.input(0).shape().last();
        int[] at = checked(node, in[1], width);
        for (int i = 0; i < at.length; i++) {
          at[i] += i * width;
        }
        INDArray flat = Dense.view(in[0], 0, Shape.of(at.length * width));
        INDArray taken = gathered(flat, at, Shape.of(at.length));
        yield Dense.view(taken, 0, shape);
      }
      case IndexOp.HotAt hot -> {
        checked(node, in[0], hot.width());
        Shape index = node.input(0).shape();
        yield hot(Dense.floats(in[0]), index, index.rank(), shape);
      }
    };
  }

  private static int[] checked(Tensor node, INDArray index, int bound) {
    float[] values = Dense.floats(index);
    int[] whole = new int[values.length];
    for (int i = 0; i < whole.length; i++) {
      if (!(values[i] >= 0 && values[i] < bound)) {
        throw new GraphException(
            node + ": index " + values[i] + " is outside 0 to " + (bound - 1) + ".");
      }
      whole[i] = (int) values[i];
    }
    return whole;
  }

  /** Columns stay where the feed keeps them; only the rows go to the device. */
  private static INDArray rows(MemorySegment segment, Column column, int[] at, Shape shape) {
    int width = column.rowShape().count();
    float[] values = new float[at.length * width];
    for (int i = 0; i < at.length; i++) {
      HostMemory.read(segment, column.type(), (long) at[i] * width, width, values, i * width);
    }
    return Dense.of(values, shape);
  }

  static INDArray gathered(INDArray x, int[] at, Shape shape) {
    try (Scratch scratch = new Scratch()) {
      INDArray index = scratch.keep(Dense.index(at));
      return Dense.run("gather", new int[] {0}, Dense.empty(shape), x, index);
    }
  }

  static INDArray scattered(INDArray blocks, int[] at, Shape shape) {
    INDArray sum = Dense.zeros(shape);
    try (Scratch scratch = new Scratch()) {
      INDArray index = scratch.keep(Dense.index(at));
      // Without the lock, blocks that meet at one index race.
      Nd4j.exec(
          DynamicCustomOp.builder("scatter_add")
              .addInputs(sum, index, blocks)
              .addOutputs(sum)
              .addBooleanArguments(true)
              .build());
      return sum;
    }
  }

  /** 1 at each index along a new axis, else 0. */
  static INDArray hot(float[] at, Shape index, int axis, Shape shape) {
    int[] whole = new int[at.length];
    for (int i = 0; i < at.length; i++) {
      whole[i] = (int) at[i];
    }
    try (Scratch scratch = new Scratch()) {
      INDArray flat = scratch.keep(Dense.index(whole));
      INDArray shaped = Nd4j.create(flat.data(), Dense.sizes(index), Dense.strides(index), 0, 'c');
      INDArray result = Dense.empty(shape);
      Nd4j.exec(
          DynamicCustomOp.builder("onehot")
              .addInputs(shaped)
              .addOutputs(result)
              .addIntegerArguments(List.of(axis, shape.size(axis)))
              .addFloatingPointArguments(1.0, 0.0)
              .build());
      return result;
    }
  }
}
