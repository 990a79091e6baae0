package io.warmstart.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * MuJoCo from plain C: {@code peers/mujoco_loop.c}, built here with the C compiler and the headers
 * of this machine. Physics steps per second of processor time.
 */
final class MujocoLoop implements Meter {
  static final String HOW_TO =
      "needs a C compiler and libmujoco with its headers: apt-get install gcc libc6-dev"
          + " libmujoco-dev";

  private final Path folder;
  private final Path program;
  private final Path model;
  private final int frameSkip;
  private long actions = 500;

  /**
   * Builds the program.
   *
   * @param source of the C program
   * @param library file of libmujoco; one without headers beside it is not used, nor is an empty
   *     one, but the library and headers that the compiler finds
   * @param mjcf text of the model
   * @param frameSkip physics steps per action
   * @throws MissingPieceException if it cannot be built or run here
   */
  MujocoLoop(Path source, Optional<String> library, String mjcf, int frameSkip) {
    this.frameSkip = frameSkip;
    try {
      folder = Files.createTempDirectory("warmstart-bench");
      program = folder.resolve("mujoco_loop");
      model = folder.resolve("model.xml");
      Files.writeString(model, mjcf);
      build(source, library);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void build(Path source, Optional<String> library) throws IOException {
    if (!Files.isRegularFile(source)) {
      throw new MissingPieceException(
          source + " is not there; run it in the folder of the project");
    }
    List<String> command = new ArrayList<>(List.of("cc", "-O2", source.toString()));
    Optional<Path> headers = library.flatMap(MujocoLoop::headersOf);
    headers.ifPresent(include -> command.addAll(List.of("-I", include.toString())));
    if (headers.isPresent()) {
      Path file = Path.of(library.orElseThrow()).toAbsolutePath();
      command.addAll(List.of(file.toString(), "-Wl,-rpath," + file.getParent()));
    } else {
      command.add("-lmujoco");
    }
    command.addAll(List.of("-lm", "-o", program.toString()));
    String said = output(command);
    if (!Files.isExecutable(program)) {
      close();
      throw new MissingPieceException(
          HOW_TO + " (the compiler said: " + said.lines().findFirst().orElse("nothing") + ")");
    }
  }

  /** A release has them beside the library; another version's headers would not fit it. */
  private static Optional<Path> headersOf(String library) {
    Path parent = Path.of(library).toAbsolutePath().getParent();
    Path include = parent == null ? Path.of("include") : parent.resolveSibling("include");
    return Files.isRegularFile(include.resolve("mujoco").resolve("mujoco.h"))
        ? Optional.of(include)
        : Optional.empty();
  }

  @Override
  public double measure(double seconds) {
    try {
      while (true) {
        JsonNode answer = run();
        double taken = answer.path("cpuSeconds").asDouble();
        double rate = answer.path("steps").asDouble() / taken;
        if (taken >= 0.5 * seconds) {
          return rate;
        }
        actions = Math.max(2 * actions, (long) (rate * seconds / frameSkip));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonNode run() throws IOException {
    String said =
        output(
            List.of(
                program.toString(),
                model.toString(),
                Integer.toString(frameSkip),
                Long.toString(actions)));
    if (!said.startsWith("{")) {
      throw new MissingPieceException(
          "the C loop said: " + said.lines().findFirst().orElse("nothing"));
    }
    return new ObjectMapper().readTree(said);
  }

  /** What a program printed; empty if it does not exist. */
  private String output(List<String> command) throws IOException {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new MissingPieceException(HOW_TO + " (" + e.getMessage() + ")");
    }
    try {
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor(60, TimeUnit.SECONDS);
      return said;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while " + command.get(0) + " ran", e);
    } finally {
      process.destroy();
    }
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(program);
      Files.deleteIfExists(model);
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
