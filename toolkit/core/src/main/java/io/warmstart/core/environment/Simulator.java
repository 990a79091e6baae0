package io.warmstart.core.environment;

import io.warmstart.core.data.Dataset;
import java.util.List;
import java.util.Optional;

/** A family of simulated tasks; found by {@link java.util.ServiceLoader}. */
public interface Simulator {
  /** Name of the family, such as {@code pointmaze}. */
  String name();

  /** All tasks it can create. */
  List<TaskDescription> tasks();

  /**
   * Creates a task.
   *
   * @param task id of one of {@link #tasks()}
   * @throws IllegalArgumentException if the id is not one of its tasks
   */
  Environment create(String task);

  /**
   * Records data with the task's scripted controller.
   *
   * @param task id of one of {@link #tasks()}
   * @throws UnsupportedOperationException if the task has no scripted controller
   * @throws IllegalArgumentException if a mixture is asked for and the task has one behaviour only
   */
  Dataset collect(String task, CollectionOptions options);

  /** A plan view for pictures, if the task has one. */
  Optional<SceneMap> map(String task);
}
