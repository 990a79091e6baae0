package io.warmstart.core.data;

import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * How the Monte-Carlo return-to-go of a recorded step is formed, on transformed rewards {@code r' =
 * scale r + shift}, backwards within an episode:
 *
 * <pre>G_t = r'_t + discount mask_t G_{t+1},  0 after the last step (also at a time limit)</pre>
 *
 * <p>With a failure reward, an episode whose rewards are all equal to it never reached its goal:
 * every G is then {@code r' / (1 - discount)}, the value of failing for ever.
 *
 * @param discount per control step, in [0, 1), or [0, 1] without a failure reward
 * @param scale of rewards
 * @param shift of rewards, after the scale
 * @param failureReward as stored, untransformed; null for tasks whose reward is dense
 * @see <a href="https://arxiv.org/abs/2303.05479">Nakamoto et al., 2023, Cal-QL</a>
 */
public record ReturnRule(
    double discount, double scale, double shift, @Nullable Double failureReward) {
  /**
   * Checks the discount.
   *
   * @throws IllegalArgumentException if it is outside its range
   */
  public ReturnRule {
    boolean failingEndsNever = failureReward != null;
    if (!(discount >= 0 && (failingEndsNever ? discount < 1 : discount <= 1))) {
      throw new IllegalArgumentException(
          "discount = "
              + discount
              + " must be in [0, 1"
              + (failingEndsNever ? ") where a failure reward is given" : "]"));
    }
  }

  /** Receives the return of a step. */
  interface Sink {
    /** Step of the episode, from 0, and its return-to-go. */
    void put(int step, double value);
  }

  /** Computes all steps of one episode, last first. */
  void backward(int length, IntToDoubleFunction reward, IntToDoubleFunction mask, Sink out) {
    if (failureReward != null && allFailed(length, reward, failureReward)) {
      double value = (scale * failureReward + shift) / (1 - discount);
      for (int i = 0; i < length; i++) {
        out.put(i, value);
      }
      return;
    }
    double rest = 0;
    for (int i = length - 1; i >= 0; i--) {
      rest = scale * reward.applyAsDouble(i) + shift + discount * mask.applyAsDouble(i) * rest;
      out.put(i, rest);
    }
  }

  private static boolean allFailed(int length, IntToDoubleFunction reward, double failure) {
    for (int i = 0; i < length; i++) {
      if (reward.applyAsDouble(i) != (float) failure) {
        return false;
      }
    }
    return true;
  }
}
