package io.warmstart.cli;

import io.warmstart.core.config.ConfigSource;
import io.warmstart.core.config.NearMiss;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The YAML files in {@code presets/}: settings for a size or a family of tasks. */
final class Presets {
  private static final String FOLDER = "/presets/";

  private Presets() {}

  /** All of them: {@code small} is for any algorithm, {@code iql/antmaze} for one. */
  static List<String> all() {
    return text("index.txt").lines().filter(line -> !line.isBlank()).toList();
  }

  /**
   * The preset of that name for an algorithm: {@code iql/small} if there is one, else {@code
   * small}.
   *
   * @throws CommandException if there is neither
   */
  static ConfigSource named(String name, String algorithm) {
    List<String> all = all();
    String own = algorithm + "/" + name;
    String found = all.contains(own) ? own : name;
    if (!all.contains(found)) {
      List<String> usable =
          all.stream()
              .filter(preset -> !preset.contains("/") || preset.startsWith(algorithm + "/"))
              .map(preset -> preset.substring(preset.indexOf('/') + 1))
              .distinct()
              .toList();
      throw new CommandException(
          ExitCode.USAGE,
          "\""
              + name
              + "\" is not a preset of "
              + algorithm
              + "; "
              + NearMiss.clause(name, usable));
    }
    return new ConfigSource.YamlText("preset " + found, text(found + ".yaml"));
  }

  private static String text(String file) {
    try (InputStream in = Presets.class.getResourceAsStream(FOLDER + file)) {
      if (in == null) {
        throw new IllegalStateException("the preset " + file + " is missing from the program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
