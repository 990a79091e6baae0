package io.warmstart.core.learner;

import io.warmstart.core.environment.Observation;

/** A policy within one episode, or one after the other. One thread; allocates nothing per call. */
public interface PolicySession extends AutoCloseable {
  /**
   * Chooses an action.
   *
   * @param observation not modified
   * @param action receives one number per channel, in channel units, within the bounds, [A]
   */
  void act(Observation observation, float[] action);

  /**
   * Forgets the episode and starts another.
   *
   * @param seed of the noise
   */
  void restart(long seed);

  @Override
  void close();
}
