package io.warmstart.sim.node;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.environment.CollectionOptions;
import io.warmstart.core.environment.Environment;
import io.warmstart.core.environment.Prerequisite;
import io.warmstart.core.environment.SceneMap;
import io.warmstart.core.environment.Simulator;
import io.warmstart.core.environment.TaskDescription;
import io.warmstart.core.environment.TaskReference;
import io.warmstart.sim.pointmaze.Ball;
import io.warmstart.sim.pointmaze.PointMazeSimulator;
import io.warmstart.sim.process.Bridge;
import io.warmstart.sim.process.CacheFolder;
import io.warmstart.sim.process.Launch;
import io.warmstart.sim.process.ProcessEnvironment;
import io.warmstart.sim.process.ProcessVector;
import io.warmstart.sim.process.RandomRecording;
import io.warmstart.sim.process.Request;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * MuJoCo tasks in a Node process: {@code mujoco-node:FILE.xml} for any model in one file, and the
 * point mazes, {@code mujoco-node:maze2d-umaze-sparse} and so on.
 */
public final class NodeSimulator implements Simulator {
  private static final String PREFIX = "mujoco-node:";
  private static final String SCRIPT = "warmstart_mujoco.mjs";
  private static final double MAZE_SPEED_LIMIT = 5;

  private final PointMazeSimulator mazes = new PointMazeSimulator();

  @Override
  public String name() {
    return "mujoco-node";
  }

  /** None that are always there: Node and its package are the user's. */
  @Override
  public List<TaskDescription> tasks() {
    return List.of();
  }

  @Override
  public NodeSettings settings() {
    return new NodeSettings();
  }

  @Override
  public List<Prerequisite> prerequisites() {
    return List.of(NodePackage.prerequisite());
  }

  @Override
  public boolean accepts(TaskReference task) {
    return task.id().startsWith(PREFIX) && task.id().length() > PREFIX.length();
  }

  @Override
  public Optional<String> missing(TaskReference task) {
    Path folder = folder(task.over(settings()));
    return NodePackage.version(folder).isPresent()
        ? Optional.empty()
        : Optional.of(NodePackage.advice(folder));
  }

  /** {@inheritDoc} Loads the model in a process and closes it again, but not for a maze. */
  @Override
  public TaskDescription describe(TaskReference task) {
    TaskReference inner = inner(task);
    task.over(settings());
    if (mazes.accepts(inner)) {
      TaskDescription maze = mazes.describe(inner);
      return new TaskDescription(
          task.id(),
          maze.summary() + " MuJoCo in Node.",
          maze.spec(),
          maze.stepLimit(),
          maze.reference());
    }
    try (Bridge bridge = open(task, 1, false)) {
      return new TaskDescription(
          task.id(),
          "The model " + inner.id() + " in " + bridge.program(),
          bridge.spec(),
          bridge.stepLimit(),
          Optional.empty());
    }
  }

  @Override
  public Environment create(TaskReference task) {
    TaskReference inner = inner(task);
    return mazes.accepts(inner)
        ? mazes.create(task.id(), inner, ball(task))
        : new ProcessEnvironment(task.id(), open(task, 1, false));
  }

  /**
   * Copies of a model in one process; a maze gives its bare physics, without reward.
   *
   * @param copies at least 1
   */
  public ProcessVector createVector(TaskReference task, int copies) {
    return new ProcessVector(task.id(), open(task, copies, true));
  }

  /** The ball of a maze task, for what looks behind its observation. */
  Ball ball(TaskReference task) {
    return new NodeBall(open(task, 1, false));
  }

  /** A bridge to a task's model. */
  Bridge open(TaskReference task, int copies, boolean autoreset) {
    NodeSettings settings = task.over(settings());
    TaskReference inner = inner(task);
    Map<String, Object> model = settings.json();
    model.put("module", NodePackage.module(task.id(), folder(settings)).toString());
    if (mazes.accepts(inner)) {
      model.put("xml", mazes.mjcf(inner));
      model.put("speedLimit", MAZE_SPEED_LIMIT);
    } else {
      model.put("file", Path.of(inner.id()).toAbsolutePath().toString());
    }
    String script = CacheFolder.script(NodeSimulator.class, SCRIPT).toString();
    Launch launch = new Launch(task.id(), List.of(settings.node(), script), Map.of(), false);
    return Bridge.open(
        launch, settings.bridge(), new Request(copies, autoreset, settings.stepLimit(), model));
  }

  private static Path folder(NodeSettings settings) {
    return settings.modules().isEmpty()
        ? NodePackage.defaultFolder()
        : Path.of(settings.modules()).toAbsolutePath();
  }

  /** The file or the maze. */
  private TaskReference inner(TaskReference task) {
    if (!accepts(task)) {
      throw new IllegalArgumentException(
          "\""
              + task.id()
              + "\" is not a task of mujoco-node; expected mujoco-node:FILE.xml or "
              + "mujoco-node:MAZE, such as mujoco-node:maze2d-umaze-sparse");
    }
    return TaskReference.of(task.id().substring(PREFIX.length()));
  }

  /** Records random actions; there is no scripted controller. */
  @Override
  public Dataset collect(TaskReference task, CollectionOptions options) {
    try (Environment environment = create(task)) {
      return new RandomRecording(task, environment, options).run(task);
    }
  }

  @Override
  public Optional<SceneMap> map(TaskReference task) {
    TaskReference inner = inner(task);
    return mazes.accepts(inner) ? mazes.map(inner) : Optional.empty();
  }
}
