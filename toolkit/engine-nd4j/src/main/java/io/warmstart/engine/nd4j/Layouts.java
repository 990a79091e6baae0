package io.warmstart.engine.nd4j;

import io.warmstart.engine.LayoutOp;
import io.warmstart.engine.Shape;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Operations that only move, copy or drop elements. All but reshape copy. */
final class Layouts {
  private Layouts() {}

  static INDArray compute(LayoutOp op, INDArray[] in, Shape shape) {
    INDArray x = in[0];
    return switch (op) {
      case LayoutOp.Reshape reshape -> Dense.view(x, 0, shape);
      case LayoutOp.Stretch stretch -> Pointwise.stretched(x, shape);
      case LayoutOp.Repeat repeat -> {
        int[] times = new int[shape.rank()];
        Arrays.fill(times, 1);
        times[repeat.axis()] = repeat.times();
        yield Dense.run("tile", times, Dense.empty(shape), x);
      }
      case LayoutOp.Slice slice -> part(x, slice.axis(), slice.from(), shape).dup('c');
      case LayoutOp.Pad pad -> {
        INDArray full = Dense.zeros(shape);
        part(full, pad.axis(), pad.from(), Dense.shape(x)).assign(x);
        yield full;
      }
      case LayoutOp.Concat concat -> Nd4j.concat(concat.axis(), in);
    };
  }

  /** A view of the elements from {@code from} on along an axis. */
  private static INDArray part(INDArray x, int axis, int from, Shape part) {
    long[] strides = Dense.strides(Dense.shape(x));
    return Dense.view(x, from * strides[axis], part, strides);
  }
}
