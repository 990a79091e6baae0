package io.warmstart.sim.mujoco;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.environment.CollectionOptions;
import io.warmstart.core.environment.Environment;
import io.warmstart.core.environment.EnvironmentException;
import io.warmstart.core.environment.SceneMap;
import io.warmstart.core.environment.Simulator;
import io.warmstart.core.environment.TaskDescription;
import io.warmstart.core.environment.TaskReference;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Tasks on a libmujoco 3.0 or newer that the user has installed: {@code mujoco-runner}, {@code
 * mujoco-maze-medium}, {@code mujoco-arm-reach} on models of our own; {@code mujoco-hopper} and its
 * like on a file that the setting {@code model} names; {@code mujoco:FILE.xml} for any model.
 *
 * <p>Environments of one instance on the same file share the compiled model.
 */
public final class MujocoSimulator implements Simulator {
  private final TaskCatalog catalog = new TaskCatalog();
  private final SharedModels models;

  /** Finds libmujoco as {@link MujocoSettings} says. */
  public MujocoSimulator() {
    this(new LibrarySearch());
  }

  MujocoSimulator(LibrarySearch search) {
    this.models = new SharedModels(search);
  }

  @Override
  public String name() {
    return "mujoco";
  }

  /** The tasks on our own models, where a library was found; none where there is none. */
  @Override
  public List<TaskDescription> tasks() {
    return library().isPresent() ? shipped() : List.of();
  }

  private List<TaskDescription> shipped() {
    return catalog.plans().stream()
        .filter(plan -> plan.source() instanceof TaskPlan.Source.Shipped)
        .map(plan -> describe(TaskReference.of(plan.id())))
        .toList();
  }

  /**
   * Which MuJoCo is used without a setting, such as {@code MuJoCo 3.12.0 (libmujoco.so)}.
   *
   * @throws EnvironmentException in one line, why there is none
   */
  public String requireLibrary() {
    MujocoLibrary library = models.library(Optional.empty());
    return "MuJoCo " + library.version() + " (" + library.place() + ")";
  }

  private Optional<String> library() {
    try {
      return Optional.of(requireLibrary());
    } catch (EnvironmentException e) {
      return Optional.empty();
    }
  }

  @Override
  public MujocoSettings settings() {
    return MujocoSettings.of(1, 1000, MotionRules.none());
  }

  /** By the id alone; no library is needed. */
  @Override
  public boolean accepts(TaskReference task) {
    return catalog.find(task.id()).isPresent();
  }

  @Override
  public TaskDescription describe(TaskReference task) {
    TaskPlan plan = plan(task);
    MujocoSettings settings = plan.settings(task);
    Shape shape = plan.knownShape(settings).orElseGet(() -> shapeOf(plan, settings));
    return plan.describe(shape, settings);
  }

  private Shape shapeOf(TaskPlan plan, MujocoSettings settings) {
    MujocoModel model = plan.open(models, settings);
    try {
      return model.shape();
    } finally {
      model.leave();
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws EnvironmentException in one line, if there is no usable library or model
   */
  @Override
  public Environment create(TaskReference task) {
    return environment(task);
  }

  MujocoEnvironment environment(TaskReference task) {
    TaskPlan plan = plan(task);
    MujocoSettings settings = plan.settings(task);
    MujocoModel model = plan.open(models, settings);
    TaskDescription description;
    try {
      description = plan.describe(model.shape(), settings);
    } catch (EnvironmentException | IllegalArgumentException e) {
      model.leave();
      throw e;
    }
    return new MujocoEnvironment(
        task.id(),
        description.spec(),
        description.stepLimit(),
        plan.kind().rules(settings),
        new MujocoData(model));
  }

  /**
   * The MJCF of a task on one of our own models, for other programs to load.
   *
   * @throws IllegalArgumentException if the task has no model of ours
   */
  public String modelText(String task) {
    if (plan(TaskReference.parse(task)).source() instanceof TaskPlan.Source.Shipped shipped) {
      return shipped.mjcf();
    }
    throw new IllegalArgumentException(task + " has no model of its own; it runs the user's");
  }

  /**
   * No task of this family has a scripted controller.
   *
   * @throws UnsupportedOperationException always, for a task of this family
   */
  @Override
  public Dataset collect(TaskReference task, CollectionOptions options) {
    throw new UnsupportedOperationException(
        plan(task).id() + " has no scripted controller that could record data");
  }

  @Override
  public Optional<SceneMap> map(TaskReference task) {
    return plan(task).kind() instanceof TaskKind.Maze maze
        ? Optional.of(maze.plan())
        : Optional.empty();
  }

  private TaskPlan plan(TaskReference task) {
    return catalog
        .find(task.id())
        .orElseThrow(() ->
            new IllegalArgumentException(
                "\""
                    + task.id()
                    + "\" is not a task of mujoco; there are "
                    + catalog.plans().stream().map(TaskPlan::id).collect(Collectors.joining(", "))
                    + " and "
                    + TaskCatalog.FILE_PREFIX
                    + "FILE.xml"));
  }
}
