package io.warmstart.sim.render;

/**
 * Which pixels of a row have their middle within an interval. Neighbouring intervals overlap by a
 * millionth of a pixel, so that rounding leaves no gap between them.
 */
final class Span {
  private static final double OVERLAP = 1e-6;

  private Span() {}

  /** First pixel whose middle is not before {@code edge}, at least 0. */
  static int first(double edge) {
    return edge <= 0.5 ? 0 : (int) (edge + 0.5 - OVERLAP);
  }

  /** Last pixel whose middle is not behind {@code edge}; -1 if there is none. */
  static int last(double edge, int pixels) {
    return edge < 0.5 ? -1 : edge >= pixels ? pixels - 1 : (int) (edge - 0.5 + OVERLAP);
  }
}
