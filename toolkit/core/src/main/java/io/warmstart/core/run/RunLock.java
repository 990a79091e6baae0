package io.warmstart.core.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The right to write a run. The operating system gives it back when the process dies, however it
 * dies. Whoever took it closes it.
 */
public final class RunLock implements AutoCloseable {
  private final FileChannel channel;

  private RunLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the right.
   *
   * @param file that is locked; made if it is missing
   * @param run what is written, for the message
   * @throws RunException if another process, or another part of this one, holds it
   */
  public static RunLock take(Path file, Path run) {
    try {
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (tryLock(channel) == null) {
        String holder = Files.readString(file).strip();
        channel.close();
        throw new RunException(
            run
                + " is being written by "
                + (holder.isEmpty() ? "another process" : "process " + holder)
                + "; wait until it ends, or stop it");
      }
      channel.truncate(0);
      long pid = ProcessHandle.current().pid();
      DurableFile.writeFully(
          channel, ByteBuffer.wrap(Long.toString(pid).getBytes(StandardCharsets.US_ASCII)));
      return new RunLock(channel);
    } catch (IOException e) {
      throw DurableFile.failure("lock", file, e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new RunException("cannot release the lock of a run: " + e.getMessage(), e);
    }
  }
}
