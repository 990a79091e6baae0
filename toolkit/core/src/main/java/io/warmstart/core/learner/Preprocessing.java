package io.warmstart.core.learner;

import io.warmstart.core.reward.RewardTransform;

/**
 * What happens to every row between a store and a loss, the same for recorded and lived rows.
 *
 * @param rewards applied to all rewards
 * @param normalizeObservations whether observations are shifted and scaled by statistics that are
 *     set once, see {@link Learner#normalize}
 * @param images that networks see beside the vectors
 */
public record Preprocessing(RewardTransform rewards, boolean normalizeObservations, Images images) {
  /** Rows as they are stored; every image is seen. */
  public static final Preprocessing NONE = new Preprocessing(RewardTransform.NONE, false);

  /** With every image of the spec. */
  public Preprocessing(RewardTransform rewards, boolean normalizeObservations) {
    this(rewards, normalizeObservations, new Images());
  }

  /** Rows as they are stored, with these images. */
  public static Preprocessing of(Images images) {
    return new Preprocessing(RewardTransform.NONE, false, images);
  }
}
