package io.warmstart.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Round numbers along an axis: multiples of 1, 2 or 5 times a power of ten.
 *
 * @param low end of the axis
 * @param high other end, greater than low
 * @param step between two ticks
 * @param values ticks in [low, high], ascending
 */
record Ticks(double low, double high, double step, List<Double> values) {
  private static final double SLACK = 1e-9;

  Ticks {
    values = List.copyOf(values);
  }

  /**
   * Ticks within a range, whose ends stay as they are.
   *
   * @param most number of intervals, at least 1
   */
  static Ticks within(double low, double high, int most) {
    double[] range = widened(low, high);
    double step = step(range[1] - range[0], most);
    return new Ticks(range[0], range[1], step, multiples(range[0], range[1], step));
  }

  /** Ticks around a range, whose ends move outwards to ticks. */
  static Ticks around(double low, double high, int most) {
    double[] range = widened(low, high);
    double step = step(range[1] - range[0], most);
    double first = Math.floor(range[0] / step + SLACK) * step;
    double last = Math.ceil(range[1] / step - SLACK) * step;
    return new Ticks(first, last, step, multiples(first, last, step));
  }

  private static double[] widened(double low, double high) {
    if (!Double.isFinite(low) || !Double.isFinite(high) || low > high) {
      return new double[] {0, 1};
    }
    double least = Math.max(Math.max(Math.abs(low), Math.abs(high)) * 1e-6, 1e-12);
    if (high - low >= least) {
      return new double[] {low, high};
    }
    double margin = low == 0 ? 1 : 0.5 * Math.abs(low);
    return new double[] {low - margin, high + margin};
  }

  private static double step(double span, int most) {
    double raw = span / most;
    double power = Math.pow(10, Math.floor(Math.log10(raw)));
    double share = raw / power;
    if (share <= 1 + SLACK) {
      return power;
    }
    if (share <= 2 + SLACK) {
      return 2 * power;
    }
    return share <= 5 + SLACK ? 5 * power : 10 * power;
  }

  private static List<Double> multiples(double low, double high, double step) {
    List<Double> values = new ArrayList<>();
    long last = (long) Math.floor(high / step + SLACK);
    for (long k = (long) Math.ceil(low / step - SLACK); k <= last; k++) {
      values.add(k * step);
    }
    return values;
  }

  /** The number as text: as many decimals as the step needs, thousands as k, millions as M. */
  String label(double value) {
    double largest = Math.max(Math.abs(low), Math.abs(high));
    if (Math.abs(value) < step * SLACK) {
      return "0";
    }
    if (largest >= 1e10 || largest < 1e-3) {
      return String.format(Locale.ROOT, "%.1e", value).replace('-', '\u2212');
    }
    double scale = largest >= 1e7 ? 1e6 : largest >= 1e4 ? 1e3 : 1;
    String unit = largest >= 1e7 ? "M" : largest >= 1e4 ? "k" : "";
    int decimals = (int) Math.max(0, -Math.floor(Math.log10(step / scale) + SLACK));
    String text = String.format(Locale.ROOT, "%." + decimals + "f", value / scale);
    return text.replace('-', '\u2212') + unit;
  }

  /** Where a value lies between the ends, 0 at low and 1 at high. */
  double share(double value) {
    return (value - low) / (high - low);
  }
}
