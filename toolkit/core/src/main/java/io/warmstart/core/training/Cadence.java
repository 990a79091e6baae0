package io.warmstart.core.training;

/**
 * How often things happen besides updates; 0 means never, but the last update is always reported
 * and saved, and evaluated unless evaluations are off.
 *
 * @param logEvery updates between two reports of metrics
 * @param evaluateEvery updates between two evaluations
 * @param saveEvery updates between two checkpoints
 */
public record Cadence(int logEvery, int evaluateEvery, int saveEvery) {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if one is negative
   */
  public Cadence {
    if (logEvery < 0 || evaluateEvery < 0 || saveEvery < 0) {
      throw new IllegalArgumentException(
          "log every "
              + logEvery
              + ", evaluate every "
              + evaluateEvery
              + ", save every "
              + saveEvery
              + ": each must be at least 0");
    }
  }

  /** Updates from {@code done} to the next thing that is due, at most {@code most}. */
  int untilNext(long done, int most) {
    int next = most;
    for (int every : new int[] {logEvery, evaluateEvery, saveEvery}) {
      if (every > 0) {
        next = (int) Math.min(next, every - done % every);
      }
    }
    return next;
  }

  static boolean due(int every, long done) {
    return every > 0 && done % every == 0;
  }
}
