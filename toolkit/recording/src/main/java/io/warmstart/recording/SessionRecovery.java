package io.warmstart.recording;

import io.warmstart.recording.mcap.FileStorage;
import io.warmstart.recording.mcap.McapAttachment;
import io.warmstart.recording.mcap.McapChannel;
import io.warmstart.recording.mcap.McapMessage;
import io.warmstart.recording.mcap.McapReader;
import io.warmstart.recording.mcap.McapReport;
import io.warmstart.recording.mcap.McapSchema;
import io.warmstart.recording.mcap.McapVisitor;
import io.warmstart.recording.mcap.McapWriter;
import io.warmstart.recording.mcap.UnsupportedChunkException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Makes a clean, indexed copy of a file that was cut off or damaged; the original is only read. */
public final class SessionRecovery {
  private static final String ENDING = ".mcap";

  private SessionRecovery() {}

  /** Where {@link #recover(Path, Path)} puts a copy if nobody says: {@code x.recovered.mcap}. */
  public static Path beside(Path source) {
    String name = String.valueOf(source.getFileName());
    String stem = name.endsWith(ENDING) ? name.substring(0, name.length() - ENDING.length()) : name;
    return source.resolveSibling(stem + ".recovered" + ENDING);
  }

  /**
   * Copies every sound chunk and attachment into a new file with a summary, written beside and
   * renamed.
   *
   * @param source MCAP file; not being written by anybody
   * @param target must not exist
   * @return what was left out
   * @throws RecordingException if nothing sound is in the source, or one of them cannot be used
   */
  public static McapReport recover(Path source, Path target) {
    Path partial = target.resolveSibling("." + target.getFileName() + ".part");
    try {
      if (Files.exists(target)) {
        throw new RecordingException(
            target + " exists already and is not overwritten; choose another name");
      }
      if (FileStorage.isBeingWritten(source)) {
        throw new RecordingException(
            source + " is being written; wait until its writer ends, or stop it");
      }
      Files.deleteIfExists(partial);
      McapReport report = copy(source, partial);
      Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
      try (FileChannel folder =
          FileChannel.open(target.toAbsolutePath().resolveSibling("."), StandardOpenOption.READ)) {
        folder.force(true);
      }
      return report;
    } catch (UnsupportedChunkException e) {
      throw new RecordingException(source + ": " + e.getMessage(), e);
    } catch (UncheckedIOException e) {
      throw LogErrors.of("recover " + source + " to", target, Objects.requireNonNull(e.getCause()));
    } catch (IOException e) {
      throw LogErrors.of("recover " + source + " to", target, e);
    }
  }

  private static McapReport copy(Path source, Path partial) throws IOException {
    boolean kept = false;
    try (McapWriter out =
        new McapWriter(FileStorage.create(partial), Topics.PROFILE, "warmstart-recording")) {
      McapReport report = McapReader.read(source, new Copy(out));
      if (report.chunks() == 0) {
        throw new RecordingException(
            source + " holds no sound chunk; expected an MCAP file. There is nothing to recover");
      }
      out.finish();
      kept = true;
      return report;
    } finally {
      if (!kept) {
        Files.deleteIfExists(partial);
      }
    }
  }

  /** Writes what it sees. */
  private static final class Copy implements McapVisitor {
    private final McapWriter out;
    private final Map<Integer, McapSchema> schemas = new HashMap<>();
    private final Set<Integer> declared = new HashSet<>();

    Copy(McapWriter out) {
      this.out = out;
    }

    @Override
    public void schema(McapSchema schema) {
      schemas.put(schema.id(), schema);
    }

    @Override
    public void message(McapChannel channel, McapMessage message) {
      try {
        if (declared.add(channel.id())) {
          declare(channel);
        }
        out.message(message);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void declare(McapChannel channel) throws IOException {
      McapSchema schema = schemas.get(channel.schema());
      if (schema != null) {
        out.schema(schema);
        out.channel(channel);
      } else {
        out.channel(
            new McapChannel(
                channel.id(), 0, channel.topic(), channel.encoding(), channel.metadata()));
      }
    }

    @Override
    public void endOfChunk() {
      write(out::endChunk);
    }

    @Override
    public void attachment(McapAttachment attachment) {
      write(() -> out.attachment(attachment));
    }

    @Override
    public void metadata(String name, Map<String, String> values) {
      write(() -> out.metadata(name, values));
    }

    private static void write(Piece piece) {
      try {
        piece.write();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Something to write. */
  @FunctionalInterface
  private interface Piece {
    void write() throws IOException;
  }
}
