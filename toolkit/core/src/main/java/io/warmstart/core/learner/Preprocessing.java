package io.warmstart.core.learner;

import io.warmstart.core.reward.RewardTransform;

/**
 * What happens to every row between a store and a loss, the same for recorded and lived rows.
 *
 * @param rewards applied to all rewards
 * @param normalizeObservations whether observations are shifted and scaled by statistics that are
 *     set once, see {@link Learner#normalize}
 */
public record Preprocessing(RewardTransform rewards, boolean normalizeObservations) {
  /** Rows as they are stored. */
  public static final Preprocessing NONE = new Preprocessing(RewardTransform.NONE, false);
}
