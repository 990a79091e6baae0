package io.warmstart.core.space;

/**
 * One scalar of an observation or action vector.
 *
 * @param name what it is, such as {@code "joint1/position"}
 * @param unit SI unit or {@code "1"} for a pure number, such as {@code "rad"}
 * @param low smallest value, may be negative infinity for observations
 * @param high largest value, may be infinity for observations
 */
public record Channel(String name, String unit, double low, double high) {
  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if {@code low > high} or a bound is NaN
   */
  public Channel {
    if (!(low <= high)) {
      throw new IllegalArgumentException(
          "channel \"" + name + "\": low " + low + " must not exceed high " + high);
    }
  }

  /** A channel without bounds. */
  public static Channel unbounded(String name, String unit) {
    return new Channel(name, unit, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
  }
}
