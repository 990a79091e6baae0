package io.warmstart.engine.cpu;

/**
 * Windows of a picture as rows of a matrix [positions, height x width x in], and back. Addresses
 * are absolute.
 */
final class Patches {
  private Patches() {}

  /** Writes the windows of output rows [from, to), zero outside the picture. */
  static void gather(ConvolutionSize size, long picture, int from, int to, long patches) {
    int run = size.width() * size.x().channels();
    int columns = size.y().width();
    long at = patches;
    for (int i = from; i < to; i++) {
      int top = i * size.stride() - size.pad();
      for (int j = 0; j < columns; j++) {
        int left = j * size.stride() - size.pad();
        for (int k = 0; k < size.height(); k++) {
          gatherRow(size, picture, top + k, left, at + (long) k * run);
        }
        at += size.patchStride();
      }
    }
  }

  /** One row of a window. Later rows overwrite what a run leaves behind its end. */
  private static void gatherRow(ConvolutionSize size, long picture, int row, int left, long at) {
    PictureLayout x = size.x();
    int channels = x.channels();
    int width = size.width();
    int first = Math.max(0, -left);
    int end = Math.min(width, x.width() - left);
    if (row < 0 || row >= x.height() || first >= end) {
      Runs.clearVectors(at, width * channels);
      return;
    }
    int pixel = x.pixel();
    long source = picture + (long) row * x.row() + (long) (left + first) * pixel;
    Runs.clearVectors(at, first * channels);
    if (pixel == channels) {
      Runs.copy(source, at + (long) first * channels, (end - first) * channels);
    } else {
      for (int j = first; j < end; j++) {
        Runs.copyVectors(source + (long) (j - first) * pixel, at + (long) j * channels, channels);
      }
    }
    Runs.clearVectors(at + (long) end * channels, (width - end) * channels);
  }

  /** Adds the windows of output rows [from, to) to the picture, in order. */
  static void scatterAdd(ConvolutionSize size, long patches, int from, int to, long picture) {
    int run = size.width() * size.x().channels();
    int columns = size.y().width();
    long at = patches;
    for (int i = from; i < to; i++) {
      int top = i * size.stride() - size.pad();
      for (int j = 0; j < columns; j++) {
        int left = j * size.stride() - size.pad();
        for (int k = 0; k < size.height(); k++) {
          scatterRow(size, at + (long) k * run, top + k, left, picture);
        }
        at += size.patchStride();
      }
    }
  }

  private static void scatterRow(ConvolutionSize size, long at, int row, int left, long picture) {
    PictureLayout x = size.x();
    int channels = x.channels();
    int first = Math.max(0, -left);
    int end = Math.min(size.width(), x.width() - left);
    if (row < 0 || row >= x.height()) {
      return;
    }
    int pixel = x.pixel();
    long target = picture + (long) row * x.row() + (long) (left + first) * pixel;
    if (pixel == channels) {
      Runs.add(at + (long) first * channels, target, (end - first) * channels);
    } else {
      for (int j = first; j < end; j++) {
        Runs.add(at + (long) j * channels, target + (long) (j - first) * pixel, channels);
      }
    }
  }
}
