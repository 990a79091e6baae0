package io.warmstart.sim.pointmaze;

/** D4RL's two rewards; {@code d} is the distance of the position after the step to the goal. */
enum MazeReward {
  /** 1 if {@code d <= 0.5}, else 0. */
  SPARSE,
  /** {@code exp(-d)}. */
  DENSE
}
