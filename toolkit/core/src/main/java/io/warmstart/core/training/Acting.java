package io.warmstart.core.training;

import io.warmstart.core.learner.Policy;
import io.warmstart.core.learner.PolicySession;
import java.util.Locale;

/** How an evaluated policy chooses its actions. */
public sealed interface Acting {
  /** Its mean or mode. */
  Acting DETERMINISTIC = new ByMode(Policy.ActionMode.DETERMINISTIC);

  /**
   * Begins an episode.
   *
   * @param policy that acts
   * @param seed of its noise
   * @throws UnsupportedOperationException if the policy cannot act like this, naming it
   */
  PolicySession begin(Policy policy, long seed);

  /** For people and files: {@code deterministic}, {@code sampled}, {@code best-of-8}. */
  String label();

  /**
   * By the policy's mean or mode, or by draws.
   *
   * @param mode of these two
   */
  record ByMode(Policy.ActionMode mode) implements Acting {
    @Override
    public PolicySession begin(Policy policy, long seed) {
      return policy.begin(mode, seed);
    }

    @Override
    public String label() {
      return mode.name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * By the best of several draws, ranked by Q.
   *
   * @param candidates draws per action
   */
  record BestOf(int candidates) implements Acting {
    /**
     * Checks.
     *
     * @throws IllegalArgumentException if there is less than one candidate
     */
    public BestOf {
      if (candidates < 1) {
        throw new IllegalArgumentException("candidates = " + candidates + " must be at least 1");
      }
    }

    @Override
    public PolicySession begin(Policy policy, long seed) {
      return policy.beginBestOf(candidates, seed);
    }

    @Override
    public String label() {
      return "best-of-" + candidates;
    }
  }
}
