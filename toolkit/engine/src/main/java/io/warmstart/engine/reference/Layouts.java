package io.warmstart.engine.reference;

import io.warmstart.engine.LayoutOp;
import io.warmstart.engine.Shape;
import io.warmstart.engine.Tensor;

/** Layout operations and index arithmetic of stretched shapes. */
final class Layouts {
  private Layouts() {}

  /** For each element of {@code to}, the element of {@code from} that stretches to it. */
  static int[] stretchIndex(Shape from, Shape to) {
    int[] index = new int[to.count()];
    if (from.rank() == 0) {
      return index;
    }
    int inner = 1;
    int step = 1;
    for (int axis = to.rank() - 1; axis >= 0; axis--) {
      int stride = from.size(axis) == 1 ? 0 : step;
      for (int i = 0; i < index.length; i++) {
        index[i] += i / inner % to.size(axis) * stride;
      }
      inner *= to.size(axis);
      step *= from.size(axis);
    }
    return index;
  }

  static double[] compute(LayoutOp op, Tensor node, double[][] in) {
    return switch (op) {
      case LayoutOp.Reshape reshape -> in[0];
      case LayoutOp.Stretch stretch -> {
        int[] from = stretchIndex(node.input(0).shape(), node.shape());
        double[] y = new double[from.length];
        for (int i = 0; i < y.length; i++) {
          y[i] = in[0][from[i]];
        }
        yield y;
      }
      case LayoutOp.Repeat repeat -> {
        double[] y = new double[node.count()];
        for (int k = 0; k < repeat.times(); k++) {
          copy(
              in[0],
              node.input(0).shape(),
              0,
              y,
              node.shape(),
              k * node.input(0).size(repeat.axis()),
              repeat.axis());
        }
        yield y;
      }
      case LayoutOp.Slice slice -> {
        double[] y = new double[node.count()];
        copy(in[0], node.input(0).shape(), slice.from(), y, node.shape(), 0, slice.axis());
        yield y;
      }
      case LayoutOp.Pad pad -> {
        double[] y = new double[node.count()];
        copy(in[0], node.input(0).shape(), 0, y, node.shape(), pad.from(), pad.axis());
        yield y;
      }
      case LayoutOp.Concat concat -> {
        double[] y = new double[node.count()];
        int to = 0;
        for (int k = 0; k < in.length; k++) {
          Shape shape = node.input(k).shape();
          copy(in[k], shape, 0, y, node.shape(), to, concat.axis());
          to += shape.size(concat.axis());
        }
        yield y;
      }
    };
  }

  /** Copies as much of one axis as both sides have from their starts on. */
  private static void copy(
      double[] from,
      Shape fromShape,
      int fromStart,
      double[] to,
      Shape toShape,
      int toStart,
      int axis) {
    int outer = fromShape.product(0, axis);
    int inner = fromShape.product(axis + 1, fromShape.rank());
    int length = Math.min(fromShape.size(axis) - fromStart, toShape.size(axis) - toStart) * inner;
    for (int o = 0; o < outer; o++) {
      System.arraycopy(
          from,
          (o * fromShape.size(axis) + fromStart) * inner,
          to,
          (o * toShape.size(axis) + toStart) * inner,
          length);
    }
  }
}
