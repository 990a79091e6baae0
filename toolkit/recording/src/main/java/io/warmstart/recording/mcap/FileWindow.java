package io.warmstart.recording.mcap;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Reads a file at any offset through one cached block. Its size is that at opening. */
final class FileWindow implements AutoCloseable {
  private static final int BLOCK = 1 << 18;

  private final FileChannel channel;
  private final long size;
  private final ByteBuffer block;
  private long blockStart;

  FileWindow(Path path) throws IOException {
    channel = FileChannel.open(path, StandardOpenOption.READ);
    size = channel.size();
    int capacity = (int) Math.min(BLOCK, size);
    block = ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN).limit(0);
  }

  long size() {
    return size;
  }

  /** The {@code count} bytes at {@code at}; valid until the next call if they are few. */
  ByteBuffer bytes(long at, int count) throws IOException {
    if (at < 0 || count > size - at) {
      throw new EOFException("the file ends at byte " + size);
    }
    if (count > BLOCK / 2) {
      ByteBuffer own = ByteBuffer.allocate(count);
      fill(own, at);
      return own.flip().order(ByteOrder.LITTLE_ENDIAN);
    }
    if (at < blockStart || at + count > blockStart + block.limit()) {
      block.clear().limit((int) Math.min(block.capacity(), size - at));
      fill(block, at);
      block.flip();
      blockStart = at;
    }
    return block.slice((int) (at - blockStart), count).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void fill(ByteBuffer target, long at) throws IOException {
    while (target.hasRemaining()) {
      if (channel.read(target, at + target.position()) < 0) {
        throw new EOFException("the file became shorter while it was read");
      }
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
