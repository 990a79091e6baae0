package io.warmstart.cli.compare;

import io.warmstart.core.training.RunScores;
import io.warmstart.core.training.Statistics;
import io.warmstart.core.training.Statistics.Estimate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * An algorithm on one task, or on all.
 *
 * @param algorithm label
 * @param scores of its runs
 * @param interquartileMean of its runs
 * @param runs scores of the runs, task by task
 * @param seeds fewest of any task
 * @param episodes of all runs
 * @param successes of all runs; empty if some task has none
 */
public record Standing(
    String algorithm,
    RunScores scores,
    Estimate interquartileMean,
    List<Double> runs,
    int seeds,
    int episodes,
    Optional<Integer> successes) {
  /** Seeds from which on a result is a claim. */
  public static final int CLAIM_SEEDS = 5;

  private static final int RESAMPLES = 2000;

  /**
   * Computes the aggregates.
   *
   * @param algorithm label
   * @param tasks the runs of each task, at least one each
   * @param title of the tasks; with the label it keys the resampling
   */
  static Standing of(String algorithm, List<List<Scored>> tasks, String title) {
    double[][][] values =
        tasks.stream()
            .map(runs -> runs.stream().map(Scored::values).toArray(double[][]::new))
            .toArray(double[][][]::new);
    RunScores scores = RunScores.of(values, RESAMPLES, 0, algorithm + " on " + title);
    List<Scored> all = tasks.stream().flatMap(List::stream).toList();
    int successes = 0;
    boolean defined = true;
    for (Scored run : all) {
      Integer own = run.successes();
      defined &= own != null;
      successes += own == null ? 0 : own;
    }
    return new Standing(
        algorithm,
        scores,
        scores.interquartileMean(),
        all.stream().map(run -> Statistics.mean(run.values())).toList(),
        tasks.stream().mapToInt(List::size).min().orElse(0),
        Arrays.stream(values).flatMap(Arrays::stream).mapToInt(run -> run.length).sum(),
        defined ? Optional.of(successes) : Optional.empty());
  }

  /** Whether there are seeds enough for a claim. */
  public boolean mayClaim() {
    return seeds >= CLAIM_SEEDS;
  }

  /** Whether this is better: seeds enough of both, and this interval lies above the other. */
  public boolean betterThan(Standing other) {
    return mayClaim() && other.mayClaim() && interquartileMean.above(other.interquartileMean);
  }

  /** Share of episodes that reached the goal, with Wilson's interval over all episodes. */
  public Optional<Estimate> successRate() {
    return successes.map(count -> Statistics.wilson(count, episodes));
  }
}
