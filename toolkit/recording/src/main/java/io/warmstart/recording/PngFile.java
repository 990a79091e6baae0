package io.warmstart.recording;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * PNG files written fast: each row as its difference from the pixel to the left, deflated at the
 * fastest level.
 *
 * @see <a href="https://www.w3.org/TR/png-3/">PNG specification, sections 5, 9 and 10</a>
 */
final class PngFile {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  private static final int SUB = 1;
  private static final int GREY = 0;
  private static final int RGB = 2;

  private PngFile() {}

  /**
   * The file.
   *
   * @param pixels [height, width, bands]
   * @param bands 1 or 3
   */
  static byte[] encode(byte[] pixels, int height, int width, int bands) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(pixels.length / 2 + 128);
    out.writeBytes(SIGNATURE);
    ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height).put((byte) 8);
    header.put((byte) (bands == 1 ? GREY : RGB)).put(new byte[3]);
    chunk(out, "IHDR", header.array(), header.capacity());
    byte[] filtered = filter(pixels, height, width * bands, bands);
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    try {
      deflater.setInput(filtered);
      deflater.finish();
      byte[] data = new byte[filtered.length + filtered.length / 1000 + 64];
      int length = deflater.deflate(data);
      if (!deflater.finished()) {
        throw new IllegalStateException("deflated data are longer than zlib says they can be");
      }
      chunk(out, "IDAT", data, length);
    } finally {
      deflater.end();
    }
    chunk(out, "IEND", new byte[0], 0);
    return out.toByteArray();
  }

  private static byte[] filter(byte[] pixels, int height, int rowBytes, int bands) {
    byte[] filtered = new byte[height * (rowBytes + 1)];
    for (int row = 0; row < height; row++) {
      int from = row * rowBytes;
      int to = row * (rowBytes + 1);
      filtered[to++] = SUB;
      for (int i = 0; i < rowBytes; i++) {
        int left = i < bands ? 0 : pixels[from + i - bands];
        filtered[to + i] = (byte) (pixels[from + i] - left);
      }
    }
    return filtered;
  }

  private static void chunk(ByteArrayOutputStream out, String type, byte[] data, int length) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(data, 0, length);
    out.writeBytes(ByteBuffer.allocate(4).putInt(length).array());
    out.writeBytes(name);
    out.write(data, 0, length);
    out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
  }
}
