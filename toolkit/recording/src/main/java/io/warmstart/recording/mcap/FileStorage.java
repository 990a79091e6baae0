package io.warmstart.recording.mcap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A new file, locked for as long as it is open.
 *
 * <p>That nobody else writes it rests on its being new: an existing file is never opened. The lock
 * only tells others that it is still growing; the operating system gives it back when the process
 * dies, and may do so when this process opens the file a second time.
 */
public final class FileStorage implements LogStorage {
  private final FileChannel channel;

  private FileStorage(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Makes the file, and its name durable.
   *
   * @throws FileAlreadyExistsException if it exists; its reason says whether somebody writes it
   * @throws IOException if it cannot be made
   */
  public static FileStorage create(Path path) throws IOException {
    if (Files.exists(path)) {
      throw new FileAlreadyExistsException(
          path.toString(),
          null,
          isBeingWritten(path)
              ? "another writer is recording to it; wait until it ends, or choose another name"
              : "it exists already and is not overwritten; choose another name");
    }
    FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    if (!lock(channel)) {
      channel.close();
      throw new IOException("the file system refuses to lock it; choose a local disk");
    }
    try (FileChannel folder =
        FileChannel.open(path.toAbsolutePath().resolveSibling("."), StandardOpenOption.READ)) {
      folder.force(true);
    }
    return new FileStorage(channel);
  }

  /**
   * Whether a writer, of this process or another, has the file open.
   *
   * @throws IOException if it cannot be opened to find out
   */
  public static boolean isBeingWritten(Path path) throws IOException {
    if (!Files.isRegularFile(path) || !Files.isWritable(path)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      return !lock(channel);
    }
  }

  private static boolean lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  @Override
  public void append(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  @Override
  public void force() throws IOException {
    channel.force(false);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
