package io.warmstart.core.learner;

import io.warmstart.core.space.EnvironmentSpec;
import java.util.List;

/** Checks that a configuration makes before it can exist, or before it meets a spec. */
public final class Require {
  private Require() {}

  /**
   * Refuses a number outside the open interval (low, high).
   *
   * @throws IllegalArgumentException naming the setting, its value and the interval
   */
  public static void inside(String name, double value, double low, double high) {
    if (!(value > low && value < high)) {
      throw new IllegalArgumentException(
          name + " = " + value + " is outside (" + low + ", " + high + ")");
    }
  }

  /**
   * Refuses a number below {@code low} or not finite.
   *
   * @throws IllegalArgumentException naming the setting, its value and the bound
   */
  public static void atLeast(String name, double value, double low) {
    if (!(value >= low) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          name + " = " + value + " must be finite and at least " + low);
    }
  }

  /**
   * Refuses an empty list of layers and layers without units.
   *
   * @throws IllegalArgumentException naming the setting and its value
   */
  public static void widths(String name, List<Integer> widths) {
    if (widths.isEmpty() || widths.stream().anyMatch(width -> width < 1)) {
      throw new IllegalArgumentException(
          name + " = " + widths + " must list at least one width, each at least 1");
    }
  }

  /**
   * Refuses specs that an algorithm for vectors and continuous actions cannot handle.
   *
   * @param algorithm for the message
   * @throws IllegalArgumentException saying which part does not fit
   */
  public static void vectorsAndBoxes(String algorithm, EnvironmentSpec spec) {
    if (spec.observationWidth() == 0) {
      throw new IllegalArgumentException(
          algorithm + " needs a vector observation; the spec has only " + spec.observations());
    }
    if (spec.boxChannels().size() != spec.actionWidth()) {
      throw new IllegalArgumentException(
          algorithm + " handles bounded continuous actions only; the spec has " + spec.actions());
    }
  }
}
