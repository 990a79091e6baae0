package io.warmstart.engine.reference;

import io.warmstart.engine.GraphException;
import io.warmstart.engine.ImageOp;
import io.warmstart.engine.Shape;
import io.warmstart.engine.Tensor;

/** The meaning of operations on pictures, with the plainest loops. */
final class Images {
  /** One product of a convolution: positions in x, in the weights and in the result. */
  private interface Term {
    void at(int x, int w, int y);
  }

  /** One element: positions where it is and where it goes. */
  private interface Link {
    void at(int from, int to);
  }

  private Images() {}

  static double[] compute(ImageOp op, Tensor node, double[][] in) {
    double[] result = new double[node.count()];
    double[] a = in[0];
    double[] b = in[1];
    Shape first = node.input(0).shape();
    Shape second = node.input(1).shape();
    switch (op) {
      case ImageOp.Convolve conv ->
          terms(
              first,
              second,
              node.shape(),
              conv.stride(),
              conv.pad(),
              (x, w, y) -> result[y] += a[x] * b[w]);
      case ImageOp.ConvolveData conv ->
          terms(
              node.shape(),
              second,
              first,
              conv.stride(),
              conv.pad(),
              (x, w, y) -> result[x] += a[y] * b[w]);
      case ImageOp.ConvolveWeights conv ->
          terms(
              first,
              node.shape(),
              second,
              conv.stride(),
              conv.pad(),
              (x, w, y) -> result[w] += a[x] * b[y]);
      case ImageOp.MaxPick pick ->
          largest(a, first, node.shape(), pick.size(), pick.stride(), (x, y) -> result[y] = b[x]);
      case ImageOp.MaxPlace place ->
          largest(a, first, second, place.size(), place.stride(), (x, y) -> result[x] += b[y]);
      case ImageOp.Crop crop -> moved(node, b, crop.pad(), (x, y) -> result[y] = a[x]);
      case ImageOp.CropBack crop -> moved(node, b, crop.pad(), (x, y) -> result[x] += a[y]);
    }
    return result;
  }

  private static void terms(Shape x, Shape w, Shape y, int stride, int pad, Term each) {
    for (int position = 0; position < y.count() / y.last(); position++) {
      int left = position % y.size(2) * stride - pad;
      int top = position / y.size(2) % y.size(1) * stride - pad;
      int picture = position / (y.size(1) * y.size(2));
      for (int tap = 0; tap < w.size(0) * w.size(1); tap++) {
        int i = top + tap / w.size(1);
        int j = left + tap % w.size(1);
        if (i < 0 || i >= x.size(1) || j < 0 || j >= x.size(2)) {
          continue;
        }
        int from = ((picture * x.size(1) + i) * x.size(2) + j) * x.last();
        for (int c = 0; c < x.last(); c++) {
          int row = (tap * x.last() + c) * y.last();
          for (int o = 0; o < y.last(); o++) {
            each.at(from + c, row + o, position * y.last() + o);
          }
        }
      }
    }
  }

  /** For each window and channel the position of the first largest element. */
  private static void largest(double[] values, Shape x, Shape y, int size, int stride, Link each) {
    int channels = x.last();
    for (int to = 0; to < y.count(); to++) {
      int position = to / channels;
      int top = position / y.size(2) % y.size(1) * stride;
      int left = position % y.size(2) * stride;
      int picture = position / (y.size(1) * y.size(2));
      int best = -1;
      for (int k = 0; k < size * size; k++) {
        int i = picture * x.size(1) + top + k / size;
        int from = (i * x.size(2) + left + k % size) * channels + to % channels;
        if (best < 0
            || values[from] > values[best] && !Double.isNaN(values[best])
            || Double.isNaN(values[from]) && !Double.isNaN(values[best])) {
          best = from;
        }
      }
      each.at(best, to);
    }
  }

  private static void moved(Tensor node, double[] offsets, int pad, Link each) {
    Shape x = node.shape();
    for (int position = 0; position < x.count() / x.last(); position++) {
      int picture = position / (x.size(1) * x.size(2));
      int down = offset(node, offsets[2 * picture], pad);
      int right = offset(node, offsets[2 * picture + 1], pad);
      int i = Math.clamp(position / x.size(2) % x.size(1) + down - pad, 0, x.size(1) - 1);
      int j = Math.clamp(position % x.size(2) + right - pad, 0, x.size(2) - 1);
      int from = (picture * x.size(1) + i) * x.size(2) + j;
      for (int c = 0; c < x.last(); c++) {
        each.at(from * x.last() + c, position * x.last() + c);
      }
    }
  }

  private static int offset(Tensor node, double offset, int pad) {
    if (!(offset >= 0 && offset <= 2 * pad) || offset != Math.rint(offset)) {
      throw new GraphException(
          node + ": offset " + offset + " is not a whole number in 0 to " + 2 * pad + ".");
    }
    return (int) offset;
  }
}
