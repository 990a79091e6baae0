package io.warmstart.sim.mujoco;

import io.warmstart.core.environment.EnvironmentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A temporary file: MuJoCo reads and writes models by name only. */
final class ScratchFile implements AutoCloseable {
  private final Path path;

  private ScratchFile(Path path) {
    this.path = path;
  }

  static ScratchFile empty(String suffix) {
    return of("", suffix);
  }

  static ScratchFile of(String text, String suffix) {
    try {
      return new ScratchFile(
          Files.writeString(Files.createTempFile("warmstart-mujoco", suffix), text));
    } catch (IOException e) {
      throw failed("written", e);
    }
  }

  Path path() {
    return path;
  }

  String text() {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw failed("read", e);
    }
  }

  private static EnvironmentException failed(String what, IOException cause) {
    return new EnvironmentException(
        "a temporary file for MuJoCo cannot be " + what + ": " + cause.getMessage());
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw failed("deleted", e);
    }
  }
}
