package io.warmstart.sim;

import io.warmstart.core.environment.CollectionOptions;
import io.warmstart.engine.Philox;

/**
 * Makes scripted data less perfect: Gaussian noise on the script's actions, and stretches of steps
 * that random actions drive. Draws depend on seed and step number only.
 */
public final class Exploration {
  private final double noise;
  private final double randomFraction;
  private final int stretch;
  private final Philox noiseDraws;
  private final Philox actionDraws;

  /**
   * Exploration as the options say.
   *
   * @param options noise, random share and seed
   * @param family prefix of the random streams, such as {@code pointmaze}
   * @param stretch length of a random stretch, steps
   */
  public Exploration(CollectionOptions options, String family, int stretch) {
    this.noise = options.noise();
    this.randomFraction = options.randomFraction();
    this.stretch = stretch;
    this.noiseDraws = Philox.of(options.seed(), family, "noise");
    this.actionDraws = Philox.of(options.seed(), family, "random-actions");
  }

  /**
   * Whether random actions drive this step. Stretches are spread evenly, so their share is met to
   * within one stretch.
   *
   * @param step of the whole recording, from 0
   */
  public boolean isRandom(long step) {
    long block = step / stretch;
    return Math.floor((block + 1) * randomFraction) > Math.floor(block * randomFraction);
  }

  /**
   * Replaces the action by a uniform draw.
   *
   * @param low of every channel
   * @param high of every channel
   */
  public void drawAction(long step, float low, float high, float[] action) {
    for (int i = 0; i < action.length; i++) {
      action[i] = (float) (low + (high - low) * actionDraws.uniform(step, i));
    }
  }

  /** Adds noise of the chosen standard deviation, in action units. */
  public void addNoise(long step, float[] action) {
    if (noise > 0) {
      for (int i = 0; i < action.length; i++) {
        action[i] += (float) (noise * noiseDraws.normal(step, i));
      }
    }
  }
}
