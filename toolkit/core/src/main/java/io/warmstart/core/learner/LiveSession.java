package io.warmstart.core.learner;

import io.warmstart.core.environment.Observation;
import io.warmstart.engine.Session;
import io.warmstart.engine.Snapshot;

/**
 * A policy session beside the learner that trains it, on the learner's thread: takes newer weights
 * over when told to, at the cost of copying them.
 */
public final class LiveSession implements PolicySession {
  private final Session learner;
  private final ActingSession acting;
  private Snapshot weights;

  LiveSession(Session learner, ActingSession acting, Snapshot weights) {
    this.learner = learner;
    this.acting = acting;
    this.weights = weights;
  }

  /** Number of the update whose weights act. */
  public long version() {
    return weights.version();
  }

  /** Acts with the learner's current weights from now on; the episode goes on. */
  public void refresh() {
    if (weights.version() == learner.programs()) {
      return;
    }
    Snapshot newer = learner.publish(0);
    acting.weights(newer);
    weights.close();
    weights = newer;
  }

  @Override
  public void act(Observation observation, float[] action) {
    acting.act(observation, action);
  }

  @Override
  public void restart(long seed) {
    acting.restart(seed);
  }

  @Override
  public void close() {
    acting.close();
    weights.close();
  }
}
