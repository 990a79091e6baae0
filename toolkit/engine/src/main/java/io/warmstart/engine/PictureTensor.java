package io.warmstart.engine;

/**
 * The part of {@link Tensor} that works on pictures [B, H, W, C]: rows, height, width, channels.
 */
sealed interface PictureTensor permits Tensor {

  private Tensor self() {
    return switch (this) {
      case Tensor tensor -> tensor;
    };
  }

  /**
   * Convolution (cross-correlation, as networks use it) with zeros around the picture: [B, H, W, I]
   * with [K, L, I, O] gives [B, (H + 2 pad - K) / stride + 1, (W + 2 pad - L) / stride + 1, O].
   *
   * @param w weights [height, width, in, out]
   * @param stride pixels from one window to the next, at least 1
   * @param pad rows and columns of zeros on every side, at least 0
   */
  default Tensor conv2d(Tensor w, int stride, int pad) {
    Tensor x = self();
    return x.graph().record(new ImageOp.Convolve(stride, pad), x, w);
  }

  /**
   * Largest element of each window and channel: [B, H, W, C] gives [B, (H - size) / stride + 1, (W
   * - size) / stride + 1, C]; at a tie all gradient goes to the first one, row by row.
   */
  default Tensor maxPool(int size, int stride) {
    Tensor x = self();
    return x.graph().record(new ImageOp.MaxPick(size, stride), x, x);
  }

  /**
   * Mean of each of the windows of {@code size} x {@code size} that tile the picture: [B, H, W, C]
   * gives [B, H / size, W / size, C].
   *
   * @throws ShapeException if {@code size} does not divide the height and the width
   */
  default Tensor averagePool(int size) {
    Tensor x = self();
    if (x.rank() != 4 || size < 1 || x.size(1) % size != 0 || x.size(2) % size != 0) {
      throw new ShapeException(
          "averagePool: windows of "
              + size
              + " x "
              + size
              + " do not tile "
              + x
              + "; slice the picture or use another size.");
    }
    int height = x.size(1) / size;
    int width = x.size(2) / size;
    int channels = x.size(3);
    Tensor down = x.reshape(x.size(0) * height, size, x.size(2) * channels).sum(1);
    Tensor right = down.reshape(x.size(0) * height * width, size, channels).sum(1);
    return right.times(1.0 / (size * size)).reshape(x.size(0), height, width, channels);
  }

  /**
   * Mean of each channel over the whole picture: [B, H, W, C] gives [B, C].
   *
   * @throws ShapeException if this is not [B, H, W, C]
   */
  default Tensor averagePool() {
    Tensor x = Pictures.picture("averagePool", self());
    return x.reshape(x.size(0), x.size(1) * x.size(2), x.size(3)).mean(1);
  }

  /**
   * Each picture moved by its own whole number of pixels, its border repeated: a replicating pad by
   * {@code pad} and a crop to the size it had (random shift: Yarats et al., 2021, DrQ, section 4.1,
   * with offsets drawn from 0..2 pad).
   *
   * @param offsets [B, 2], where the crop starts (down, right), whole numbers in 0..2 pad; no
   *     gradient
   */
  default Tensor crop(Tensor offsets, int pad) {
    Tensor x = self();
    return x.graph().record(new ImageOp.Crop(pad), x, offsets);
  }

  /**
   * {@code (x - mean) / sqrt(variance + epsilon) * scale + shift} with mean and population variance
   * over the pixels and the channels of each group (Wu and He, 2018, equation 7).
   *
   * @param groups how many groups of neighbouring channels, a divisor of C
   * @param scale [1, 1, 1, C]
   * @param shift [1, 1, 1, C]
   * @throws ShapeException if this is not [B, H, W, C] or {@code groups} does not divide C
   */
  default Tensor groupNorm(int groups, Tensor scale, Tensor shift, double epsilon) {
    Tensor x = Pictures.picture("groupNorm", self());
    int channels = x.size(3);
    if (groups < 1 || channels % groups != 0) {
      throw new ShapeException(
          "groupNorm: " + groups + " groups do not divide the channels of " + x + ".");
    }
    Tensor pixels = x.reshape(x.size(0), x.size(1) * x.size(2), channels);
    Tensor centred = pixels.minus(groupMean(pixels, groups));
    Tensor deviation = groupMean(centred.square(), groups).plus(epsilon).sqrt();
    return centred.over(deviation).reshape(x.shape()).times(scale).plus(shift);
  }

  /** Mean over pixels and channels of a group, for each of its channels: [B, P, C] to [B, 1, C]. */
  private static Tensor groupMean(Tensor pixels, int groups) {
    int rows = pixels.size(0);
    int channels = pixels.size(2);
    int width = channels / groups;
    Tensor sums = pixels.sum(1).reshape(rows, groups, width).sum(2);
    Tensor means = sums.times(1.0 / (pixels.size(1) * width)).reshape(rows, groups, 1);
    return means.stretch(Shape.of(rows, groups, width)).reshape(rows, 1, channels);
  }
}
