package io.warmstart.cli.report;

import java.util.stream.Stream;

/**
 * What the colours of a grid mean.
 *
 * @param label of the colour bar, with unit
 * @param low number of the darkest colour
 * @param high number of the brightest colour, at least low
 */
public record ValueScale(String label, double low, double high) {
  /** One scale over the numbers of all grids, so that their pictures can be compared. */
  public static ValueScale over(String label, ValueGrid... grids) {
    double low = Stream.of(grids).flatMapToDouble(ValueGrid::finite).min().orElse(0);
    double high = Stream.of(grids).flatMapToDouble(ValueGrid::finite).max().orElse(1);
    return new ValueScale(label, low, high);
  }

  int colour(double value) {
    return Viridis.at(high > low ? (value - low) / (high - low) : 0.5);
  }
}
