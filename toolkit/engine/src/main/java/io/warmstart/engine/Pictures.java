package io.warmstart.engine;

import java.util.List;

/** Shape rules of operations on pictures [B, H, W, C]; messages name the operation and tensors. */
final class Pictures {
  private Pictures() {}

  static Shape moved(String label, List<Tensor> inputs, int pad) {
    Tensor x = picture(label, inputs.get(0));
    Tensor offsets = inputs.get(1);
    if (pad < 0) {
      throw new ShapeException(label + ": pad " + pad + " of " + x + " must not be negative.");
    }
    if (!offsets.shape().equals(Shape.of(x.size(0), 2))) {
      throw new ShapeException(
          label
              + ": offsets "
              + offsets
              + " must have shape ["
              + x.size(0)
              + ", 2] for "
              + x
              + ".");
    }
    return x.shape();
  }

  static Shape pooled(String label, Tensor x, int size, int stride) {
    int height = windows(label, x, x.size(1), size, stride, 0);
    int width = windows(label, x, x.size(2), size, stride, 0);
    return Shape.of(x.size(0), height, width, x.size(3));
  }

  static void same(String label, Shape expected, Tensor x, Tensor other) {
    if (!other.shape().equals(expected)) {
      throw new ShapeException(
          label + ": " + other + " must have shape " + expected + " for " + x + ".");
    }
  }

  static Tensor picture(String label, Tensor x) {
    if (x.rank() != 4) {
      throw new ShapeException(
          label + ": " + x + " must be pictures [rows, height, width, channels].");
    }
    return x;
  }

  static Tensor weights(String label, Tensor w) {
    if (w.rank() != 4) {
      throw new ShapeException(label + ": weights " + w + " must be [height, width, in, out].");
    }
    return w;
  }

  /** How many windows fit along one axis. */
  static int windows(String label, Tensor of, int size, int window, int stride, int pad) {
    if (stride < 1 || pad < 0 || window < 1 || size + 2L * pad < window) {
      throw new ShapeException(
          label
              + ": a window of "
              + window
              + " with stride "
              + stride
              + " and pad "
              + pad
              + " does not fit "
              + of
              + ", axis of "
              + size
              + "; stride must be at least 1, pad at least 0 and the window inside.");
    }
    return (size + 2 * pad - window) / stride + 1;
  }
}
