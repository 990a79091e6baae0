package io.warmstart.sim.pointmaze;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.data.DatasetBuilder;
import io.warmstart.core.data.Provenance;
import io.warmstart.core.data.TerminationCause;
import io.warmstart.core.environment.CollectionOptions;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.environment.Step;
import io.warmstart.engine.Philox;
import io.warmstart.sim.Exploration;
import java.util.List;

/**
 * Records the waypoint controller on a maze seen from above: episodes from resets of their own that
 * end as time-outs, in the middle of the goal or at the step limit. The last one is cut when the
 * steps run out.
 */
final class PixelRecording {
  private static final int RANDOM_STRETCH = 100;

  private final PixelMazeEnvironment environment;
  private final CollectionOptions options;
  private final Exploration exploration;
  private final WaypointController controller;
  private boolean planned;

  PixelRecording(Maze maze, PixelMazeEnvironment environment, CollectionOptions options) {
    this.environment = environment;
    this.options = options;
    this.exploration = new Exploration(options, "pixelmaze", RANDOM_STRETCH);
    this.controller =
        new WaypointController(maze, Philox.of(options.seed(), "pixelmaze", "waypoints"));
  }

  /** Records all steps; call once. */
  Dataset run(Provenance provenance) {
    Philox resets = Philox.of(options.seed(), "pixelmaze", "resets");
    long expected = options.steps() + options.steps() / 16L + 1;
    DatasetBuilder builder = new DatasetBuilder(PixelMazeEnvironment.SPEC, List.of(), expected);
    Observation observation = Observation.of(PixelMazeEnvironment.SPEC);
    Observation next = Observation.of(PixelMazeEnvironment.SPEC);
    float[] action = new float[2];
    boolean open = false;
    for (long t = 0; t < options.steps(); t++) {
      if (!open) {
        environment.reset(resets.word(t, 0), observation);
        planned = false;
      }
      boolean reached = chooseAction(t, action);
      Step step = environment.step(action, next);
      builder.step(observation, action, step.reward());
      observation.copyFrom(next);
      open = !reached && !step.truncated();
      if (!open) {
        builder.end(TerminationCause.TRUNCATED, observation);
      }
    }
    if (open) {
      builder.end(TerminationCause.CUT, observation);
    }
    return builder.build(provenance);
  }

  /** Whether the controller says that the goal is reached. */
  private boolean chooseAction(long step, float[] action) {
    if (exploration.isRandom(step)) {
      exploration.drawAction(step, -1, 1, action);
      planned = false;
      return false;
    }
    Ball ball = environment.physics();
    if (!planned) {
      controller.plan(ball.x(), ball.y(), environment.goal());
      planned = true;
    }
    boolean reached = controller.act(ball, action);
    exploration.addNoise(step, action);
    return reached;
  }
}
