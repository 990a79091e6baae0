package io.warmstart.engine.reference;

import io.warmstart.engine.ReduceOp;
import io.warmstart.engine.RowOp;
import io.warmstart.engine.Shape;
import io.warmstart.engine.Tensor;

/** Reductions along an axis, and the normalisation of rows. */
final class Reductions {
  /** One line of elements along an axis: element k is at {@code start + k * stride}. */
  private interface Line {
    void at(int line, int start, int stride, int length);
  }

  private Reductions() {}

  static double[] compute(ReduceOp op, Tensor node, double[] x) {
    Shape shape = node.input(0).shape();
    double[] y = new double[node.count()];
    switch (op) {
      case ReduceOp.SumTo sum -> {
        int[] to = Layouts.stretchIndex(node.shape(), shape);
        for (int i = 0; i < x.length; i++) {
          y[to[i]] += x[i];
        }
      }
      case ReduceOp.MinAlong min ->
          lines(shape, min.axis(), (l, s, d, n) -> y[l] = x[s + first(x, s, d, n, -1) * d]);
      case ReduceOp.MaxAlong max ->
          lines(shape, max.axis(), (l, s, d, n) -> y[l] = x[s + first(x, s, d, n, 1) * d]);
      case ReduceOp.HotMin hot ->
          lines(shape, hot.axis(), (l, s, d, n) -> y[s + first(x, s, d, n, -1) * d] = 1);
      case ReduceOp.HotMax hot ->
          lines(shape, hot.axis(), (l, s, d, n) -> y[s + first(x, s, d, n, 1) * d] = 1);
      case ReduceOp.ArgMax arg ->
          lines(shape, arg.axis(), (l, s, d, n) -> y[l] = first(x, s, d, n, 1));
      case ReduceOp.Softmax softmax ->
          lines(
              shape,
              softmax.axis(),
              (l, s, d, n) -> {
                double log = logSumExp(x, s, d, n);
                for (int k = 0; k < n; k++) {
                  y[s + k * d] = Math.exp(x[s + k * d] - log);
                }
              });
      case ReduceOp.LogSumExp logSumExp ->
          lines(shape, logSumExp.axis(), (l, s, d, n) -> y[l] = logSumExp(x, s, d, n));
    }
    return y;
  }

  /** Position of the first extremum; the first element that is not a number wins. */
  private static int first(double[] x, int start, int stride, int length, int sign) {
    int best = 0;
    for (int k = 0; k < length; k++) {
      double value = x[start + k * stride];
      if (Double.isNaN(value)) {
        return k;
      }
      if (sign * value > sign * x[start + best * stride]) {
        best = k;
      }
    }
    return best;
  }

  private static double logSumExp(double[] x, int start, int stride, int length) {
    double max = x[start + first(x, start, stride, length, 1) * stride];
    double sum = 0;
    for (int k = 0; k < length; k++) {
      sum += Math.exp(x[start + k * stride] - max);
    }
    return max + Math.log(sum);
  }

  private static void lines(Shape shape, int axis, Line each) {
    int length = shape.size(axis);
    int inner = shape.product(axis + 1, shape.rank());
    int outer = shape.product(0, axis);
    for (int o = 0; o < outer; o++) {
      for (int i = 0; i < inner; i++) {
        each.at(o * inner + i, o * length * inner + i, inner, length);
      }
    }
  }

  static double[] rows(RowOp op, Tensor node, double[][] in) {
    double[] x = in[0];
    double[] result = new double[node.count()];
    int width = node.input(0).shape().last();
    double[] y = new double[width];
    for (int row = 0; row < x.length / width; row++) {
      int at = row * width;
      double mean = 0;
      for (int k = 0; k < width; k++) {
        mean += x[at + k] / width;
      }
      double variance = 0;
      for (int k = 0; k < width; k++) {
        variance += (x[at + k] - mean) * (x[at + k] - mean) / width;
      }
      double r = 1 / Math.sqrt(variance + op.epsilon());
      for (int k = 0; k < width; k++) {
        y[k] = (x[at + k] - mean) * r;
      }
      switch (op) {
        case RowOp.Norm norm -> System.arraycopy(y, 0, result, at, width);
        case RowOp.InverseDeviation deviation -> result[row] = r;
        case RowOp.Pull pull -> pull(in[1], at, y, r, result);
      }
    }
    return result;
  }

  private static void pull(double[] g, int at, double[] y, double r, double[] result) {
    double mean = 0;
    double weighted = 0;
    for (int k = 0; k < y.length; k++) {
      mean += g[at + k] / y.length;
      weighted += g[at + k] * y[k] / y.length;
    }
    for (int k = 0; k < y.length; k++) {
      result[at + k] = r * (g[at + k] - mean - y[k] * weighted);
    }
  }
}
