package io.warmstart.cli;

import io.warmstart.core.config.NearMiss;
import io.warmstart.core.environment.Environment;
import io.warmstart.core.environment.SceneMap;
import io.warmstart.core.environment.Simulator;
import io.warmstart.core.environment.TaskDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** The simulated tasks on the class path. */
final class Tasks {
  private Tasks() {}

  /**
   * A task and who simulates it.
   *
   * @param simulator that creates it
   * @param description of the task
   */
  record Task(Simulator simulator, TaskDescription description) {
    Environment create() {
      return simulator.create(description.id());
    }

    Optional<SceneMap> map() {
      return simulator.map(description.id());
    }
  }

  /** All tasks, by simulator. */
  static List<Task> all() {
    List<Task> tasks = new ArrayList<>();
    for (Simulator simulator : ServiceLoader.load(Simulator.class)) {
      for (TaskDescription description : simulator.tasks()) {
        tasks.add(new Task(simulator, description));
      }
    }
    return tasks;
  }

  /**
   * The task of that id.
   *
   * @throws CommandException if there is none
   */
  static Task named(String id) {
    List<Task> all = all();
    return all.stream()
        .filter(task -> task.description().id().equals(id))
        .findFirst()
        .orElseThrow(() ->
            new CommandException(
                ExitCode.USAGE,
                "\""
                    + id
                    + "\" is not a task; "
                    + NearMiss.clause(
                        id, all.stream().map(task -> task.description().id()).toList())));
  }
}
