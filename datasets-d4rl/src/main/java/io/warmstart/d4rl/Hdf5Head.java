package io.warmstart.d4rl;

import io.warmstart.core.data.DatasetException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * Checks the first bytes of a file before a parser sees it.
 *
 * <p>The superblock names the address where the file ends, so a copy or download that broke off is
 * recognised here instead of as a random failure deep inside.
 *
 * @see <a href="https://docs.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html">HDF5 file format,
 *     section II.A</a>
 */
final class Hdf5Head {
  private static final long SIGNATURE = 0x0A1A0A0D46444889L;
  private static final int LONGEST_SUPERBLOCK = 64;

  private Hdf5Head() {}

  /** Where the superblock starts, or -1: at 0, 512, 1024, 2048 and so on, behind a user block. */
  static long find(FileChannel channel) throws IOException {
    long size = channel.size();
    for (long at = 0; at + Long.BYTES <= size; at = at == 0 ? 512 : at * 2) {
      ByteBuffer bytes = read(channel, at, Long.BYTES);
      if (bytes.remaining() == Long.BYTES && bytes.getLong() == SIGNATURE) {
        return at;
      }
    }
    return -1;
  }

  /**
   * Refuses files that are not HDF5 or are shorter than they say.
   *
   * @throws DatasetException in one line
   */
  static void require(Path path, FileChannel channel) throws IOException {
    long size = channel.size();
    if (size == 0) {
      throw new DatasetException(path + " is empty; expected an HDF5 file. Get it again.");
    }
    long at = find(channel);
    if (at < 0) {
      throw new DatasetException(
          path
              + " is not an HDF5 file: its first bytes are "
              + hex(read(channel, 0, Long.BYTES))
              + ", expected 89 48 44 46 0d 0a 1a 0a. Check that the name and the download are"
              + " right.");
    }
    long end = endOfFile(path, read(channel, at, LONGEST_SUPERBLOCK));
    if (end < 0 || end > size) {
      throw new DatasetException(
          path
              + " is truncated: it has "
              + size
              + " bytes, expected "
              + (end < 0 ? "more than its header" : "" + end)
              + ". The copy or download broke off; get it again.");
    }
  }

  /** End-of-file address, counted from the start of the file; -1 if the superblock is cut. */
  private static long endOfFile(Path path, ByteBuffer block) {
    if (block.remaining() < 14) {
      return -1;
    }
    int start = block.position();
    int version = block.get(start + 8);
    int offsetBytes = block.get(start + (version < 2 ? 13 : 9));
    int before = version == 0 ? 24 : version == 1 ? 28 : 12;
    int at = start + before + 2 * offsetBytes;
    if (offsetBytes != Long.BYTES && offsetBytes != Integer.BYTES) {
      throw new DatasetException(
          path
              + " is damaged: its HDF5 superblock says that addresses take "
              + offsetBytes
              + " bytes; expected 4 or 8. Get it again.");
    }
    if (at + offsetBytes > block.limit()) {
      return -1;
    }
    return offsetBytes == Long.BYTES ? block.getLong(at) : block.getInt(at) & 0xFFFFFFFFL;
  }

  private static ByteBuffer read(FileChannel channel, long at, int bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long from = at;
    while (buffer.hasRemaining()) {
      int got = channel.read(buffer, from);
      if (got < 0) {
        break;
      }
      from += got;
    }
    return buffer.flip();
  }

  private static String hex(ByteBuffer bytes) {
    StringBuilder text = new StringBuilder();
    while (bytes.hasRemaining()) {
      text.append(text.isEmpty() ? "" : " ").append("%02x".formatted(bytes.get() & 0xFF));
    }
    return text.toString();
  }
}
