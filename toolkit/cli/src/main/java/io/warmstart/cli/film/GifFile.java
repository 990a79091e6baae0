package io.warmstart.cli.film;

import io.warmstart.core.environment.Picture;
import io.warmstart.core.run.DurableFile;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An endless GIF. The first pictures decide its colours; of each later picture only the rectangle
 * that changed is stored, and in it what did not change is transparent.
 *
 * @see <a href="https://www.w3.org/Graphics/GIF/spec-gif89a.txt">GIF89a</a>
 */
final class GifFile implements Film {
  /** Pictures that the palette is made from. */
  private static final int SAMPLE = 100;

  private static final int COLOURS = 255;
  private static final int TRANSPARENT = 255;

  /** Viewers show shorter delays more slowly. */
  private static final int LEAST_HUNDREDTHS = 2;

  private final Path file;
  private final double seconds;
  private final List<Picture> waiting = new ArrayList<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private @Nullable Palette palette;
  private byte[] shown = new byte[0];
  private int height;
  private int width;
  private int pictures;
  private long hundredths;

  GifFile(Path file, double seconds) {
    this.file = file;
    this.seconds = seconds;
  }

  @Override
  public void add(Picture picture) {
    if (pictures == 0 && waiting.isEmpty()) {
      height = picture.height();
      width = picture.width();
    }
    if (picture.height() != height || picture.width() != width) {
      throw new IllegalArgumentException(
          "a picture of "
              + picture.height()
              + " x "
              + picture.width()
              + " cannot follow one of "
              + height
              + " x "
              + width);
    }
    if (palette != null) {
      append(picture, palette);
      return;
    }
    waiting.add(picture);
    if (waiting.size() == SAMPLE) {
      begin();
    }
  }

  @Override
  public void finish() {
    if (palette == null) {
      begin();
    }
    out.write(0x3B);
    DurableFile.write(file, out.toByteArray());
  }

  private void begin() {
    if (waiting.isEmpty()) {
      throw new IllegalStateException("there is no picture to write to " + file);
    }
    Palette found = Palette.of(waiting, COLOURS);
    palette = found;
    out.writeBytes("GIF89a".getBytes(StandardCharsets.US_ASCII));
    number(width);
    number(height);
    out.write(0xF7); // 256 colours of 8 bits for all pictures
    number(0);
    for (int i = 0; i < 256; i++) {
      int rgb = i < found.size() ? found.colour(i) : 0;
      out.write(rgb >> 16);
      out.write(rgb >> 8);
      out.write(rgb);
    }
    out.writeBytes(new byte[] {0x21, (byte) 0xFF, 11});
    out.writeBytes("NETSCAPE2.0".getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(new byte[] {3, 1, 0, 0, 0}); // again and again
    waiting.forEach(picture -> append(picture, found));
    waiting.clear();
  }

  /** Two bytes, the lower first. */
  private void number(int value) {
    out.write(value);
    out.write(value >> 8);
  }

  /** The part of a picture that is stored. */
  private record Frame(int left, int top, int width, int height) {}

  private void append(Picture picture, Palette colours) {
    byte[] indices = new byte[height * width];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = (byte) colours.indexOf(Palette.rgb(picture.rgb(), i));
    }
    Frame frame = pictures == 0 ? new Frame(0, 0, width, height) : changed(indices);
    byte[] stored = new byte[frame.width() * frame.height()];
    for (int i = 0; i < stored.length; i++) {
      int at = (frame.top() + i / frame.width()) * width + frame.left() + i % frame.width();
      boolean same = pictures > 0 && indices[at] == shown[at];
      stored[i] = same ? (byte) TRANSPARENT : indices[at];
    }
    pictures++;
    out.writeBytes(new byte[] {0x21, (byte) 0xF9, 4, 0x05}); // draw over, with transparency
    number(delay());
    out.write(TRANSPARENT);
    out.write(0);
    out.write(0x2C);
    number(frame.left());
    number(frame.top());
    number(frame.width());
    number(frame.height());
    out.write(0);
    LzwCode.write(stored, out);
    shown = indices;
  }

  /** Rounding does not add up over the film. */
  private int delay() {
    long end = Math.round(100 * seconds * pictures);
    int delay = (int) Math.max(LEAST_HUNDREDTHS, end - hundredths);
    hundredths += delay;
    return delay;
  }

  private Frame changed(byte[] indices) {
    int left = width;
    int right = -1;
    int top = height;
    int bottom = -1;
    for (int i = 0; i < indices.length; i++) {
      if (indices[i] != shown[i]) {
        left = Math.min(left, i % width);
        right = Math.max(right, i % width);
        top = Math.min(top, i / width);
        bottom = i / width;
      }
    }
    return right < 0
        ? new Frame(0, 0, 1, 1)
        : new Frame(left, top, right - left + 1, bottom - top + 1);
  }

  @Override
  public void close() {
    waiting.clear();
  }
}
