package io.warmstart.online.finetune;

import io.warmstart.core.config.Setting;
import io.warmstart.core.data.BatchSource;
import io.warmstart.core.data.MixedSampler;
import io.warmstart.core.data.ReplayBuffer;
import io.warmstart.core.data.UnionSampler;
import java.util.List;

/** What becomes of recorded data when a learner goes online. */
public sealed interface ReplayStrategy {
  /** Environment steps before the first update. */
  long warmUpSteps();

  /** Whether recorded data are needed online. */
  boolean needsRecords();

  /**
   * What batches are drawn from online.
   *
   * @param records recorded data; not looked at where they are not needed
   * @param replay what was lived since
   */
  BatchSource source(BatchSource records, ReplayBuffer replay);

  /**
   * One buffer: recorded and lived transitions are equally likely, as in the fine-tuning of IQL and
   * AWAC.
   *
   * @see <a href="https://arxiv.org/abs/2110.06169">Kostrikov et al., 2021</a>
   */
  record AppendToOffline() implements ReplayStrategy {
    @Override
    public long warmUpSteps() {
      return 1;
    }

    @Override
    public boolean needsRecords() {
      return true;
    }

    @Override
    public BatchSource source(BatchSource records, ReplayBuffer replay) {
      return new UnionSampler(List.of(records, replay));
    }
  }

  /**
   * A fixed share of every batch is recorded, as in RLPD and Cal-QL.
   *
   * @param share of rows that are recorded, in [0, 1]
   * @param warmUpSteps environment steps before the first update, at least 1
   * @see <a href="https://arxiv.org/abs/2302.02948">Ball et al., 2023</a>
   */
  record MixWithOffline(
      @Setting(doc = "share of rows that are recorded", min = 0, max = 1) double share,
      @Setting(doc = "environment steps before the first update", min = 1) long warmUpSteps)
      implements ReplayStrategy {
    /** Half of each batch, as in both papers. */
    public MixWithOffline() {
      this(0.5, 1);
    }

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException naming the value and its range
     */
    public MixWithOffline {
      if (!(share >= 0 && share <= 1)) {
        throw new IllegalArgumentException("share = " + share + " must be in [0, 1]");
      }
      requireWarmUp(warmUpSteps);
    }

    @Override
    public boolean needsRecords() {
      return true;
    }

    @Override
    public BatchSource source(BatchSource records, ReplayBuffer replay) {
      return new MixedSampler(records, share, replay);
    }
  }

  /**
   * Recorded data are dropped; the pre-trained policy fills the empty buffer first, as in WSRL.
   *
   * @param warmUpSteps environment steps before the first update, at least 1
   * @see <a href="https://arxiv.org/abs/2412.07762">Zhou et al., 2024</a>
   */
  record DiscardAndWarmUp(
      @Setting(doc = "environment steps before the first update", min = 1) long warmUpSteps)
      implements ReplayStrategy {
    /** 5000 steps, as in the paper. */
    public DiscardAndWarmUp() {
      this(5000);
    }

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException naming the value and its range
     */
    public DiscardAndWarmUp {
      requireWarmUp(warmUpSteps);
    }

    @Override
    public boolean needsRecords() {
      return false;
    }

    @Override
    public BatchSource source(BatchSource records, ReplayBuffer replay) {
      return replay;
    }
  }

  private static void requireWarmUp(long steps) {
    if (steps < 1) {
      throw new IllegalArgumentException(
          "warm-up steps = " + steps + " must be at least 1: an empty buffer cannot be drawn from");
    }
  }
}
