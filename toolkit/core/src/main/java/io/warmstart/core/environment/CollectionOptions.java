package io.warmstart.core.environment;

import java.util.Optional;

/**
 * How demonstration data are generated.
 *
 * @param steps transitions to record, at least 1
 * @param noise standard deviation of the Gaussian added to the scripted action, in action units
 * @param randomFraction share of steps, in [0, 1], that belong to stretches driven by random
 *     actions instead of the script
 * @param seed of everything random
 * @param mixture behaviours of different quality, each episode from a reset of its own; empty: the
 *     task's own way of recording
 */
public record CollectionOptions(
    int steps, double noise, double randomFraction, long seed, Optional<Mixture> mixture) {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming the option, its value and its range
   */
  public CollectionOptions {
    if (steps < 1) {
      throw new IllegalArgumentException("steps = " + steps + " must be at least 1");
    }
    if (!(noise >= 0) || Double.isInfinite(noise)) {
      throw new IllegalArgumentException("noise = " + noise + " must be finite and >= 0");
    }
    if (!(randomFraction >= 0 && randomFraction <= 1)) {
      throw new IllegalArgumentException(
          "random fraction = " + randomFraction + " must be in [0, 1]");
    }
    if (mixture.isPresent() && randomFraction > 0) {
      throw new IllegalArgumentException(
          "random fraction = "
              + randomFraction
              + " does not go with a mixture; give the mixture a random share instead");
    }
  }

  /** Recording in the task's own way. */
  public CollectionOptions(int steps, double noise, double randomFraction, long seed) {
    this(steps, noise, randomFraction, seed, Optional.empty());
  }

  /** Recording a mixture of behaviours. */
  public CollectionOptions(int steps, double noise, long seed, Mixture mixture) {
    this(steps, noise, 0, seed, Optional.of(mixture));
  }
}
