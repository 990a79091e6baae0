package io.warmstart.sim.pusht;

import io.warmstart.core.config.Setting;

/**
 * What may differ from the published task; ranges are drawn uniformly at each reset.
 *
 * @param control what an action means
 * @param picture whether the block is seen in a picture only
 * @param mass of the block
 * @param friction between pusher, block and walls
 * @param drag of the table on the block; the block's speed decays at the rate drag / mass
 * @param delay of the actions
 * @param noise of the observed state
 */
public record PushTSettings(
    @Setting(doc = "action: target position of the pusher, or its velocity") Control control,
    @Setting(doc = "observe the pusher and a 96 x 96 picture instead of the block's pose")
        boolean picture,
    @Setting(doc = "mass of the block, kg") Range mass,
    @Setting(doc = "coefficient of friction at contacts") Range friction,
    @Setting(doc = "drag of the table on the block, N s/m") Range drag,
    @Setting(doc = "whole control steps by which actions are late") Delay delay,
    @Setting(
            doc = "standard deviation of the observed positions, m; 20 rad/m of it for the angle",
            min = 0,
            max = 0.1)
        double noise) {
  /** What an action means. */
  public enum Control {
    /** Target position of the pusher, which follows like a critically damped spring. */
    POSITION,
    /** Velocity of the pusher. */
    VELOCITY
  }

  /**
   * Bounds of a positive quantity.
   *
   * @param low bound
   * @param high bound
   */
  public record Range(
      @Setting(doc = "lower bound", min = 0.001, max = 1000) double low,
      @Setting(doc = "upper bound", min = 0.001, max = 1000) double high) {
    /**
     * Checks the order.
     *
     * @throws IllegalArgumentException if low exceeds high
     */
    public Range {
      if (!(low <= high)) {
        throw new IllegalArgumentException("low = " + low + " must not exceed high = " + high);
      }
    }

    /** The place of a uniform number of [0, 1) in the range. */
    double at(double u) {
      return low + (high - low) * u;
    }
  }

  /**
   * Bounds of a delay.
   *
   * @param low bound
   * @param high bound
   */
  public record Delay(
      @Setting(doc = "lower bound, control steps", min = 0, max = 20) int low,
      @Setting(doc = "upper bound, control steps", min = 0, max = 20) int high) {
    /**
     * Checks the order.
     *
     * @throws IllegalArgumentException if low exceeds high
     */
    public Delay {
      if (low > high) {
        throw new IllegalArgumentException("low = " + low + " must not exceed high = " + high);
      }
    }
  }

  /** Position control, observed state, no randomised physics. */
  public PushTSettings() {
    this(
        Control.POSITION,
        false,
        new Range(0.1, 0.1),
        new Range(0.3, 0.3),
        new Range(3, 3),
        new Delay(0, 0),
        0);
  }
}
