package io.warmstart.engine.cpu;

import static io.warmstart.engine.cpu.Lanes.base;

import java.lang.foreign.MemorySegment;

/**
 * Moves pictures [from, to) of a batch by whole pixels, their borders repeated, and the transpose.
 * x and y are offsets of standard buffers of one layout; offset k of picture b stands at {@code
 * offsets + b stride + k}.
 */
final class Cropping {
  private Cropping() {}

  /** y [i, j] = x [clamp(i + down - pad), clamp(j + right - pad)]. */
  static void crop(
      MemorySegment m,
      PictureLayout size,
      int pad,
      long x,
      long offsets,
      int stride,
      long y,
      int from,
      int to) {
    for (int b = from; b < to; b++) {
      int down = offset(m, offsets + (long) b * stride, pad) - pad;
      int right = offset(m, offsets + (long) b * stride + 1, pad) - pad;
      long source = base(m) + x + (long) b * size.image();
      long target = base(m) + y + (long) b * size.image();
      int first = Math.clamp(-right, 0, size.width());
      int end = Math.clamp(size.width() - right, 0, size.width());
      int pixel = size.pixel();
      for (int i = 0; i < size.height(); i++) {
        long row = source + (long) Math.clamp(i + down, 0, size.height() - 1) * size.row();
        long last = row + (long) (size.width() - 1) * pixel;
        long at = target + (long) i * size.row();
        for (int j = 0; j < first; j++) {
          Runs.copy(row, at + (long) j * pixel, pixel);
        }
        if (first < end) {
          Runs.copy(
              row + (long) (first + right) * pixel,
              at + (long) first * pixel,
              (end - first) * pixel);
        }
        for (int j = Math.max(first, end); j < size.width(); j++) {
          Runs.copy(last, at + (long) j * pixel, pixel);
        }
      }
    }
  }

  /** y = zeros, plus each element of x where {@link #crop} takes it from. */
  static void back(
      MemorySegment m,
      PictureLayout size,
      int pad,
      long x,
      long offsets,
      int stride,
      long y,
      int from,
      int to) {
    Runs.clear(base(m) + y + (long) from * size.image(), (to - from) * size.image());
    for (int b = from; b < to; b++) {
      int down = offset(m, offsets + (long) b * stride, pad) - pad;
      int right = offset(m, offsets + (long) b * stride + 1, pad) - pad;
      long source = base(m) + x + (long) b * size.image();
      long target = base(m) + y + (long) b * size.image();
      int first = Math.clamp(-right, 0, size.width());
      int end = Math.clamp(size.width() - right, 0, size.width());
      int pixel = size.pixel();
      for (int i = 0; i < size.height(); i++) {
        long row = target + (long) Math.clamp(i + down, 0, size.height() - 1) * size.row();
        long last = row + (long) (size.width() - 1) * pixel;
        long at = source + (long) i * size.row();
        for (int j = 0; j < first; j++) {
          Runs.add(at + (long) j * pixel, row, pixel);
        }
        if (first < end) {
          Runs.add(
              at + (long) first * pixel,
              row + (long) (first + right) * pixel,
              (end - first) * pixel);
        }
        for (int j = Math.max(first, end); j < size.width(); j++) {
          Runs.add(at + (long) j * pixel, last, pixel);
        }
      }
    }
  }

  private static int offset(MemorySegment m, long at, int pad) {
    float offset = Strided.get(m, at);
    if (!(offset >= 0 && offset <= 2 * pad) || offset != (int) offset) {
      throw new IndexOutOfBoundsException(
          "Crop: offset "
              + offset
              + " is not a whole number in [0, "
              + 2 * pad
              + "]; draw offsets as integers below 2 pad + 1.");
    }
    return (int) offset;
  }
}
