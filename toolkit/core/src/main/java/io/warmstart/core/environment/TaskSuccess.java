package io.warmstart.core.environment;

/** Whether an episode reached its goal. */
public enum TaskSuccess {
  /** The task defines returns only. */
  UNDEFINED,
  /** The goal was not reached. */
  NO,
  /** The goal was reached at some step of the episode. */
  YES
}
