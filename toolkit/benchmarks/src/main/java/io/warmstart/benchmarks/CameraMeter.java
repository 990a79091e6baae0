package io.warmstart.benchmarks;

/** What a picture adds to a step of a task: processor milliseconds, with less without. */
final class CameraMeter implements Meter {
  private final EnvironmentMeter seeing;
  private final EnvironmentMeter blind;

  /**
   * Of the same task twice.
   *
   * @param seeing observes one picture
   * @param blind observes none
   */
  CameraMeter(EnvironmentMeter seeing, EnvironmentMeter blind) {
    this.seeing = seeing;
    this.blind = blind;
  }

  @Override
  public double measure(double seconds) {
    return 1e3 / seeing.measure(seconds) - 1e3 / blind.measure(seconds);
  }

  @Override
  public void close() {
    seeing.close();
    blind.close();
  }
}
