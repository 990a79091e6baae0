package io.warmstart.core.reward;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.data.Episode;
import io.warmstart.engine.Tensor;

/**
 * The affine map between stored and learned rewards, {@code scale * r + shift}.
 *
 * <p>Stores keep raw rewards; the learner applies this one object to every batch, whether it was
 * recorded or lived. Published examples: antmaze {@code (1, -1)} for IQL, {@code (10, -5)} for
 * Cal-QL; gym locomotion by {@link #ofReturnRange}.
 *
 * @param scale factor, finite and not 0
 * @param shift added after scaling, finite
 */
public record RewardTransform(double scale, double shift) {
  /** Leaves rewards as they are. */
  public static final RewardTransform NONE = new RewardTransform(1, 0);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one is not finite or the scale is 0
   */
  public RewardTransform {
    if (!Double.isFinite(scale) || scale == 0) {
      throw new IllegalArgumentException("reward scale = " + scale + " must be finite and not 0");
    }
    if (!Double.isFinite(shift)) {
      throw new IllegalArgumentException("reward shift = " + shift + " must be finite");
    }
  }

  /**
   * IQL's locomotion rule: scales so that the returns of the dataset's episodes span 1000.
   *
   * @throws IllegalArgumentException if all episodes have the same return
   * @see <a href="https://arxiv.org/abs/2110.06169">Kostrikov et al., 2021</a>
   */
  public static RewardTransform ofReturnRange(Dataset dataset) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (Episode episode : dataset.episodes()) {
      double value = dataset.episodeReturn(episode);
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    if (!(high > low)) {
      throw new IllegalArgumentException(
          dataset.provenance().source()
              + ": all episodes return "
              + low
              + ", so returns cannot set the reward scale; give it yourself");
    }
    return new RewardTransform(1000 / (high - low), 0);
  }

  /** {@code scale * reward + shift}. */
  public double apply(double reward) {
    return scale * reward + shift;
  }

  /**
   * The same over a batch.
   *
   * @param rewards as stored, [B]
   * @return [B]
   */
  public Tensor apply(Tensor rewards) {
    Tensor scaled = scale == 1 ? rewards : rewards.times(scale);
    return shift == 0 ? scaled : scaled.plus(shift);
  }
}
