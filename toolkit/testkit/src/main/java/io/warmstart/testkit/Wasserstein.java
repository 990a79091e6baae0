package io.warmstart.testkit;

import java.util.Arrays;

/** Distance between distributions of one number, from samples. */
public final class Wasserstein {
  private Wasserstein() {}

  /**
   * 1-Wasserstein distance of two empirical distributions, exact: {@code integral |F(x) - G(x)|
   * dx}, the least mean way that mass has to move.
   *
   * @param first sample in any order, not empty, not modified
   * @param second sample in any order and of any size, not empty, not modified
   * @throws IllegalArgumentException if a sample is empty or holds NaN
   */
  public static double between(double[] first, double[] second) {
    double[] a = sorted(first);
    double[] b = sorted(second);
    double distance = 0;
    double at = Math.min(a[0], b[0]);
    int i = 0;
    int j = 0;
    while (i < a.length || j < b.length) {
      boolean fromFirst = j == b.length || (i < a.length && a[i] <= b[j]);
      double next = fromFirst ? a[i] : b[j];
      distance += Math.abs((double) i / a.length - (double) j / b.length) * (next - at);
      at = next;
      if (fromFirst) {
        i++;
      } else {
        j++;
      }
    }
    return distance;
  }

  private static double[] sorted(double[] sample) {
    double[] sorted = sample.clone();
    Arrays.sort(sorted);
    if (sorted.length == 0 || Double.isNaN(sorted[sorted.length - 1])) {
      throw new IllegalArgumentException(
          "a sample needs at least one number and no NaN, found " + sorted.length + " numbers");
    }
    return sorted;
  }
}
