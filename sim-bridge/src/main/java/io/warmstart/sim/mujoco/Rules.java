package io.warmstart.sim.mujoco;

import io.warmstart.core.environment.Observation;
import io.warmstart.core.environment.TaskSuccess;
import io.warmstart.engine.Philox;

/**
 * What a task does with a simulated world: how episodes start, what an action does, what is
 * observed and paid. One per environment; they may remember the running episode.
 */
sealed interface Rules permits MazeRules, Motion, ReachRules {
  /** Places the world, which was just reset, for an episode. */
  void start(Philox random, MujocoData world);

  /** Acts for one control period; numbers are finite and within their channels. */
  void act(float[] action, MujocoData world);

  /** Writes what is seen now. */
  void observe(MujocoData world, Observation observation);

  /** Reward of the step just made with the action. */
  double reward(float[] action, MujocoData world);

  /** Whether the task is over for good. */
  default boolean terminated(MujocoData world) {
    return false;
  }

  /** Whether the episode has reached the goal so far. */
  default TaskSuccess success() {
    return TaskSuccess.UNDEFINED;
  }
}
