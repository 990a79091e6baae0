package io.warmstart.cli.report;

import io.warmstart.core.training.Statistics.Estimate;

/**
 * A point of a curve.
 *
 * @param x abscissa
 * @param y ordinate; NaN leaves a gap in the line
 * @param low lower end of its interval; NaN for none
 * @param high upper end of its interval; NaN for none
 */
public record PlotPoint(double x, double y, double low, double high) {
  /** A point without an interval. */
  public static PlotPoint of(double x, double y) {
    return new PlotPoint(x, y, Double.NaN, Double.NaN);
  }

  /** A point with the interval of an estimate. */
  public static PlotPoint of(double x, Estimate estimate) {
    return new PlotPoint(x, estimate.value(), estimate.low(), estimate.high());
  }

  boolean drawn() {
    return Double.isFinite(x) && Double.isFinite(y);
  }

  boolean hasInterval() {
    return drawn() && Double.isFinite(low) && Double.isFinite(high);
  }
}
