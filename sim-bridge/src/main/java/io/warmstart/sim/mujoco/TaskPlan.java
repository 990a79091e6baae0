package io.warmstart.sim.mujoco;

import io.warmstart.core.config.ConfigException;
import io.warmstart.core.environment.EnvironmentException;
import io.warmstart.core.environment.ScoreReference;
import io.warmstart.core.environment.TaskDescription;
import io.warmstart.core.environment.TaskReference;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A task before it has a model.
 *
 * @param id as users write it
 * @param summary one sentence for people
 * @param kind what it observes, accepts and pays
 * @param defaults of its settings
 * @param source of its model
 * @param reference published returns, if any
 */
record TaskPlan(
    String id,
    String summary,
    TaskKind kind,
    MujocoSettings defaults,
    Source source,
    Optional<ScoreReference> reference) {

  /** Where the model comes from. */
  sealed interface Source {
    /**
     * Shipped with Warmstart.
     *
     * @param mjcf the model
     * @param shape of it
     */
    record Shipped(String mjcf, Shape shape) implements Source {}

    /**
     * The setting {@code model} names it.
     *
     * @param shape it must have, but for names, ranges and time step
     */
    record Setting(Shape shape) implements Source {}

    /**
     * The id names it.
     *
     * @param file MJCF
     */
    record File(Path file) implements Source {}
  }

  /**
   * The settings of a reference to this task.
   *
   * @throws ConfigException if one is unknown, out of range or without effect here
   */
  MujocoSettings settings(TaskReference task) {
    MujocoSettings settings = task.over(defaults);
    List<String> idle = task.settings().keySet().stream().filter(this::hasNoEffect).toList();
    if (!idle.isEmpty()) {
      throw new ConfigException(
          List.of("task " + task + ": " + id + " does not use " + String.join(", ", idle)));
    }
    return settings;
  }

  private boolean hasNoEffect(String path) {
    boolean ofModels = path.equals("model") && !(source instanceof Source.Setting);
    boolean ofMotion =
        (path.startsWith("motion") || path.equals("controlLimit"))
            && !(kind instanceof TaskKind.Moving);
    return ofModels || ofMotion;
  }

  /** The description on a model of that shape. */
  TaskDescription describe(Shape shape, MujocoSettings settings) {
    return new TaskDescription(
        id, summary, kind.spec(shape, settings), settings.stepLimit(), reference);
  }

  /**
   * The shape that is known without loading anything.
   *
   * @return empty if it is the user's file that decides
   */
  Optional<Shape> knownShape(MujocoSettings settings) {
    return switch (source) {
      case Source.Shipped shipped -> Optional.of(shipped.shape());
      case Source.Setting wanted ->
          settings.model().isPresent() ? Optional.empty() : Optional.of(wanted.shape());
      case Source.File ignored -> Optional.empty();
    };
  }

  /**
   * The model, for one user more.
   *
   * @throws EnvironmentException in one line, if there is none or it does not fit the task
   */
  MujocoModel open(SharedModels models, MujocoSettings settings) {
    return switch (source) {
      case Source.Shipped shipped ->
          models.ofText(models.library(settings.library()), id, shipped.mjcf());
      case Source.Setting wanted -> {
        Path file =
            settings
                .model()
                .orElseThrow(() ->
                    new EnvironmentException(
                        id
                            + " needs the body's MJCF, which is not shipped: "
                            + id
                            + "[model=FILE.xml], such as the one in Gymnasium's mujoco assets"));
        yield fitting(models.ofFile(models.library(settings.library()), file), wanted.shape());
      }
      case Source.File named -> {
        requireName(named.file());
        yield models.ofFile(models.library(settings.library()), named.file());
      }
    };
  }

  private static void requireName(Path file) {
    if (file.toString().isBlank()) {
      throw new EnvironmentException("mujoco: names no file; expected mujoco:FILE.xml");
    }
  }

  private MujocoModel fitting(MujocoModel model, Shape wanted) {
    if (!model.shape().sizes().equals(wanted.sizes())) {
      model.leave();
      throw new EnvironmentException(
          id
              + " expects a model with "
              + wanted.sizes()
              + ", but "
              + model.name()
              + " has "
              + model.shape().sizes());
    }
    return model;
  }
}
