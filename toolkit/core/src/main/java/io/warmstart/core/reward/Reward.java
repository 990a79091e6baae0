package io.warmstart.core.reward;

/**
 * A reward and where it came from.
 *
 * @param value untransformed
 * @param source who gave it, such as {@code environment}, {@code classifier/plug} or {@code human}
 * @param version of the source, such as a weight hash; empty where it has none
 * @param status whether it may still change
 */
public record Reward(float value, String source, String version, Status status) {
  /** Whether a reward may still change. */
  public enum Status {
    /** Final, unless a person corrects it. */
    RESOLVED,
    /** A stand-in until its source has decided; the value is replaced by transition id. */
    PENDING
  }

  /**
   * Refuses values no learner can use.
   *
   * @throws IllegalArgumentException if the value is not finite
   */
  public Reward {
    if (!Float.isFinite(value)) {
      throw new IllegalArgumentException(
          "reward from \"" + source + "\" is " + value + "; a reward must be finite");
    }
  }

  /** The reward that a simulator or robot environment computed itself. */
  public static Reward ofEnvironment(float value) {
    return new Reward(value, "environment", "", Status.RESOLVED);
  }
}
