package io.warmstart.d4rl;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.data.DatasetException;
import io.warmstart.core.data.DatasetFindings;
import io.warmstart.core.data.DatasetFormat;
import io.warmstart.core.data.FileFacts;
import io.warmstart.core.data.ReadOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;

/**
 * D4RL's HDF5 files, in the reading of D4RL's own loader and in a strict one.
 *
 * <p>Stateless; any thread may use it. Writing lets one thread in at a time.
 */
public final class D4rlFormat implements DatasetFormat {
  private static final int BUFFER = 1 << 20;

  /** For {@link java.util.ServiceLoader}. */
  public D4rlFormat() {}

  @Override
  public String name() {
    return "d4rl";
  }

  @Override
  public boolean recognises(Path path) {
    String file = path.toString().toLowerCase(Locale.ROOT);
    if (file.endsWith(".hdf5") || file.endsWith(".h5")) {
      return true;
    }
    if (!Files.isRegularFile(path)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      return Hdf5Head.find(channel) >= 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public Dataset read(Path path, ReadOptions options) {
    try (D4rlFile source = D4rlFile.open(path)) {
      return new D4rlReader(source.requireSound(), options).read(sha256(path));
    }
  }

  @Override
  public void write(Dataset dataset, Path path, Map<String, String> attributes) {
    D4rlWriter.write(dataset, path, attributes);
  }

  @Override
  public FileFacts facts(Path path) {
    try (D4rlFile source = D4rlFile.open(path)) {
      source.requireSound();
      return new FileFacts(
          path.toString(),
          name(),
          size(path),
          sha256(path),
          source.rows(),
          set(source.required("terminals")),
          source.column("timeouts").isPresent(),
          source.column("timeouts").map(D4rlFormat::set).orElse(0L),
          source.file().columns().values().stream().map(Hdf5Column::describe).toList(),
          source.file().attributes());
    }
  }

  @Override
  public DatasetFindings check(Path path) {
    return D4rlCheck.run(path);
  }

  private static long set(Hdf5Column flags) {
    RowReader reader = flags.reader();
    long count = 0;
    for (long row = 0; row < reader.rows(); row++) {
      count += reader.scalar(row) != 0 ? 1 : 0;
    }
    return count;
  }

  private static long size(Path path) {
    try {
      return Files.size(path);
    } catch (IOException e) {
      throw new DatasetException(path + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static String sha256(Path path) {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
      while (channel.read(buffer.clear()) >= 0) {
        digest.update(buffer.flip());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new DatasetException(path + " cannot be read: " + e.getMessage(), e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
