package io.warmstart.core.network;

import io.warmstart.core.config.Setting;
import io.warmstart.core.loss.HlGauss;
import java.util.Optional;

/**
 * What a critic puts out: one number under a squared error, or a histogram of values.
 *
 * @param bins of the histogram; 0 regresses the value itself
 * @param low lowest value of the histogram, in transformed rewards; choose a few bins below what
 *     can occur, values at the ends are biased inwards
 * @param high highest value
 * @see HlGauss
 */
public record ValueHead(
    @Setting(doc = "bins of the value histogram (HL-Gauss); 0 regresses the value", min = 0)
        int bins,
    @Setting(doc = "lowest value of the histogram, in transformed rewards") double low,
    @Setting(doc = "highest value of the histogram") double high) {
  /** One number under a squared error. */
  public static final ValueHead REGRESSION = new ValueHead(0, -1, 1);

  /**
   * Checks bins and range.
   *
   * @throws IllegalArgumentException for 1 bin, fewer than 0, or a range without width
   */
  public ValueHead {
    if (bins < 0 || bins == 1) {
      throw new IllegalArgumentException(
          "bins = " + bins + " must be 0, to regress the value, or at least 2");
    }
    if (!(low < high) || Double.isInfinite(high - low)) {
      throw new IllegalArgumentException(
          "value histogram [" + low + ", " + high + "] needs finite low < high");
    }
  }

  /** Numbers per critic. */
  int width() {
    return bins == 0 ? 1 : bins;
  }

  /** The histogram, empty for regression. */
  Optional<HlGauss> histogram() {
    return bins == 0 ? Optional.empty() : Optional.of(new HlGauss(bins, low, high));
  }
}
