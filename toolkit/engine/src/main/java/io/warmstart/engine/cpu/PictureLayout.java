package io.warmstart.engine.cpu;

import io.warmstart.engine.Shape;

/**
 * Where the pixels of a standard buffer [B, H, W, C] stand, by the rule of {@link Buffer}: a pixel
 * of several channels is padded to 16 floats and a row of them to 8 pixels; one channel is dense.
 */
record PictureLayout(int height, int width, int channels) {
  /** Layout of the pictures of a shape of rank 4. */
  static PictureLayout of(Shape shape) {
    return new PictureLayout(shape.size(1), shape.size(2), shape.size(3));
  }

  /** Floats from one pixel to the next. */
  int pixel() {
    return channels == 1 ? 1 : Lanes.padded(channels);
  }

  /** Floats from one row to the next. */
  int row() {
    return channels == 1 ? width : ((width + 7) & ~7) * pixel();
  }

  /** Floats from one picture to the next. */
  int image() {
    return height * row();
  }
}
