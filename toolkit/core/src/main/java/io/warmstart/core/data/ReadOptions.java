package io.warmstart.core.data;

/**
 * How a file is read.
 *
 * @param reading which rules decide next observations and episode ends
 */
public record ReadOptions(Reading reading) {
  /** Rules for next observations and episode ends. */
  public enum Reading {
    /** Stored next observations are used; time limits bootstrap; no row is lost. */
    STRICT,
    /** Bit for bit what D4RL's own {@code qlearning_dataset} gives. */
    D4RL_COMPAT
  }

  /** Strict reading. */
  public static ReadOptions strict() {
    return new ReadOptions(Reading.STRICT);
  }
}
