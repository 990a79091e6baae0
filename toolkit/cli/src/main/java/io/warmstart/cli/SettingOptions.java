package io.warmstart.cli;

import io.warmstart.core.config.ConfigException;
import io.warmstart.core.config.ConfigLoader;
import io.warmstart.core.config.ConfigSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Options that decide settings; later ones win: presets, file, --set, the command's own options.
 */
final class SettingOptions {
  @Option(
      names = "--preset",
      paramLabel = "NAME",
      description = "Settings for a size or task family, such as small. Repeatable.")
  List<String> presets = new ArrayList<>();

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "YAML file with settings; only what differs from the defaults.")
  @Nullable Path config;

  @Option(
      names = "--set",
      paramLabel = "a.b=VALUE",
      description = "One setting, such as --set learner.discount=0.98. Repeatable.")
  List<String> assignments = new ArrayList<>();

  @Option(names = "--settings", description = "List all settings with their defaults, and stop.")
  boolean list;

  /**
   * The layers, in order.
   *
   * @param algorithm whose presets are meant
   * @throws ConfigException if an assignment has no {@code =}
   */
  List<ConfigSource> sources(String algorithm) {
    List<ConfigSource> sources = new ArrayList<>();
    for (String preset : presets) {
      sources.add(Presets.named(preset, algorithm));
    }
    if (config != null) {
      sources.add(new ConfigSource.YamlFile(config));
    }
    List<String> problems = new ArrayList<>();
    for (String assignment : assignments) {
      try {
        sources.add(ConfigLoader.assignment(assignment));
      } catch (ConfigException e) {
        problems.addAll(e.problems());
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return sources;
  }
}
