package io.warmstart.core.learner;

import io.warmstart.core.space.EnvironmentSpec;

/** An immutable snapshot of a policy; any thread may begin episodes until it is closed. */
public interface Policy extends AutoCloseable {
  /** What it observes and does. */
  EnvironmentSpec spec();

  /** Number of the update whose weights these are. */
  long version();

  /**
   * Starts an episode: the session holds whatever changes within one (hidden state, open chunk,
   * random counter) and belongs to one thread.
   *
   * @param mode deterministic or with the policy's own noise
   * @param seed of the noise
   */
  PolicySession begin(ActionMode mode, long seed);

  @Override
  void close();

  /** How actions are chosen. */
  enum ActionMode {
    /** The mean or mode of the policy. */
    DETERMINISTIC,
    /** A draw from the policy. */
    SAMPLED
  }
}
