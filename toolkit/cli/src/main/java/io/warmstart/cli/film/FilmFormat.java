package io.warmstart.cli.film;

import io.warmstart.core.run.RunException;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a file's name says about its format. */
public enum FilmFormat {
  /** The last picture. */
  PNG,
  /** All pictures, 255 colours, plays everywhere. */
  GIF,
  /** All pictures, by a user-installed {@code ffmpeg}. */
  MP4;

  private static final String PROGRAM = "ffmpeg";

  /** The format of a file, by the ending of its name. */
  public static Optional<FilmFormat> of(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(format -> name.endsWith("." + format.name().toLowerCase(Locale.ROOT)))
        .findFirst();
  }

  /** Whether it shows more than one picture. */
  public boolean moves() {
    return this != PNG;
  }

  /**
   * Begins a film.
   *
   * @param file that it becomes
   * @param seconds that each picture is shown
   * @throws RunException if the program that writes the format is not installed
   */
  public Film open(Path file, double seconds) {
    return switch (this) {
      case PNG -> new PngFile(file);
      case GIF -> new GifFile(file, seconds);
      case MP4 -> new Mp4File(program(System.getenv("PATH")), file, seconds);
    };
  }

  private static Path program(@Nullable String folders) {
    return find(folders)
        .orElseThrow(() ->
            new RunException(
                "MP4 needs the program ffmpeg, which is not on the PATH; install it, or name a file"
                    + " that ends in .gif"));
  }

  /**
   * Where ffmpeg is.
   *
   * @param folders to look in, as the PATH variable holds them
   */
  public static Optional<Path> find(@Nullable String folders) {
    for (String folder : String.valueOf(folders).split(File.pathSeparator, -1)) {
      for (String name : new String[] {PROGRAM, PROGRAM + ".exe"}) {
        Path candidate = Path.of(folder.isEmpty() ? "." : folder, name);
        if (Files.isExecutable(candidate) && !Files.isDirectory(candidate)) {
          return Optional.of(candidate);
        }
      }
    }
    return Optional.empty();
  }
}
