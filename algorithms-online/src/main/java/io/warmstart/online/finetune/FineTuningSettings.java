package io.warmstart.online.finetune;

import io.warmstart.core.config.Setting;

/**
 * How a learner is fine-tuned.
 *
 * @param strategy what becomes of the recorded data
 * @param updatesPerStep updates per environment step after the warm-up
 * @param refreshEvery environment steps between two looks of the acting policy at the learner
 * @param replayCapacity slots of the ring: transitions plus one per episode
 * @param logEvery environment steps between two reports; 0: never
 * @param evaluateEvery environment steps between two evaluations; 0: never
 * @param saveEvery environment steps after which the next episode end saves; 0: at the end only
 */
public record FineTuningSettings(
    @Setting(doc = "what becomes of the recorded data") ReplayStrategy strategy,
    @Setting(doc = "updates per environment step (update-to-data ratio)", min = 0)
        double updatesPerStep,
    @Setting(doc = "environment steps between two refreshes of the acting policy", min = 1)
        int refreshEvery,
    @Setting(doc = "slots of the replay ring: transitions plus one per episode", min = 2)
        int replayCapacity,
    @Setting(doc = "environment steps between two reports; 0: never", min = 0) int logEvery,
    @Setting(doc = "environment steps between two evaluations; 0: never", min = 0)
        int evaluateEvery,
    @Setting(doc = "environment steps between two checkpoints, at episode ends", min = 0)
        int saveEvery) {
  /** IQL's protocol: append, one update per step, the newest policy acts. */
  public FineTuningSettings() {
    this(new ReplayStrategy.AppendToOffline(), 1, 1, 1_000_000, 1000, 5000, 10_000);
  }

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming the setting, its value and its range
   */
  public FineTuningSettings {
    if (!(updatesPerStep >= 0) || Double.isInfinite(updatesPerStep)) {
      throw new IllegalArgumentException(
          "updatesPerStep = " + updatesPerStep + " must be finite and at least 0");
    }
    if (refreshEvery < 1) {
      throw new IllegalArgumentException("refreshEvery = " + refreshEvery + " must be at least 1");
    }
    if (replayCapacity < 2) {
      throw new IllegalArgumentException(
          "replayCapacity = " + replayCapacity + " must be at least 2");
    }
    if (logEvery < 0 || evaluateEvery < 0 || saveEvery < 0) {
      throw new IllegalArgumentException(
          "logEvery = "
              + logEvery
              + ", evaluateEvery = "
              + evaluateEvery
              + ", saveEvery = "
              + saveEvery
              + ": each must be at least 0");
    }
  }
}
