package io.warmstart.core.run;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes files that are either there and whole, or not there: beside, synced, renamed, and the
 * directory synced.
 */
public final class DurableFile {
  private static final long PIECE_BYTES = 1L << 28;

  private DurableFile() {}

  /** Writes the content of a file. */
  @FunctionalInterface
  public interface Content {
    /** Writes everything to the channel. */
    void writeTo(FileChannel channel) throws IOException;
  }

  /**
   * Writes or replaces a file.
   *
   * @param target name it gets when it is complete
   * @param content writes it
   * @throws RunException in one line if the disk is full or the directory cannot be written
   */
  public static void write(Path target, Content content) {
    Path beside = target.resolveSibling("." + target.getFileName() + ".part");
    try {
      try (FileChannel channel =
          FileChannel.open(
              beside,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        content.writeTo(channel);
        channel.force(true);
      }
      Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
      syncDirectory(target.toAbsolutePath().resolveSibling("."));
    } catch (IOException e) {
      throw failure("write", target, e);
    }
  }

  /** Writes or replaces a text file. */
  public static void write(Path target, String text) {
    write(target, channel -> writeFully(channel, StandardCharsets.UTF_8.encode(text)));
  }

  /** Writes or replaces a file of these bytes. */
  public static void write(Path target, byte[] bytes) {
    write(target, channel -> writeFully(channel, ByteBuffer.wrap(bytes)));
  }

  static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  static void writeFully(FileChannel channel, MemorySegment data) throws IOException {
    for (MemorySegment piece : pieces(data)) {
      writeFully(channel, piece.asByteBuffer());
    }
  }

  /** Slices small enough for a byte buffer, which cannot hold 2 GiB. */
  static List<MemorySegment> pieces(MemorySegment data) {
    List<MemorySegment> pieces = new ArrayList<>();
    for (long at = 0; at < data.byteSize(); at += PIECE_BYTES) {
      pieces.add(data.asSlice(at, Math.min(PIECE_BYTES, data.byteSize() - at)));
    }
    return pieces;
  }

  /** Makes renames and new names in a directory survive a power cut. */
  static void syncDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** The one-line exception for a failed operation on a path. */
  static RunException failure(String verb, Path path, IOException cause) {
    String reason =
        switch (cause) {
          case AccessDeniedException denied -> "permission denied; choose another place with --out";
          case NoSuchFileException missing -> "no such file or directory";
          case FileSystemException system when system.getReason() != null -> system.getReason();
          default -> String.valueOf(cause.getMessage());
        };
    String advice = reason.contains("No space left") ? "; free some space, then resume" : "";
    return new RunException("cannot " + verb + " " + path + ": " + reason + advice, cause);
  }
}
