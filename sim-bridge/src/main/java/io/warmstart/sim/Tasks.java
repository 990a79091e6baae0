package io.warmstart.sim;

import io.warmstart.core.data.Provenance;
import io.warmstart.core.environment.CollectionOptions;
import io.warmstart.core.environment.TaskDescription;
import java.util.List;
import java.util.stream.Collectors;

/** What every family says in the same words about its tasks. */
public final class Tasks {
  private Tasks() {}

  /** The exception for a task id that a family does not have; lists those it has. */
  public static IllegalArgumentException unknown(
      String family, String id, List<TaskDescription> tasks) {
    return new IllegalArgumentException(
        "\""
            + id
            + "\" is not a task of "
            + family
            + "; there are "
            + tasks.stream().map(TaskDescription::id).collect(Collectors.joining(", ")));
  }

  /** Data recorded with a scripted controller: the command that makes them again. */
  public static Provenance provenance(String task, CollectionOptions options) {
    String quality =
        options
            .mixture()
            .map(mixture -> " --mixture " + mixture)
            .orElseGet(() -> " --random-fraction " + options.randomFraction());
    return Provenance.generated(
        "dataset generate "
            + task
            + " --steps "
            + options.steps()
            + " --noise "
            + options.noise()
            + quality
            + " --seed "
            + options.seed());
  }
}
