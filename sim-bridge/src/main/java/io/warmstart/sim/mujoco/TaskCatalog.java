package io.warmstart.sim.mujoco;

import io.warmstart.core.environment.SceneMap;
import io.warmstart.core.environment.ScoreReference;
import io.warmstart.core.environment.TaskDescription;
import io.warmstart.core.environment.TaskReference;
import io.warmstart.sim.pointmaze.PointMazeSimulator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The tasks of the family. Constants of the locomotion tasks: Gymnasium's v2 to v5 environments;
 * reference returns: D4RL.
 */
final class TaskCatalog {
  static final String FILE_PREFIX = "mujoco:";

  private static final int LOCOMOTION_STEPS = 1000;
  private static final List<String> MAZES = List.of("umaze", "medium", "large");

  private final List<TaskPlan> plans = new ArrayList<>();

  TaskCatalog() {
    plans.add(runner());
    MAZES.forEach(size -> plans.add(maze(size)));
    plans.add(reach());
    plans.add(
        walking(
            "half-cheetah",
            "Run with two legs in a plane",
            Shape.of(9, 9, 6, 0.01),
            5,
            MotionRules.halfCheetah(),
            new ScoreReference(-280.178953, 12135.0)));
    plans.add(
        walking(
            "hopper",
            "Hop on one leg in a plane",
            Shape.of(6, 6, 3, 0.002),
            4,
            MotionRules.hopper(),
            new ScoreReference(-20.272305, 3234.3)));
    plans.add(
        walking(
            "walker2d",
            "Walk on two legs in a plane",
            Shape.of(9, 9, 6, 0.002),
            4,
            MotionRules.walker2d(),
            new ScoreReference(1.629008, 4592.3)));
    plans.add(
        walking(
            "ant",
            "Walk on four legs",
            Shape.of(15, 14, 8, 0.01),
            5,
            MotionRules.ant(),
            new ScoreReference(-325.6, 3879.7)));
  }

  private static TaskPlan runner() {
    String mjcf = MjcfText.shipped("runner.xml");
    Shape shape = new Shape(9, 9, Actuator.read(mjcf, "runner.xml"), 0.01);
    return new TaskPlan(
        "mujoco-runner",
        "Run with two legs in a plane; reward: speed - 0.1 |control|^2.",
        new TaskKind.Moving(),
        MujocoSettings.of(5, LOCOMOTION_STEPS, MotionRules.halfCheetah()),
        new TaskPlan.Source.Shipped(mjcf, shape),
        Optional.empty());
  }

  private static TaskPlan maze(String size) {
    PointMazeSimulator closedForm = new PointMazeSimulator();
    TaskReference twin = TaskReference.of("maze2d-" + size + "-sparse");
    TaskDescription description = closedForm.describe(twin);
    SceneMap plan = closedForm.map(twin).orElseThrow();
    return new TaskPlan(
        "mujoco-maze-" + size,
        "Push a ball to an unobserved goal in the " + size + " maze; reward 1 within 0.5 m.",
        new TaskKind.Maze(plan, description.spec()),
        MujocoSettings.of(1, description.stepLimit(), MotionRules.none()),
        new TaskPlan.Source.Shipped(MazeMjcf.of(plan), Shape.of(2, 2, 2, 0.01)),
        description.reference());
  }

  private static TaskPlan reach() {
    String mjcf = MjcfText.shipped(ReachRules.MODEL);
    Shape shape = new Shape(16, 15, Actuator.read(mjcf, ReachRules.MODEL), 0.002);
    return new TaskPlan(
        "mujoco-arm-reach",
        "Bring the gripper of a seven-joint arm to a target; reward: -distance in metres.",
        new TaskKind.Reach(),
        MujocoSettings.of(ReachRules.FRAME_SKIP, ReachRules.STEP_LIMIT, MotionRules.none()),
        new TaskPlan.Source.Shipped(mjcf, shape),
        Optional.empty());
  }

  private static TaskPlan walking(
      String body,
      String what,
      Shape shape,
      int frameSkip,
      MotionRules rules,
      ScoreReference reference) {
    return new TaskPlan(
        "mujoco-" + body,
        what + "; Gymnasium's rules on the MJCF that model=FILE names.",
        new TaskKind.Moving(),
        MujocoSettings.of(frameSkip, LOCOMOTION_STEPS, rules),
        new TaskPlan.Source.Setting(shape),
        Optional.of(reference));
  }

  private static TaskPlan ofFile(String id) {
    Path file = Path.of(id.substring(FILE_PREFIX.length()));
    return new TaskPlan(
        id,
        "The model " + file + " without a reward; the control is the action.",
        new TaskKind.Moving(),
        MujocoSettings.of(1, LOCOMOTION_STEPS, MotionRules.none()),
        new TaskPlan.Source.File(file),
        Optional.empty());
  }

  /** Those with an id of their own. */
  List<TaskPlan> plans() {
    return List.copyOf(plans);
  }

  /** The task of that id, if it is one of this family. */
  Optional<TaskPlan> find(String id) {
    return id.startsWith(FILE_PREFIX)
        ? Optional.of(ofFile(id))
        : plans.stream().filter(plan -> plan.id().equals(id)).findFirst();
  }
}
