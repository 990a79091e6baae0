package io.warmstart.cli.film;

import io.warmstart.core.environment.Picture;
import io.warmstart.core.run.RunException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An MP4 that a child process of ffmpeg encodes from raw pictures on its standard input. */
final class Mp4File implements Film {
  private static final long SECONDS_TO_FINISH = 120;

  private final Path program;
  private final Path file;
  private final Path beside;
  private final Path log;
  private final double seconds;
  private @Nullable Process process;
  private int height;
  private int width;

  /**
   * A film before its first picture.
   *
   * @param program ffmpeg
   * @param file that it becomes
   * @param seconds that each picture is shown
   */
  Mp4File(Path program, Path file, double seconds) {
    this.program = program;
    this.file = file;
    this.seconds = seconds;
    this.beside = file.resolveSibling("." + file.getFileName() + ".part.mp4");
    this.log = file.resolveSibling("." + file.getFileName() + ".log");
  }

  @Override
  public void add(Picture picture) {
    Process running = process;
    if (running == null) {
      height = picture.height();
      width = picture.width();
      running = start();
      process = running;
    }
    if (picture.height() != height || picture.width() != width) {
      throw new IllegalArgumentException("all pictures of a film must have one size");
    }
    try {
      OutputStream input = running.getOutputStream();
      input.write(picture.rgb());
    } catch (IOException e) {
      throw failure(e.getMessage(), e);
    }
  }

  private Process start() {
    String rate = String.format(Locale.ROOT, "%.4f", 1 / seconds);
    String size = width + "x" + height;
    List<String> words =
        List.of(
            program.toString(),
            "-y",
            "-loglevel",
            "error",
            "-f",
            "rawvideo",
            "-pix_fmt",
            "rgb24",
            "-s",
            size,
            "-r",
            rate,
            "-i",
            "-",
            "-an",
            "-vf",
            "pad=ceil(iw/2)*2:ceil(ih/2)*2", // the colour format needs even sizes
            "-pix_fmt",
            "yuv420p",
            "-movflags",
            "+faststart",
            beside.toString());
    try {
      return new ProcessBuilder(words)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(log.toFile())
          .start();
    } catch (IOException e) {
      throw failure(e.getMessage(), e);
    }
  }

  @Override
  public void finish() {
    Process running = process;
    if (running == null) {
      throw new IllegalStateException("there is no picture to write to " + file);
    }
    try {
      running.getOutputStream().close();
      if (!running.waitFor(SECONDS_TO_FINISH, TimeUnit.SECONDS)) {
        throw failure("it did not end within " + SECONDS_TO_FINISH + " s", null);
      }
      if (running.exitValue() != 0) {
        throw failure("it ended with exit code " + running.exitValue(), null);
      }
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw failure(e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure("interrupted", e);
    }
  }

  private RunException failure(@Nullable String what, @Nullable Throwable cause) {
    String message =
        program
            + " could not write "
            + file
            + ": "
            + what
            + said()
            + "; check it, or name a file that ends in .gif";
    return cause == null ? new RunException(message) : new RunException(message, cause);
  }

  /** The last line that ffmpeg wrote about it. */
  private String said() {
    try {
      List<String> lines =
          Files.exists(log)
              ? new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                  .lines()
                  .filter(line -> !line.isBlank())
                  .toList()
              : List.of();
      return lines.isEmpty() ? "" : " (" + lines.getLast().strip() + ")";
    } catch (IOException e) {
      return "";
    }
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroyForcibly();
    }
    try {
      Files.deleteIfExists(beside);
      Files.deleteIfExists(log);
    } catch (IOException e) {
      throw failure("its working files cannot be removed: " + e.getMessage(), e);
    }
  }
}
