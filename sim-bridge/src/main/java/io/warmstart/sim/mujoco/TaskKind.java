package io.warmstart.sim.mujoco;

import io.warmstart.core.environment.EnvironmentException;
import io.warmstart.core.environment.SceneMap;
import io.warmstart.core.space.ActionPart;
import io.warmstart.core.space.Channel;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.core.space.ObservationPart;
import java.util.ArrayList;
import java.util.List;

/** The three kinds of tasks: what they observe and accept, and their rules. */
sealed interface TaskKind {
  /** What a task of this kind observes and accepts on a model of that shape. */
  EnvironmentSpec spec(Shape shape, MujocoSettings settings);

  /** New rules for one environment. */
  Rules rules(MujocoSettings settings);

  /** Bodies that move by {@link MotionRules}. */
  record Moving() implements TaskKind {
    @Override
    public EnvironmentSpec spec(Shape shape, MujocoSettings settings) {
      MotionRules motion = settings.motion();
      requireFit(shape, motion);
      List<Channel> observed = new ArrayList<>();
      for (int i = motion.hiddenPositions(); i < shape.positions(); i++) {
        observed.add(Channel.unbounded("position" + i, "1"));
      }
      double clip = motion.velocityClip();
      for (int i = 0; i < shape.velocities(); i++) {
        observed.add(new Channel("velocity" + i, "1", -clip, clip));
      }
      for (int i = 0; i < motion.paddedZeros(); i++) {
        observed.add(new Channel("zero" + i, "1", 0, 0));
      }
      return new EnvironmentSpec(
          List.of(ObservationPart.state("state", observed)),
          List.of(new ActionPart.Box("control", controls(shape, settings.controlLimit()))),
          shape.period(settings.frameSkip()));
    }

    private static void requireFit(Shape shape, MotionRules motion) {
      int largest = Math.max(motion.heightIndex(), motion.tiltIndex());
      if (shape.actuators().isEmpty()
          || largest >= shape.positions()
          || motion.hiddenPositions() > shape.positions()) {
        throw new EnvironmentException(
            "a model with "
                + shape.sizes()
                + " does not fit the task: it needs a control, and motion.hiddenPositions,"
                + " motion.heightIndex and motion.tiltIndex must be among its positions");
      }
    }

    private static List<Channel> controls(Shape shape, double limit) {
      return shape.actuators().stream()
          .map(actuator -> {
            Actuator.Range range = actuator.range().orElse(new Actuator.Range(-limit, limit));
            return new Channel(actuator.name(), "1", range.low(), range.high());
          })
          .toList();
    }

    @Override
    public Rules rules(MujocoSettings settings) {
      return new Motion(settings.motion(), settings.frameSkip());
    }
  }

  /**
   * The point maze.
   *
   * @param plan of the maze
   * @param task spec of the closed form, which is the same
   */
  record Maze(SceneMap plan, EnvironmentSpec task) implements TaskKind {
    @Override
    public EnvironmentSpec spec(Shape shape, MujocoSettings settings) {
      return new EnvironmentSpec(
          task.observations(), task.actions(), shape.period(settings.frameSkip()));
    }

    @Override
    public Rules rules(MujocoSettings settings) {
      return new MazeRules(plan, settings.frameSkip());
    }
  }

  /** The arm that reaches. */
  record Reach() implements TaskKind {
    @Override
    public EnvironmentSpec spec(Shape shape, MujocoSettings settings) {
      return ReachRules.spec(shape.period(settings.frameSkip()));
    }

    @Override
    public Rules rules(MujocoSettings settings) {
      return new ReachRules(settings.frameSkip());
    }
  }
}
