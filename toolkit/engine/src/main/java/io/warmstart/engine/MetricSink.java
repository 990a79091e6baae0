package io.warmstart.engine;

/** Receives metrics. */
@FunctionalInterface
public interface MetricSink {
  /**
   * One value.
   *
   * @param plan name of the plan that reported it
   * @param name of the metric
   * @param step run of that plan, from 0
   */
  void accept(String plan, String name, int seed, long step, double value);
}
