package io.warmstart.engine.cpu;

import io.warmstart.engine.Shape;

/**
 * Sizes of one convolution, and how a worker's scratch memory is used: matrix product, packed
 * weights [K, O], patches [positions, K] and results [positions, O] of a band of output rows, K =
 * height x width x in of the weights. Row strides are K and O rounded up to 16.
 *
 * @param x the input pictures
 * @param y the results
 * @param height of the weights
 * @param width of the weights
 */
record ConvolutionSize(
    PictureLayout x, PictureLayout y, int height, int width, int stride, int pad) {
  /** Patches of one band, about as much as the second-level cache keeps beside the rest. */
  private static final int BAND_FLOATS = 48 * 1024;

  /** Sizes from the shapes of pictures, weights and results. */
  static ConvolutionSize of(Shape x, Shape w, Shape y, int stride, int pad) {
    return new ConvolutionSize(
        PictureLayout.of(x), PictureLayout.of(y), w.size(0), w.size(1), stride, pad);
  }

  /** Numbers in one patch. */
  int inner() {
    return height * width * x.channels();
  }

  /** Row stride of patches. */
  int patchStride() {
    return Lanes.padded(inner());
  }

  /** Row stride of results and of packed weights. */
  int resultStride() {
    return Lanes.padded(y.channels());
  }

  /** Output rows of one band. */
  int bandRows() {
    return Math.clamp(BAND_FLOATS / ((long) patchStride() * y.width()), 1, y.height());
  }

  private int positions() {
    return bandRows() * y.width();
  }

  /** Offset of the packed weights in the scratch. */
  int weightsAt() {
    int forward = Gemm.scratchFloats(positions(), y.channels(), inner());
    int toPatches = Gemm.scratchFloats(positions(), inner(), y.channels());
    int toWeights = Gemm.scratchFloats(inner(), y.channels(), positions());
    return Math.max(forward, Math.max(toPatches, toWeights));
  }

  /** Offset of the patches; one vector behind them may be overwritten. */
  int patchesAt() {
    return weightsAt() + weightFloats();
  }

  /** Offset of the results of a band. */
  int resultsAt() {
    return patchesAt() + (positions() + 1) * patchStride();
  }

  /** Floats of scratch in all. */
  int scratchFloats() {
    return resultsAt() + positions() * resultStride();
  }

  /** Floats of packed weights. */
  int weightFloats() {
    return inner() * resultStride();
  }

  /** Multiplications and additions for one picture. */
  double operations() {
    return 2.0 * y.height() * y.width() * inner() * resultStride();
  }
}
