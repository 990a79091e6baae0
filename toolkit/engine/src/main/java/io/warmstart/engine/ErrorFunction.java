package io.warmstart.engine;

/** The error function in double precision, relative error below 1e-14. */
final class ErrorFunction {
  private static final double SERIES_LIMIT = 3;
  private static final double ONE_LIMIT = 6;

  private ErrorFunction() {}

  static double of(double x) {
    double a = Math.abs(x);
    if (Double.isNaN(x)) {
      return x;
    }
    if (a >= ONE_LIMIT) {
      return Math.signum(x);
    }
    return a < SERIES_LIMIT ? series(x) : Math.signum(x) * (1 - complement(a));
  }

  /** {@code 2/sqrt(pi) exp(-x^2) sum 2^n x^(2n+1) / (2n+1)!!}: all terms have one sign. */
  private static double series(double x) {
    double term = x;
    double sum = x;
    for (int n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
  }

  /** Continued fraction of the complement, evaluated from the far end. */
  private static double complement(double x) {
    double fraction = 0;
    for (int n = 60; n >= 1; n--) {
      fraction = n / 2.0 / (x + fraction);
    }
    return Math.exp(-x * x) / (Math.sqrt(Math.PI) * (x + fraction));
  }
}
