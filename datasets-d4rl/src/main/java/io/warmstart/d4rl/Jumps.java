package io.warmstart.d4rl;

/** Tells whether two observations that should be the same are. */
final class Jumps {
  /** Euclidean distance above which two observations are different ones. */
  static final double TOLERANCE = 1e-6;

  private Jumps() {}

  /**
   * Euclidean distance, in double; NaN if any element is.
   *
   * @param a first vector, from index {@code at} on
   * @param at its first index
   * @param b second vector, from 0 on, [n]
   */
  static double distance(float[] a, int at, float[] b) {
    double sum = 0;
    for (int i = 0; i < b.length; i++) {
      double difference = (double) a[at + i] - b[i];
      sum += difference * difference;
    }
    return Math.sqrt(sum);
  }
}
