package io.warmstart.core.learner;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.data.Episode;
import io.warmstart.core.reward.RewardTransform;

/**
 * Sizes that no healthy training reaches, for {@link Learner#requireHealthy}.
 *
 * @param value largest magnitude of a value estimate, in transformed rewards; losses may reach its
 *     square
 * @param weight largest magnitude of a weight; trained networks of this toolkit stay below 100, and
 *     Adam moves a weight by about its rate per update
 */
public record HealthLimits(double value, double weight) {
  /** Where nothing is known of the rewards. */
  public static final HealthLimits ANY_REWARDS = new HealthLimits(1e8, 500);

  /** Values may exceed what the rewards allow by this factor before training counts as diverged. */
  private static final double SLACK = 100;

  /** An episode counts as at least this long, since a bootstrapped value looks beyond its end. */
  private static final int HORIZON = 1000;

  /**
   * Limits that follow from what rewards can add up to.
   *
   * @param dataset with the rewards as stored
   * @param rewards applied to them
   */
  public static HealthLimits of(Dataset dataset, RewardTransform rewards) {
    double largest = 0;
    for (long t = 0; t < dataset.transitions(); t++) {
      largest = Math.max(largest, Math.abs(rewards.apply(dataset.reward(t))));
    }
    int longest = HORIZON;
    for (Episode episode : dataset.episodes()) {
      longest = Math.max(longest, episode.length());
    }
    return new HealthLimits(SLACK * longest * Math.max(1, largest), ANY_REWARDS.weight);
  }
}
