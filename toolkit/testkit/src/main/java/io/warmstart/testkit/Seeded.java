package io.warmstart.testkit;

/** Seeds of random tests: a failure names its seed, and {@code -Dtest.seed=N} replays it. */
public final class Seeded {
  private Seeded() {}

  /** The seed to use: the one on the command line, or else {@code usual}. */
  public static long seed(long usual) {
    return Long.getLong("test.seed", usual);
  }

  /** Text for assertion descriptions. */
  public static String replay(long seed) {
    return "replay with -Dtest.seed=" + seed;
  }
}
