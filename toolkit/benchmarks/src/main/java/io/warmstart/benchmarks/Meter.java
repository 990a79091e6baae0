package io.warmstart.benchmarks;

/** One side of a comparison, ready to be measured again and again. */
interface Meter extends AutoCloseable {
  /**
   * Measures for a while.
   *
   * @param seconds about how long
   * @return units per second, or a time per unit, as the {@link SimSubject} says
   */
  double measure(double seconds);

  @Override
  void close();
}
