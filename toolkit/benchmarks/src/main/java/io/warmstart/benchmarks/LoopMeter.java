package io.warmstart.benchmarks;

import java.util.function.LongUnaryOperator;

/** Steps per second of this thread's processor time of a loop that takes a number of actions. */
final class LoopMeter implements Meter {
  private final LongUnaryOperator loop;
  private final int stepsPerAction;
  private final Runnable end;
  private final CpuClock clock = new CpuClock();
  private long actions = 200;

  /** Keeps the loop's answer in use. */
  private long sink;

  /**
   * A loop.
   *
   * @param loop takes so many actions; its answer keeps the work from being dropped
   * @param stepsPerAction counted for an action
   * @param end frees what it holds
   */
  LoopMeter(LongUnaryOperator loop, int stepsPerAction, Runnable end) {
    this.loop = loop;
    this.stepsPerAction = stepsPerAction;
    this.end = end;
  }

  @Override
  public double measure(double seconds) {
    double taken = 0;
    long done = 0;
    while (taken < seconds) {
      double start = clock.thread();
      sink += loop.applyAsLong(actions);
      double took = clock.thread() - start;
      taken += took;
      done += actions;
      if (took < 0.2 * seconds) {
        actions *= 2;
      }
    }
    return done * stepsPerAction / taken;
  }

  /** Sum of all answers of the loop. */
  long sink() {
    return sink;
  }

  @Override
  public void close() {
    end.run();
  }
}
