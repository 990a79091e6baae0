package io.warmstart.sim;

import io.warmstart.core.data.Provenance;
import io.warmstart.core.environment.CollectionOptions;
import io.warmstart.core.environment.Environment;
import io.warmstart.core.environment.Simulator;
import io.warmstart.core.environment.TaskDescription;
import io.warmstart.core.environment.TaskReference;
import java.util.stream.Collectors;

/** What every family says in the same words about its tasks. */
public final class Tasks {
  private Tasks() {}

  /**
   * The listed task of that id, after a look at its settings.
   *
   * @throws IllegalArgumentException if the family lists no such id
   * @throws io.warmstart.core.config.ConfigException if a setting is wrong
   */
  public static TaskDescription listed(Simulator family, TaskReference task) {
    task.over(family.settings());
    return family.tasks().stream()
        .filter(known -> known.id().equals(task.id()))
        .findFirst()
        .orElseThrow(() -> unknown(family, task.id()));
  }

  /** The exception for a task id that a family does not have; lists those it has. */
  public static IllegalArgumentException unknown(Simulator family, String id) {
    return new IllegalArgumentException(
        "\""
            + id
            + "\" is not a task of "
            + family.name()
            + "; there are "
            + family.tasks().stream().map(TaskDescription::id).collect(Collectors.joining(", ")));
  }

  /**
   * The environment as the family knows it.
   *
   * @throws IllegalArgumentException if another family created it
   */
  public static <E extends Environment> E own(
      Simulator family, Class<E> type, Environment environment) {
    if (!type.isInstance(environment)) {
      throw new IllegalArgumentException(
          "the scripts of "
              + family.name()
              + " drive a "
              + type.getSimpleName()
              + ", not a "
              + environment.getClass().getSimpleName());
    }
    return type.cast(environment);
  }

  /** Data recorded with a scripted controller: the command that makes them again. */
  public static Provenance provenance(TaskReference task, CollectionOptions options) {
    String quality =
        options
            .mixture()
            .map(mixture -> " --mixture " + mixture)
            .orElseGet(() -> " --random-fraction " + options.randomFraction());
    return Provenance.generated(
        "dataset generate "
            + quoted(task)
            + " --steps "
            + options.steps()
            + " --noise "
            + options.noise()
            + quality
            + " --seed "
            + options.seed());
  }

  /** A shell takes brackets for a pattern of file names. */
  private static String quoted(TaskReference task) {
    return task.settings().isEmpty() ? task.id() : "'" + task + "'";
  }
}
