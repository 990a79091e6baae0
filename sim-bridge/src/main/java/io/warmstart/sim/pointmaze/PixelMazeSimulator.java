package io.warmstart.sim.pointmaze;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.environment.CollectionOptions;
import io.warmstart.core.environment.Controller;
import io.warmstart.core.environment.Environment;
import io.warmstart.core.environment.Simulator;
import io.warmstart.core.environment.TaskDescription;
import io.warmstart.core.environment.TaskReference;
import io.warmstart.sim.Tasks;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The point mazes seen from above, with a goal that changes and is seen only: {@code
 * maze2d-umaze-pixels} and so on. No published reference returns, and no plan: the vector that a
 * policy sees holds no place.
 */
public final class PixelMazeSimulator implements Simulator {
  @Override
  public String name() {
    return "pixelmaze";
  }

  @Override
  public List<TaskDescription> tasks() {
    return Arrays.stream(Maze.values()).map(PixelMazeSimulator::describe).toList();
  }

  private static TaskDescription describe(Maze maze) {
    String size = maze.name().toLowerCase(Locale.ROOT);
    return new TaskDescription(
        "maze2d-" + size + "-pixels",
        "Push a ball to the goal that a picture of the "
            + size
            + " maze shows; reward 1 within 0.5 m of it.",
        PixelMazeEnvironment.SPEC,
        maze.stepLimit(),
        Optional.empty());
  }

  @Override
  public TaskDescription describe(TaskReference task) {
    return Tasks.listed(this, task);
  }

  @Override
  public Environment create(TaskReference task) {
    return environment(task);
  }

  private PixelMazeEnvironment environment(TaskReference task) {
    return new PixelMazeEnvironment(task.id(), maze(task));
  }

  private Maze maze(TaskReference task) {
    String id = describe(task).id();
    return Arrays.stream(Maze.values())
        .filter(maze -> describe(maze).id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public Dataset collect(TaskReference task, CollectionOptions options) {
    if (options.mixture().isPresent()) {
      throw new IllegalArgumentException(
          task + " has one scripted behaviour and records no mixture; leave the mixture out");
    }
    try (PixelMazeEnvironment environment = environment(task)) {
      return new PixelRecording(maze(task), environment, options)
          .run(Tasks.provenance(task, options));
    }
  }

  /** Heads for the goal of the episode, which it knows, and stays there. */
  @Override
  public Optional<Controller> script(TaskReference task, Environment environment) {
    PixelMazeEnvironment own = Tasks.own(this, PixelMazeEnvironment.class, environment);
    return Optional.of(new MazeScript(maze(task), own.physics(), own::goal));
  }
}
