package io.warmstart.cli.report;

import io.warmstart.core.training.EvaluationReport;
import io.warmstart.core.training.Statistics;
import io.warmstart.core.training.Statistics.Estimate;
import java.util.Arrays;
import java.util.List;

/**
 * Scores of the episodes of several seeds.
 *
 * @param seeds per seed, per episode; at least one each
 */
public record SeedScores(List<List<Double>> seeds) {
  private static final int RESAMPLES = 2000;

  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if there is no seed, or one without episodes
   */
  public SeedScores {
    seeds = seeds.stream().map(List::copyOf).toList();
    if (seeds.isEmpty() || seeds.stream().anyMatch(List::isEmpty)) {
      throw new IllegalArgumentException("scores need at least one seed and one episode of each");
    }
  }

  /** The scores of one report for each seed. */
  public static SeedScores of(List<EvaluationReport> reports) {
    return new SeedScores(
        reports.stream().map(report -> Arrays.stream(report.scores()).boxed().toList()).toList());
  }

  /** Interquartile mean of the seeds' means; bootstrap interval over seeds, then episodes. */
  public Estimate estimate() {
    double[][] scores =
        seeds.stream()
            .map(seed -> seed.stream().mapToDouble(Double::doubleValue).toArray())
            .toArray(double[][]::new);
    return Statistics.interquartileMeanOfSeeds(scores, RESAMPLES, 0);
  }

  /** Episodes of all seeds. */
  public int episodes() {
    return seeds.stream().mapToInt(List::size).sum();
  }
}
