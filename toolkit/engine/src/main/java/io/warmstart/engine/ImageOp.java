package io.warmstart.engine;

import java.util.List;

/**
 * Operations on pictures [B, H, W, C] (rows, height, width, channels).
 *
 * <p>The set is closed under differentiation: {@code sum(g * conv(x, w))} is linear in each of x, w
 * and g, so the three convolutions are each other's derivatives; picking and placing at the largest
 * element, and cropping and its transpose, are pairs in the same way.
 */
public sealed interface ImageOp extends Op {

  /**
   * Convolution of x [B, H, W, I] with w [K, L, I, O] to [B, H', W', O], H' = (H + 2 pad - K) /
   * stride + 1 rounded down: {@code y[b, i, j, o] = sum over k, l, c of x[b, i stride + k - pad, j
   * stride + l - pad, c] w[k, l, c, o]}, x being zero outside.
   */
  record Convolve(int stride, int pad) implements ImageOp {
    @Override
    public String label() {
      return "conv2d";
    }

    @Override
    public Shape shape(List<Tensor> inputs) {
      Tensor x = Pictures.picture(label(), inputs.get(0));
      Tensor w = Pictures.weights(label(), inputs.get(1));
      if (x.size(3) != w.size(2)) {
        throw new ShapeException(
            "conv2d: "
                + x
                + " has "
                + x.size(3)
                + " channels but weights "
                + w
                + " take "
                + w.size(2)
                + "; weights are [height, width, in, out].");
      }
      int height = Pictures.windows(label(), x, x.size(1), w.size(0), stride, pad);
      int width = Pictures.windows(label(), x, x.size(2), w.size(1), stride, pad);
      return Shape.of(x.size(0), height, width, w.size(3));
    }
  }

  /**
   * Derivative of {@link Convolve} by x: from g [B, H', W', O] and w [K, L, I, O] to [B, height,
   * width, I].
   */
  record ConvolveData(int stride, int pad, int height, int width) implements ImageOp {
    @Override
    public String label() {
      return "conv2dData";
    }

    @Override
    public Shape shape(List<Tensor> inputs) {
      Tensor g = Pictures.picture(label(), inputs.get(0));
      Tensor w = Pictures.weights(label(), inputs.get(1));
      boolean fits =
          g.size(3) == w.size(3)
              && g.size(1) == Pictures.windows(label(), g, height, w.size(0), stride, pad)
              && g.size(2) == Pictures.windows(label(), g, width, w.size(1), stride, pad);
      if (!fits) {
        throw new ShapeException(
            "conv2dData: "
                + g
                + " is not a result of weights "
                + w
                + " on pictures of "
                + height
                + " x "
                + width
                + " with stride "
                + stride
                + " and pad "
                + pad
                + ".");
      }
      return Shape.of(g.size(0), height, width, w.size(2));
    }
  }

  /**
   * Derivative of {@link Convolve} by w: from x [B, H, W, I] and g [B, H', W', O] to [height,
   * width, I, O].
   */
  record ConvolveWeights(int stride, int pad, int height, int width) implements ImageOp {
    @Override
    public String label() {
      return "conv2dWeights";
    }

    @Override
    public Shape shape(List<Tensor> inputs) {
      Tensor x = Pictures.picture(label(), inputs.get(0));
      Tensor g = Pictures.picture(label(), inputs.get(1));
      boolean fits =
          x.size(0) == g.size(0)
              && g.size(1) == Pictures.windows(label(), x, x.size(1), height, stride, pad)
              && g.size(2) == Pictures.windows(label(), x, x.size(2), width, stride, pad);
      if (!fits) {
        throw new ShapeException(
            "conv2dWeights: "
                + g
                + " is not a result of weights of "
                + height
                + " x "
                + width
                + " on "
                + x
                + " with stride "
                + stride
                + " and pad "
                + pad
                + ".");
      }
      return Shape.of(height, width, x.size(3), g.size(3));
    }
  }

  /**
   * For each window of {@code size} x {@code size} and each channel the element of v where x has
   * its first largest one (row by row; an element that is not a number wins): x and v [B, H, W, C]
   * to [B, H', W', C], H' = (H - size) / stride + 1 rounded down. Max pooling is v = x. No gradient
   * to x.
   */
  record MaxPick(int size, int stride) implements ImageOp {
    @Override
    public Shape shape(List<Tensor> inputs) {
      Tensor x = Pictures.picture(label(), inputs.get(0));
      Pictures.same(label(), x.shape(), x, inputs.get(1));
      return Pictures.pooled(label(), x, size, stride);
    }
  }

  /**
   * Transpose of {@link MaxPick} in v: adds each g [B, H', W', C] to zeros where its window of x
   * [B, H, W, C] has the first largest element, to [B, H, W, C]. No gradient to x.
   */
  record MaxPlace(int size, int stride) implements ImageOp {
    @Override
    public Shape shape(List<Tensor> inputs) {
      Tensor x = Pictures.picture(label(), inputs.get(0));
      Pictures.same(label(), Pictures.pooled(label(), x, size, stride), x, inputs.get(1));
      return x.shape();
    }
  }

  /**
   * Moves each picture of x [B, H, W, C] by its own whole number of pixels, offsets [B, 2] (down,
   * right) in 0..2 pad: {@code y[b, i, j] = x[b, clamp(i + offsets[b, 0] - pad), clamp(j +
   * offsets[b, 1] - pad)]}, which is a replicating pad by {@code pad} and a crop to the size it
   * had. No gradient to the offsets.
   */
  record Crop(int pad) implements ImageOp {
    @Override
    public Shape shape(List<Tensor> inputs) {
      return Pictures.moved(label(), inputs, pad);
    }
  }

  /** Transpose of {@link Crop} in x: adds each element to zeros where it came from. */
  record CropBack(int pad) implements ImageOp {
    @Override
    public Shape shape(List<Tensor> inputs) {
      return Pictures.moved(label(), inputs, pad);
    }
  }
}
