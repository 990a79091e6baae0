package io.warmstart.cli;

import io.warmstart.core.config.NearMiss;
import io.warmstart.core.data.Dataset;
import io.warmstart.core.environment.CollectionOptions;
import io.warmstart.core.environment.Environment;
import io.warmstart.core.environment.SceneMap;
import io.warmstart.core.environment.Simulator;
import io.warmstart.core.environment.TaskDescription;
import io.warmstart.core.environment.TaskReference;
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
   * @param reference to it, with its settings
   */
  record Task(Simulator simulator, TaskReference reference) {
    TaskDescription description() {
      return simulator.describe(reference);
    }

    Environment create() {
      return simulator.create(reference);
    }

    Dataset collect(CollectionOptions options) {
      return simulator.collect(reference, options);
    }

    Optional<SceneMap> map() {
      return simulator.map(reference);
    }

    /** The id as a part of a file's name. */
    String fileName() {
      return reference.id().replaceAll("[^A-Za-z0-9._-]+", "-");
    }

    /** What a user may type to get it. */
    @Override
    public String toString() {
      return reference.toString();
    }
  }

  /** The families on the class path. */
  static List<Simulator> families() {
    return ServiceLoader.load(Simulator.class).stream().map(ServiceLoader.Provider::get).toList();
  }

  /** All tasks that are always there, by family. */
  static List<Task> all() {
    List<Task> tasks = new ArrayList<>();
    for (Simulator simulator : families()) {
      for (TaskDescription description : simulator.tasks()) {
        tasks.add(new Task(simulator, TaskReference.of(description.id())));
      }
    }
    return tasks;
  }

  /**
   * The task that a text refers to, its settings checked.
   *
   * @param text as {@link TaskReference#parse} reads it
   * @throws CommandException if there is no such task or the text is malformed
   * @throws io.warmstart.core.config.ConfigException if a setting is wrong
   */
  static Task named(String text) {
    TaskReference reference;
    try {
      reference = TaskReference.parse(text);
    } catch (IllegalArgumentException e) {
      throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
    }
    Simulator family =
        families().stream()
            .filter(simulator -> simulator.accepts(reference))
            .findFirst()
            .orElseThrow(() -> unknown(reference));
    reference.over(family.settings());
    return new Task(family, reference);
  }

  private static CommandException unknown(TaskReference reference) {
    List<String> ids = all().stream().map(task -> task.reference().id()).toList();
    return new CommandException(
        ExitCode.USAGE,
        "\"" + reference.id() + "\" is not a task; " + NearMiss.clause(reference.id(), ids));
  }
}
