package io.warmstart.core.training;

import io.warmstart.engine.Philox;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/**
 * Point estimates and 95 % intervals of repeated trials. Random resampling is keyed by a seed, so a
 * report can be recomputed to the last digit.
 */
public final class Statistics {
  /** 97.5 % quantile of the standard normal distribution. */
  private static final double Z = 1.959963984540054;

  private static final double LOW = 0.025;
  private static final double HIGH = 0.975;

  private Statistics() {}

  /**
   * An estimate with its 95 % interval.
   *
   * @param value point estimate
   * @param low lower end
   * @param high upper end
   */
  public record Estimate(double value, double low, double high) {
    /** Whether this is better: the intervals do not overlap and this one lies higher. */
    public boolean above(Estimate other) {
      return low > other.high;
    }
  }

  /**
   * Mean of the middle half: the lowest and the highest {@code floor(n / 4)} values are left out.
   *
   * @param values at least one; not modified
   * @see <a href="https://arxiv.org/abs/2108.13264">Agarwal et al., 2021</a>
   */
  public static double interquartileMean(double... values) {
    requireValues(values.length);
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int cut = sorted.length / 4;
    double sum = 0;
    for (int i = cut; i < sorted.length - cut; i++) {
      sum += sorted[i];
    }
    return sum / (sorted.length - 2 * cut);
  }

  /** Arithmetic mean. */
  public static double mean(double... values) {
    requireValues(values.length);
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  /**
   * Interquartile mean over all episodes of all seeds, with a percentile bootstrap interval that
   * resamples seeds and, within each drawn seed, its episodes.
   *
   * @param scores per seed, per episode; at least one each; not modified
   * @param resamples number of bootstrap samples, at least 100
   * @param seed of the resampling
   */
  public static Estimate interquartileMean(double[][] scores, int resamples, long seed) {
    return bootstrap(scores, Statistics::interquartileMean, resamples, seed);
  }

  /**
   * Interquartile mean of the seeds' mean scores, with a percentile bootstrap interval that
   * resamples seeds and, within each drawn seed, its episodes. For scores such as D4RL's that are
   * defined as a mean over episodes: where start states decide most of a return, leaving out the
   * outer quarters of the episodes would leave out starts, not unlucky seeds.
   *
   * @param scores per seed, per episode; at least one each; not modified
   * @param resamples number of bootstrap samples, at least 100
   * @param seed of the resampling
   */
  public static Estimate interquartileMeanOfSeeds(double[][] scores, int resamples, long seed) {
    return estimate(
        scores,
        drawn -> interquartileMean(Arrays.stream(drawn).mapToDouble(Statistics::mean).toArray()),
        resamples,
        seed);
  }

  /**
   * Any statistic over all episodes of all seeds, with a percentile bootstrap interval that
   * resamples seeds and, within each drawn seed, its episodes.
   *
   * @param scores per seed, per episode; at least one each; not modified
   * @param statistic of the pooled values
   * @param resamples number of bootstrap samples, at least 100
   * @param seed of the resampling
   * @throws IllegalArgumentException if a seed has no episode or there are too few resamples
   */
  public static Estimate bootstrap(
      double[][] scores, ToDoubleFunction<double[]> statistic, int resamples, long seed) {
    return estimate(scores, drawn -> statistic.applyAsDouble(pooled(drawn)), resamples, seed);
  }

  private static Estimate estimate(
      double[][] scores, ToDoubleFunction<double[][]> statistic, int resamples, long seed) {
    requireValues(scores.length);
    if (resamples < 100) {
      throw new IllegalArgumentException("resamples = " + resamples + " must be at least 100");
    }
    for (double[] episodes : scores) {
      requireValues(episodes.length);
    }
    Philox random = Philox.of(seed, "bootstrap");
    double[] estimates = new double[resamples];
    for (int k = 0; k < resamples; k++) {
      estimates[k] = statistic.applyAsDouble(resample(scores, random, k));
    }
    Arrays.sort(estimates);
    double value = statistic.applyAsDouble(scores);
    return new Estimate(value, quantile(estimates, LOW), quantile(estimates, HIGH));
  }

  private static double[][] resample(double[][] scores, Philox random, int sample) {
    double[][] drawn = new double[scores.length][];
    long element = 0;
    for (int i = 0; i < drawn.length; i++) {
      double[] episodes = scores[(int) random.integer(sample, element++, scores.length)];
      drawn[i] = new double[episodes.length];
      for (int e = 0; e < episodes.length; e++) {
        drawn[i][e] = episodes[(int) random.integer(sample, element++, episodes.length)];
      }
    }
    return drawn;
  }

  private static double[] pooled(double[][] scores) {
    return Arrays.stream(scores).flatMapToDouble(Arrays::stream).toArray();
  }

  /**
   * Quantile of sorted values by linear interpolation between order statistics.
   *
   * @param sorted ascending, at least one
   * @param p in [0, 1]
   */
  public static double quantile(double[] sorted, double p) {
    requireValues(sorted.length);
    double at = p * (sorted.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }

  /**
   * Success rate with its Wilson score interval:
   *
   * <pre>
   * (p + z^2 / 2n +- z sqrt(p (1 - p) / n + z^2 / 4n^2)) / (1 + z^2 / n)
   * </pre>
   *
   * @param successes in [0, trials]
   * @param trials at least 1
   * @throws IllegalArgumentException outside these ranges
   * @see <a href="https://doi.org/10.1080/01621459.1927.10502953">Wilson, 1927</a>
   */
  public static Estimate wilson(int successes, int trials) {
    if (trials < 1 || successes < 0 || successes > trials) {
      throw new IllegalArgumentException(
          successes + " successes of " + trials + " trials; expected 0 <= successes <= trials > 0");
    }
    double n = trials;
    double p = successes / n;
    double centre = p + Z * Z / (2 * n);
    double reach = Z * Math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n));
    double norm = 1 + Z * Z / n;
    return new Estimate(
        p, Math.max(0, (centre - reach) / norm), Math.min(1, (centre + reach) / norm));
  }

  private static void requireValues(int count) {
    if (count == 0) {
      throw new IllegalArgumentException("statistics need at least one value");
    }
  }
}
