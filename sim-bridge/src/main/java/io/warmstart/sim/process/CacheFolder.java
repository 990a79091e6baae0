package io.warmstart.sim.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** The user's folder for things that can be made again. */
public final class CacheFolder {
  private CacheFolder() {}

  /** {@code $XDG_CACHE_HOME/warmstart}, or {@code ~/.cache/warmstart}. */
  public static Path path() {
    String configured = System.getenv("XDG_CACHE_HOME");
    Path parent =
        configured == null || configured.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(configured);
    return parent.resolve("warmstart");
  }

  /**
   * A script of this program as a file, so that another program can run it. Its name tells its
   * content, so releases do not disturb each other.
   *
   * @param owner class beside whose package the resource lies
   * @param resource such as {@code serve.py}
   * @throws UncheckedIOException if neither the cache nor a temporary folder can be written
   */
  public static Path script(Class<?> owner, String resource) {
    byte[] content = read(owner, resource);
    CRC32C sum = new CRC32C();
    sum.update(content);
    int dot = resource.lastIndexOf('.');
    String name =
        resource.substring(0, dot)
            + "-"
            + Long.toHexString(sum.getValue())
            + resource.substring(dot);
    try {
      return write(path().resolve("bridge"), name, content);
    } catch (IOException e) {
      try {
        return write(Files.createTempDirectory("warmstart-"), name, content);
      } catch (IOException again) {
        throw new UncheckedIOException("cannot write " + name + " anywhere", again);
      }
    }
  }

  private static Path write(Path folder, String name, byte[] content) throws IOException {
    Path file = folder.resolve(name);
    if (Files.isRegularFile(file) && Arrays.equals(Files.readAllBytes(file), content)) {
      return file;
    }
    try {
      Files.createDirectories(folder);
    } catch (FileAlreadyExistsException e) {
      throw new IOException(folder + " is not a folder", e);
    }
    Path beside = Files.createTempFile(folder, name, ".part");
    Files.write(beside, content);
    return Files.move(
        beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static byte[] read(Class<?> owner, String resource) {
    try (InputStream in = owner.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is not beside " + owner.getName());
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(resource, e);
    }
  }
}
