package io.warmstart.cli.report;

import io.warmstart.core.training.Statistics.Estimate;
import java.util.Locale;

/** Results as people read them. */
final class ResultText {
  private ResultText() {}

  /** One decimal from 1 on, three significant digits below. */
  static String number(double value) {
    if (!Double.isFinite(value)) {
      return "-";
    }
    double size = Math.abs(value);
    int decimals = size >= 1 || size == 0 ? 1 : 2 - (int) Math.floor(Math.log10(size));
    String text = String.format(Locale.ROOT, "%." + Math.min(decimals, 6) + "f", value);
    return text.replace('-', '\u2212');
  }

  /** Both ends. */
  static String interval(Estimate estimate) {
    return number(estimate.low()) + " to " + number(estimate.high());
  }

  /** Value and interval. */
  static String of(Estimate estimate) {
    return number(estimate.value()) + " (95 % interval " + interval(estimate) + ")";
  }
}
