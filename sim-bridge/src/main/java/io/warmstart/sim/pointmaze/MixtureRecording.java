package io.warmstart.sim.pointmaze;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.data.DatasetBuilder;
import io.warmstart.core.data.ExtraColumn;
import io.warmstart.core.data.Provenance;
import io.warmstart.core.data.TerminationCause;
import io.warmstart.core.environment.CollectionOptions;
import io.warmstart.core.environment.Mixture;
import io.warmstart.core.environment.Mixture.Behaviour;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.environment.Step;
import io.warmstart.engine.Philox;
import io.warmstart.sim.Exploration;
import java.util.List;

/**
 * Records episodes of mixed quality, each from the task's own reset to its step limit.
 *
 * <p>An episode behaves as {@link Mixture} says: the controller drives to the task's goal and stays
 * there; or to a random cell and, whenever it arrives, to the next; or uniform random actions are
 * held for ten steps each. Noise goes to the controller's actions only. Returns of these episodes
 * can be compared with the task's score.
 */
final class MixtureRecording {
  private static final String BEHAVIOUR = "infos/behaviour";
  private static final String GOAL = "infos/goal";
  private static final List<ExtraColumn> EXTRAS =
      List.of(new ExtraColumn(BEHAVIOUR, List.of(1)), new ExtraColumn(GOAL, List.of(2)));
  private static final int HELD_STEPS = 10;

  private final Maze maze;
  private final PointMazeEnvironment environment;
  private final CollectionOptions options;
  private final Mixture mixture;
  private final Exploration exploration;
  private final Philox resets;
  private final Philox goals;
  private final WaypointController controller;
  private final DatasetBuilder builder;
  private final float[] action = new float[2];
  private Maze.Cell goal;
  private long goalsDrawn;

  MixtureRecording(
      Maze maze, PointMazeEnvironment environment, CollectionOptions options, Mixture mixture) {
    this.maze = maze;
    this.environment = environment;
    this.options = options;
    this.mixture = mixture;
    this.exploration = new Exploration(options, "pointmaze", HELD_STEPS);
    this.resets = Philox.of(options.seed(), "pointmaze", "resets");
    this.goals = Philox.of(options.seed(), "pointmaze", "goals");
    this.controller =
        new WaypointController(maze, Philox.of(options.seed(), "pointmaze", "waypoints"));
    int episodes = options.steps() / maze.stepLimit() + 1;
    this.builder =
        new DatasetBuilder(environment.spec(), EXTRAS, (long) options.steps() + episodes);
    this.goal = maze.goal();
  }

  /** Records all steps; call once. */
  Dataset run(Provenance provenance) {
    long done = 0;
    for (long episode = 0; done < options.steps(); episode++) {
      int length = (int) Math.min(maze.stepLimit(), options.steps() - done);
      record(episode, done, length);
      done += length;
    }
    return builder.build(provenance);
  }

  private void record(long episode, long firstStep, int length) {
    Behaviour behaviour = mixture.behaviour(episode);
    Observation observation = Observation.of(environment.spec());
    Observation next = Observation.of(environment.spec());
    environment.reset(resets.word(episode, 0), observation);
    head(behaviour);
    for (int t = 0; t < length; t++) {
      boolean reached = chooseAction(behaviour, firstStep + t);
      Step step = environment.step(action, next);
      builder.step(observation, action, step.reward());
      builder.extra(BEHAVIOUR, new float[] {behaviour.ordinal()});
      builder.extra(GOAL, new float[] {goal.row(), goal.column()});
      observation.copyFrom(next);
      if (reached && behaviour == Behaviour.WANDER) {
        head(behaviour);
      }
    }
    boolean whole = length == maze.stepLimit();
    builder.end(whole ? TerminationCause.TRUNCATED : TerminationCause.CUT, observation);
  }

  /** Plans the way to the next goal; the same cell may be drawn twice running. */
  private void head(Behaviour behaviour) {
    goal = maze.goal();
    if (behaviour == Behaviour.WANDER) {
      List<Maze.Cell> cells = maze.starts();
      goal = cells.get((int) goals.integer(goalsDrawn, 0, cells.size()));
      goalsDrawn++;
    }
    Ball ball = environment.physics();
    controller.plan(ball.x(), ball.y(), goal);
  }

  /** Whether the controller says that its goal is reached. */
  private boolean chooseAction(Behaviour behaviour, long step) {
    if (behaviour == Behaviour.RANDOM) {
      exploration.drawAction(step / HELD_STEPS, -1, 1, action);
      return false;
    }
    boolean reached = controller.act(environment.physics(), action);
    exploration.addNoise(step, action);
    return reached;
  }
}
