package io.warmstart.core.environment;

import java.util.Locale;

/**
 * Behaviours of different quality in one dataset; each episode is one of them.
 *
 * <p>Episode n behaves as the place of {@code u = frac(0.5 + 0.6180339887498949 n)} among the
 * shares says: below {@code goal}, then below {@code goal + random}, else wandering. The fractional
 * parts of multiples of the golden ratio fill [0, 1) evenly, so the shares are met from the first
 * episodes on, without a draw.
 *
 * @param goal share of episodes that head for the task's goal and stay there, in [0, 1]
 * @param random share of episodes of random actions, in [0, 1]
 * @param wander share of episodes that head for one random place after the other, in [0, 1]
 */
public record Mixture(double goal, double random, double wander) {
  private static final double GOLDEN_RATIO = 0.6180339887498949;
  private static final double OFFSET = 0.5;
  private static final double TOLERANCE = 1e-9;

  /** What the controller of an episode does. */
  public enum Behaviour {
    /** Heads for the task's goal and stays there. */
    GOAL,
    /** Does anything. */
    RANDOM,
    /** Heads for one random place after the other. */
    WANDER
  }

  /**
   * Checks the shares.
   *
   * @throws IllegalArgumentException if one is outside [0, 1] or their sum is not 1
   */
  public Mixture {
    boolean inside = goal >= 0 && random >= 0 && wander >= 0;
    if (!inside || !(Math.abs(goal + random + wander - 1) <= TOLERANCE)) {
      throw new IllegalArgumentException(
          "mixture goal="
              + goal
              + ",random="
              + random
              + ",wander="
              + wander
              + " must be shares in [0, 1] that add up to 1");
    }
  }

  /**
   * Reads {@code goal=0.35,random=0.15,wander=0.5}; a behaviour that is not named has no share.
   *
   * @throws IllegalArgumentException if the text is not of this form, or the shares do not add up
   */
  public static Mixture parse(String text) {
    double[] shares = new double[Behaviour.values().length];
    for (String part : text.split(",", -1)) {
      String[] sides = part.strip().split("=", 2);
      shares[behaviour(sides[0].strip(), text).ordinal()] = share(sides, text);
    }
    return new Mixture(
        shares[Behaviour.GOAL.ordinal()],
        shares[Behaviour.RANDOM.ordinal()],
        shares[Behaviour.WANDER.ordinal()]);
  }

  private static Behaviour behaviour(String name, String text) {
    for (Behaviour behaviour : Behaviour.values()) {
      if (behaviour.name().toLowerCase(Locale.ROOT).equals(name)) {
        return behaviour;
      }
    }
    throw malformed(text);
  }

  private static double share(String[] sides, String text) {
    if (sides.length < 2) {
      throw malformed(text);
    }
    try {
      return Double.parseDouble(sides[1].strip());
    } catch (NumberFormatException e) {
      throw malformed(text);
    }
  }

  private static IllegalArgumentException malformed(String text) {
    return new IllegalArgumentException(
        "mixture \"" + text + "\" must look like goal=0.35,random=0.15,wander=0.5");
  }

  /**
   * What an episode does.
   *
   * @param episode number, from 0
   */
  public Behaviour behaviour(long episode) {
    double turns = OFFSET + episode * GOLDEN_RATIO;
    double u = turns - Math.floor(turns);
    if (u < goal) {
      return Behaviour.GOAL;
    }
    return u < goal + random ? Behaviour.RANDOM : Behaviour.WANDER;
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return "goal=" + goal + ",random=" + random + ",wander=" + wander;
  }
}
