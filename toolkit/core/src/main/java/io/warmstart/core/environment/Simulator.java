package io.warmstart.core.environment;

import io.warmstart.core.data.Dataset;
import java.util.List;
import java.util.Optional;

/** A family of simulated tasks; found by {@link java.util.ServiceLoader}. */
public interface Simulator {
  /** Name of the family, such as {@code pointmaze}. */
  String name();

  /** The tasks that are always there; a family may {@link #accepts accept} more. */
  List<TaskDescription> tasks();

  /**
   * Settings that a {@link TaskReference} may change, with their defaults; components carry {@link
   * io.warmstart.core.config.Setting}.
   */
  default Record settings() {
    return new NoSettings();
  }

  /**
   * What the family needs that Warmstart does not bring; empty if nothing. Looks at the machine.
   */
  default List<Prerequisite> prerequisites() {
    return List.of();
  }

  /**
   * Whether a task belongs to this family, by its id alone: those of {@link #tasks()}, and with
   * bridges to other programs every id of a certain form.
   */
  default boolean accepts(TaskReference task) {
    return tasks().stream().anyMatch(listed -> listed.id().equals(task.id()));
  }

  /**
   * What has to be installed or given before a task of this family can be created, and how, in one
   * line; empty if nothing is missing. Quick: a look at files, not a start of another program.
   */
  default Optional<String> missing(TaskReference task) {
    return Optional.empty();
  }

  /**
   * What a task is with its settings. A bridge may have to start the other program to know.
   *
   * @throws IllegalArgumentException if the family does not accept the id
   * @throws io.warmstart.core.config.ConfigException if a setting is wrong
   */
  TaskDescription describe(TaskReference task);

  /**
   * Creates a task.
   *
   * @throws IllegalArgumentException if the family does not accept the id
   * @throws io.warmstart.core.config.ConfigException if a setting is wrong
   */
  Environment create(TaskReference task);

  /** Creates a task from {@link TaskReference#parse its text}. */
  default Environment create(String task) {
    return create(TaskReference.parse(task));
  }

  /**
   * Records data with the task's scripted controller.
   *
   * @throws UnsupportedOperationException if the task has no scripted controller
   * @throws IllegalArgumentException if the family does not accept the id, or a mixture is asked
   *     for and the task has one behaviour only
   * @throws io.warmstart.core.config.ConfigException if a setting is wrong
   */
  Dataset collect(TaskReference task, CollectionOptions options);

  /** Records data from {@link TaskReference#parse the task's text}. */
  default Dataset collect(String task, CollectionOptions options) {
    return collect(TaskReference.parse(task), options);
  }

  /**
   * The behaviour that records the task's data, if it has one.
   *
   * @param task of the environment
   * @param environment to drive; one that this family created from the same reference
   * @throws IllegalArgumentException if the environment is of another family
   */
  default Optional<Controller> script(TaskReference task, Environment environment) {
    return Optional.empty();
  }

  /** A plan view for pictures, if the task has one. */
  default Optional<SceneMap> map(TaskReference task) {
    return Optional.empty();
  }
}
