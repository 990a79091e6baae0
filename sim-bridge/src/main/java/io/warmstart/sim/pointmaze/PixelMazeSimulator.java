package io.warmstart.sim.pointmaze;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.environment.CollectionOptions;
import io.warmstart.core.environment.Environment;
import io.warmstart.core.environment.SceneMap;
import io.warmstart.core.environment.Simulator;
import io.warmstart.core.environment.TaskDescription;
import io.warmstart.sim.Tasks;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The point mazes seen from above, with a goal that changes and is seen only: {@code
 * maze2d-umaze-pixels} and so on. No published reference returns.
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
  public Environment create(String task) {
    return environment(task);
  }

  private PixelMazeEnvironment environment(String task) {
    return new PixelMazeEnvironment(task, maze(task));
  }

  private Maze maze(String task) {
    return Arrays.stream(Maze.values())
        .filter(maze -> describe(maze).id().equals(task))
        .findFirst()
        .orElseThrow(() -> Tasks.unknown(name(), task, tasks()));
  }

  @Override
  public Dataset collect(String task, CollectionOptions options) {
    if (options.mixture().isPresent()) {
      throw new IllegalArgumentException(
          task + " has one scripted behaviour and records no mixture; leave the mixture out");
    }
    try (PixelMazeEnvironment environment = environment(task)) {
      return new PixelRecording(maze(task), environment, options)
          .run(Tasks.provenance(task, options));
    }
  }

  /** None: the vector that a policy sees holds no place. */
  @Override
  public Optional<SceneMap> map(String task) {
    maze(task);
    return Optional.empty();
  }
}
