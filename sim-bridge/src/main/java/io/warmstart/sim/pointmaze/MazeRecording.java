package io.warmstart.sim.pointmaze;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.data.DatasetBuilder;
import io.warmstart.core.data.ExtraColumn;
import io.warmstart.core.data.Provenance;
import io.warmstart.core.data.TerminationCause;
import io.warmstart.core.environment.CollectionOptions;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.environment.Step;
import io.warmstart.engine.Philox;
import io.warmstart.sim.Exploration;
import java.util.List;

/**
 * Records maze data as D4RL does: one reset, then one continuing stream in which the controller
 * heads for random goals.
 *
 * <p>An episode of the dataset is the way to one goal. It ends as a time-out when the goal is
 * reached or the step limit has passed; the ball goes on from where it is. The reward belongs to
 * the task's own goal, not to the controller's.
 */
final class MazeRecording {
  private static final String GOAL = "infos/goal";
  private static final String POSITION = "infos/qpos";
  private static final String VELOCITY = "infos/qvel";
  private static final List<ExtraColumn> EXTRAS =
      List.of(
          new ExtraColumn(GOAL, List.of(2)),
          new ExtraColumn(POSITION, List.of(2)),
          new ExtraColumn(VELOCITY, List.of(2)));
  private static final double GOAL_SPREAD = 0.1;
  private static final int RANDOM_STRETCH = 100;

  private final Maze maze;
  private final PointMazeEnvironment environment;
  private final CollectionOptions options;
  private final Exploration exploration;
  private final Philox goals;
  private final WaypointController controller;
  private final DatasetBuilder builder;
  private final float[] goal = new float[2];
  private Maze.Cell goalCell = new Maze.Cell(-1, -1);
  private long goalsDrawn;
  private boolean planned;

  MazeRecording(Maze maze, PointMazeEnvironment environment, CollectionOptions options) {
    this.maze = maze;
    this.environment = environment;
    this.options = options;
    this.exploration = new Exploration(options, "pointmaze", RANDOM_STRETCH);
    this.goals = Philox.of(options.seed(), "pointmaze", "goals");
    this.controller =
        new WaypointController(maze, Philox.of(options.seed(), "pointmaze", "waypoints"));
    this.builder =
        new DatasetBuilder(environment.spec(), EXTRAS, options.steps() + options.steps() / 16L);
  }

  /** Records all steps; call once. */
  Dataset run(Provenance provenance) {
    Ball ball = environment.physics();
    Observation observation = Observation.of(environment.spec());
    Observation next = Observation.of(environment.spec());
    environment.reset(options.seed(), observation);
    drawGoal(Maze.cellAt(ball.x(), ball.y()));
    float[] action = new float[2];
    int length = 0;
    for (long t = 0; t < options.steps(); t++) {
      float[] position = {(float) ball.x(), (float) ball.y()};
      float[] velocity = {(float) ball.velocityX(), (float) ball.velocityY()};
      boolean reached = chooseAction(t, action);
      Step step = environment.step(action, next);
      builder.step(observation, action, step.reward());
      builder.extra(GOAL, goal);
      builder.extra(POSITION, position);
      builder.extra(VELOCITY, velocity);
      observation.copyFrom(next);
      length++;
      if (reached || length == maze.stepLimit()) {
        builder.end(TerminationCause.TRUNCATED, observation);
        drawGoal(goalCell);
        length = 0;
      }
    }
    if (length > 0) {
      builder.end(TerminationCause.CUT, observation);
    }
    return builder.build(provenance);
  }

  /** Whether the controller says that its goal is reached. */
  private boolean chooseAction(long step, float[] action) {
    if (exploration.isRandom(step)) {
      exploration.drawAction(step, -1, 1, action);
      planned = false;
      return false;
    }
    Ball ball = environment.physics();
    if (!planned) {
      controller.plan(ball.x(), ball.y(), goalCell);
      planned = true;
    }
    boolean reached = controller.act(ball, action);
    exploration.addNoise(step, action);
    return reached;
  }

  /** Draws a cell other than {@code excluded}, and a place in it up to 0.1 m off. */
  private void drawGoal(Maze.Cell excluded) {
    List<Maze.Cell> cells = maze.starts().stream().filter(c -> !c.equals(excluded)).toList();
    goalCell = cells.get((int) goals.integer(goalsDrawn, 0, cells.size()));
    goal[0] = (float) (goalCell.row() + GOAL_SPREAD * (2 * goals.uniform(goalsDrawn, 1) - 1));
    goal[1] = (float) (goalCell.column() + GOAL_SPREAD * (2 * goals.uniform(goalsDrawn, 2) - 1));
    goalsDrawn++;
    planned = false;
  }
}
