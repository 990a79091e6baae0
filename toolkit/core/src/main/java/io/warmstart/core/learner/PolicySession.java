package io.warmstart.core.learner;

import io.warmstart.core.environment.Observation;

/** A policy within one episode. One thread; allocates nothing per call. */
public interface PolicySession extends AutoCloseable {
  /**
   * Chooses an action.
   *
   * @param observation not modified
   * @param action receives one number per channel, in channel units, within the bounds, [A]
   */
  void act(Observation observation, float[] action);

  @Override
  void close();
}
