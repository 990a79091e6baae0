package io.warmstart.core.network;

import io.warmstart.core.config.Setting;
import io.warmstart.core.learner.Require;
import io.warmstart.engine.Graph;
import io.warmstart.engine.ParameterSet;
import io.warmstart.engine.Program;
import io.warmstart.engine.Tensor;

/**
 * When and how far an averaged copy of a network follows it: {@code average += rate (online -
 * average)} after updates start, start + every, start + 2 every, ... counted from 0. Until then the
 * copy keeps its first weights.
 *
 * @param rate in (0, 1]
 * @param start first update that moves it; rounded up to a multiple of {@code every}
 * @param every updates between moves
 */
public record Averaging(
    @Setting(doc = "share of the way that the copy moves", min = 0, max = 1) double rate,
    @Setting(doc = "first update that moves the copy, counted from 0", min = 0) int start,
    @Setting(doc = "updates between moves", min = 1) int every) {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming the setting, its value and its range
   */
  public Averaging {
    Require.inside("rate of the average", rate, 0, Math.nextUp(1.0));
    Require.atLeast("start of the average", start, 0);
    Require.atLeast("updates between moves of the average", every, 1);
  }

  /** The part of an update, at its end, that moves the copy where it is due. */
  public Program follow(ParameterSet average, ParameterSet online) {
    Graph graph = Graph.named("average");
    // This plan runs at every multiple of the period, so its own run j is update j * every.
    Tensor started = graph.step().less(Math.ceilDiv(start, every)).negate().plus(1);
    graph.polyak(average, online, started.times(rate));
    return new Program.Every(every, 1, Program.run(graph.compile()));
  }
}
