package io.warmstart.engine.cpu;

import static io.warmstart.engine.cpu.Lanes.base;
import static io.warmstart.engine.cpu.Lanes.set;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Dense bytes of pictures as floats 0..255 in the layout of a standard buffer. */
final class PictureBytes {
  private PictureBytes() {}

  /**
   * One picture.
   *
   * @param bytes where the bytes are, from byte {@code from} on
   * @param m the arena, written from offset {@code to} on
   */
  static void load(MemorySegment bytes, long from, MemorySegment m, long to, PictureLayout layout) {
    int channels = layout.channels();
    int pixel = layout.pixel();
    int width = layout.width();
    int height = layout.height();
    if (channels == 1) {
      dense(bytes, from, base(m) + to, height * width);
      return;
    }
    long at = from;
    for (int i = 0; i < height; i++) {
      long row = base(m) + to + (long) i * layout.row();
      for (int j = 0; j < width; j++) {
        long target = row + (long) j * pixel;
        for (int c = 0; c < channels; c++) {
          set(target + c, bytes.get(ValueLayout.JAVA_BYTE, at + c) & 0xFF);
        }
        at += channels;
      }
    }
  }

  private static void dense(MemorySegment bytes, long from, long to, int n) {
    for (int j = 0; j < n; j++) {
      set(to + j, bytes.get(ValueLayout.JAVA_BYTE, from + j) & 0xFF);
    }
  }
}
