package io.warmstart.engine.cpu;

import static io.warmstart.engine.cpu.Lanes.ALL;
import static io.warmstart.engine.cpu.Lanes.L;
import static io.warmstart.engine.cpu.Lanes.LE;
import static io.warmstart.engine.cpu.Lanes.S;

import jdk.incubator.vector.FloatVector;

/**
 * Windows of a picture as rows of a matrix [positions, height x width x in], and back. Addresses
 * are absolute.
 */
final class Patches {
  private Patches() {}

  /**
   * Writes the windows of output rows [from, to), zero outside the picture. Whole vectors are read
   * and written; what a run leaves behind its end is overwritten by the next one.
   */
  static void gather(ConvolutionSize size, long picture, int from, int to, long patches) {
    PictureLayout x = size.x();
    int channels = x.channels();
    int pixel = x.pixel();
    int row = x.row();
    int height = size.height();
    int width = size.width();
    int stride = size.stride();
    int pad = size.pad();
    int columns = size.y().width();
    int step = size.patchStride();
    // Pixels without gaps between them are one run.
    int runs = pixel == channels ? 1 : width;
    int run = pixel == channels ? width * channels : channels;
    long at = patches;
    for (int i = from; i < to; i++) {
      int top = i * stride - pad;
      boolean rowsInside = top >= 0 && top + height <= x.height();
      for (int j = 0; j < columns; j++) {
        int left = j * stride - pad;
        if (rowsInside && left >= 0 && left + width <= x.width()) {
          long corner = picture + (long) top * row + (long) left * pixel;
          long target = at;
          for (int k = 0; k < height; k++) {
            long source = corner + (long) k * row;
            for (int r = 0; r < runs; r++) {
              for (int c = 0; c < run; c += L) {
                FloatVector.fromMemorySegment(S, ALL, (source + c) << 2, LE)
                    .intoMemorySegment(ALL, (target + c) << 2, LE);
              }
              source += pixel;
              target += run;
            }
          }
        } else {
          edge(size, picture, top, left, at);
        }
        at += step;
      }
    }
  }

  /** A window that reaches beyond the picture. */
  private static void edge(ConvolutionSize size, long picture, int top, int left, long at) {
    PictureLayout x = size.x();
    int channels = x.channels();
    long target = at;
    for (int i = top; i < top + size.height(); i++) {
      for (int j = left; j < left + size.width(); j++) {
        if (i >= 0 && i < x.height() && j >= 0 && j < x.width()) {
          Runs.copyVectors(picture + (long) i * x.row() + (long) j * x.pixel(), target, channels);
        } else {
          Runs.clearVectors(target, channels);
        }
        target += channels;
      }
    }
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
