package io.warmstart.sim.pointmaze;

import io.warmstart.core.environment.Step;

/** D4RL's two rewards; {@code d} is the distance of the position after the step to the goal. */
enum MazeReward {
  /** 1 if {@code d <= 0.5}, else 0. */
  SPARSE,
  /** {@code exp(-d)}. */
  DENSE;

  private static final Step AWAY = new Step(0, false, false);
  private static final Step AWAY_LAST = new Step(0, false, true);
  private static final Step AT_GOAL = new Step(1, false, false);
  private static final Step AT_GOAL_LAST = new Step(1, false, true);

  /** The step of the sparse reward, without a new object. */
  static Step sparse(boolean atGoal, boolean last) {
    if (atGoal) {
      return last ? AT_GOAL_LAST : AT_GOAL;
    }
    return last ? AWAY_LAST : AWAY;
  }
}
