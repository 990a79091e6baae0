package io.warmstart.core.environment;

/**
 * The two returns that D4RL's normalised score maps to 0 and 100.
 *
 * @param random return of a random policy
 * @param expert return of an expert
 */
public record ScoreReference(double random, double expert) {
  /** {@code 100 (episodeReturn - random) / (expert - random)}. */
  public double normalise(double episodeReturn) {
    return 100 * (episodeReturn - random) / (expert - random);
  }
}
