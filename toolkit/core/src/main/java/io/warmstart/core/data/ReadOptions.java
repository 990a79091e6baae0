package io.warmstart.core.data;

/**
 * How a file is read.
 *
 * @param reading which rules decide next observations and episode ends
 * @param maxEpisodeSteps time limit of the task, for files that do not mark time-outs; 0 if unknown
 */
public record ReadOptions(Reading reading, int maxEpisodeSteps) {
  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException if the time limit is negative
   */
  public ReadOptions {
    if (maxEpisodeSteps < 0) {
      throw new IllegalArgumentException(
          "max episode steps = " + maxEpisodeSteps + " must be >= 0 (0: unknown)");
    }
  }

  /** With an unknown time limit. */
  public ReadOptions(Reading reading) {
    this(reading, 0);
  }

  /** Rules for next observations and episode ends. */
  public enum Reading {
    /** Stored next observations are used; time limits bootstrap; no row is lost needlessly. */
    STRICT,
    /** Bit for bit what D4RL's own {@code qlearning_dataset} gives. */
    D4RL_COMPAT
  }

  /** Strict reading. */
  public static ReadOptions strict() {
    return new ReadOptions(Reading.STRICT, 0);
  }
}
