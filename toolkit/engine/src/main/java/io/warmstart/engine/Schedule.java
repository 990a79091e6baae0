package io.warmstart.engine;

/**
 * A learning rate over the updates of one parameter set. Executors evaluate it beside the set's own
 * update counter, so delayed or repeated updates do not disturb it.
 */
public sealed interface Schedule {
  /** The rate of the update that follows {@code updates} earlier ones. */
  double rate(long updates);

  /** The same rate for ever. */
  record Constant(double rate) implements Schedule {
    @Override
    public double rate(long updates) {
      return rate;
    }
  }

  /** {@code rate * (1 + cos(pi * min(t, steps) / steps)) / 2}: from rate down to 0. */
  record Cosine(double rate, long steps) implements Schedule {
    /** Checks the length. */
    public Cosine {
      requireSteps(steps);
    }

    @Override
    public double rate(long updates) {
      return rate * 0.5 * (1 + Math.cos(Math.PI * Math.min(updates, steps) / steps));
    }
  }

  /** Rises linearly to {@code then} over {@code steps} updates, which also count for it. */
  record WarmUp(Schedule then, long steps) implements Schedule {
    /** Checks the length. */
    public WarmUp {
      requireSteps(steps);
    }

    @Override
    public double rate(long updates) {
      return then.rate(updates) * Math.min(1.0, (updates + 1) / (double) steps);
    }
  }

  private static void requireSteps(long steps) {
    if (steps < 1) {
      throw new IllegalArgumentException("A schedule needs at least 1 step, found " + steps + ".");
    }
  }
}
