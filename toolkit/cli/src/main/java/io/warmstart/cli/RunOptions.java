package io.warmstart.cli;

import io.warmstart.core.config.ConfigSource;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of every command that makes a run. */
final class RunOptions {
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Decides everything random (default: 1).")
  @Nullable Long seed;

  @Option(
      names = "--device",
      paramLabel = "NAME",
      description = "auto, cpu, or reference (slow, double precision) (default: auto).")
  @Nullable Device device;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "DIR",
      description = "Directory of the run; must not exist (default: runs/ALGORITHM-DATA-TIME).")
  @Nullable Path out;

  @Option(names = "--dry-run", description = "Check everything, print the configuration, stop.")
  boolean dryRun;

  /** Settings that these options decide. */
  List<ConfigSource> sources() {
    List<ConfigSource> sources = new ArrayList<>();
    add(sources, "--seed", "seed", seed);
    add(
        sources,
        "--device",
        "device",
        device == null ? null : device.name().toLowerCase(Locale.ROOT));
    return sources;
  }

  /** Adds the setting that an option decides, if the option was given. */
  static void add(List<ConfigSource> sources, String option, String path, @Nullable Object value) {
    if (value != null) {
      sources.add(new ConfigSource.Assignment(option, path, value.toString()));
    }
  }

  /** A path as YAML text, whatever characters it has. */
  static String quoted(Path path) {
    return "'" + path.toString().replace("'", "''") + "'";
  }

  /** Where the run goes: as asked for, or a name of its own under {@code runs}. */
  Path target(String algorithm, String about) {
    if (out != null) {
      return out;
    }
    String name = algorithm + "-" + about + "-" + LocalDateTime.now().format(STAMP);
    return Path.of("runs", name.replaceAll("[^A-Za-z0-9._-]", "_"));
  }

  /** Whether the run has a name of our own, so that {@code runs/latest} is ours too. */
  boolean namesItself() {
    return out == null;
  }
}
