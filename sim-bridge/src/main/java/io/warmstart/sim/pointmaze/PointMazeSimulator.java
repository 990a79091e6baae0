package io.warmstart.sim.pointmaze;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.data.Provenance;
import io.warmstart.core.environment.CollectionOptions;
import io.warmstart.core.environment.Controller;
import io.warmstart.core.environment.Environment;
import io.warmstart.core.environment.SceneMap;
import io.warmstart.core.environment.Simulator;
import io.warmstart.core.environment.TaskDescription;
import io.warmstart.core.environment.TaskReference;
import io.warmstart.sim.Tasks;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * D4RL's maze2d: open, umaze, medium and large, each with the sparse and the dense reward, as
 * {@code maze2d-umaze-sparse} and so on.
 */
public final class PointMazeSimulator implements Simulator {
  private final List<MazeTask> tasks = new ArrayList<>();

  private record MazeTask(TaskDescription description, Maze maze, MazeReward reward) {}

  /** Lists the eight tasks. */
  public PointMazeSimulator() {
    for (Maze maze : Maze.values()) {
      for (MazeReward reward : MazeReward.values()) {
        tasks.add(new MazeTask(describe(maze, reward), maze, reward));
      }
    }
  }

  private static TaskDescription describe(Maze maze, MazeReward reward) {
    String size = maze.name().toLowerCase(Locale.ROOT);
    String paid =
        switch (reward) {
          case SPARSE -> "reward 1 within 0.5 m of the goal";
          case DENSE -> "reward exp(-distance to the goal)";
        };
    return new TaskDescription(
        "maze2d-" + size + "-" + reward.name().toLowerCase(Locale.ROOT),
        "Push a ball to an unobserved goal in the " + size + " maze; " + paid + ".",
        PointMazeEnvironment.SPEC,
        maze.stepLimit(),
        Optional.of(maze.reference(reward)));
  }

  @Override
  public String name() {
    return "pointmaze";
  }

  @Override
  public List<TaskDescription> tasks() {
    return tasks.stream().map(MazeTask::description).toList();
  }

  /** The wall contacts, which differ between versions of MuJoCo; D4RL's by default. */
  @Override
  public Record settings() {
    return ContactModel.d4rl();
  }

  @Override
  public TaskDescription describe(TaskReference task) {
    return Tasks.listed(this, task);
  }

  @Override
  public Environment create(TaskReference task) {
    return environment(task);
  }

  private PointMazeEnvironment environment(TaskReference task) {
    MazeTask found = find(task);
    return new PointMazeEnvironment(
        task.id(), found.maze(), found.reward(), task.over(ContactModel.d4rl()));
  }

  /**
   * Creates a task whose ball is moved by somebody else.
   *
   * @param name of the task in messages
   * @param task of this family
   * @param ball closed with the environment
   * @throws IllegalArgumentException if the task is not one of this family
   */
  public Environment create(String name, TaskReference task, Ball ball) {
    MazeTask found = find(task);
    return new PointMazeEnvironment(name, found.maze(), found.reward(), ball);
  }

  /**
   * The maze of a task as MuJoCo reads it (MJCF); positions are those that are observed.
   *
   * @throws IllegalArgumentException if the task is not one of this family
   */
  public String mjcf(TaskReference task) {
    return MazeModel.mjcf(find(task).maze());
  }

  @Override
  public Dataset collect(TaskReference task, CollectionOptions options) {
    MazeTask found = find(task);
    try (PointMazeEnvironment environment = environment(task)) {
      Provenance provenance = Tasks.provenance(task, options);
      return options
          .mixture()
          .map(mixture ->
              new MixtureRecording(found.maze(), environment, options, mixture).run(provenance))
          .orElseGet(() -> new MazeRecording(found.maze(), environment, options).run(provenance));
    }
  }

  /** Heads for the task's goal, which the observation does not hold, and stays there. */
  @Override
  public Optional<Controller> script(TaskReference task, Environment environment) {
    Maze maze = find(task).maze();
    PointMazeEnvironment own = Tasks.own(this, PointMazeEnvironment.class, environment);
    return Optional.of(new MazeScript(maze, own.physics(), maze::goal));
  }

  @Override
  public Optional<SceneMap> map(TaskReference task) {
    return Optional.of(find(task).maze().map());
  }

  private MazeTask find(TaskReference task) {
    TaskDescription description = describe(task);
    return tasks.stream()
        .filter(known -> known.description().equals(description))
        .findFirst()
        .orElseThrow();
  }
}
