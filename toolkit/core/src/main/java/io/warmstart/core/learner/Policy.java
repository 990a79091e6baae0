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

  /**
   * Starts an episode in which every action is the best of several draws, ranked by Q.
   *
   * @param candidates draws per action, at least 1
   * @param seed of the draws
   * @throws IllegalArgumentException if there is less than one candidate
   * @throws UnsupportedOperationException if the algorithm cannot rank candidates, naming it
   */
  PolicySession beginBestOf(int candidates, long seed);

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
