package io.warmstart.cli;

import io.warmstart.core.config.NearMiss;
import io.warmstart.core.learner.LearnerConfig;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.StreamSupport;

/** The learners on the class path. */
final class Algorithms {
  private Algorithms() {}

  /** All of them with their default settings, by name. */
  static List<LearnerConfig> all() {
    return StreamSupport.stream(ServiceLoader.load(LearnerConfig.class).spliterator(), false)
        .sorted(Comparator.comparing(LearnerConfig::name))
        .toList();
  }

  /**
   * One of them with its default settings.
   *
   * @throws CommandException if there is none of that name
   */
  static LearnerConfig named(String name) {
    List<LearnerConfig> all = all();
    return all.stream()
        .filter(config -> config.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new CommandException(
                ExitCode.USAGE,
                "\""
                    + name
                    + "\" is not an algorithm; "
                    + NearMiss.clause(name, all.stream().map(LearnerConfig::name).toList())));
  }
}
