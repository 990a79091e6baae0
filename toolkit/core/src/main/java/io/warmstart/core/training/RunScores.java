package io.warmstart.core.training;

import io.warmstart.core.training.Statistics.Estimate;
import io.warmstart.engine.Philox;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/**
 * The runs of one algorithm on one or several tasks, and what can be said of them with so few. A
 * run's score is the mean of its episodes; aggregates are of runs. Intervals are 95 % percentile
 * intervals of a stratified bootstrap: within every task, runs are drawn with replacement, and of
 * every drawn run its episodes.
 *
 * <p>Two objects that are compared must have different streams, so that they are resampled
 * independently. Immutable.
 *
 * @see <a href="https://arxiv.org/abs/2108.13264">Agarwal et al., Deep Reinforcement Learning at
 *     the Edge of the Statistical Precipice, 2021, sections 4.1 to 4.3</a>
 */
public final class RunScores {
  private static final int FEWEST_RESAMPLES = 100;
  private static final double LOW = 0.025;
  private static final double HIGH = 0.975;

  private final double[][] runs;
  private final double[][][] resampled;

  private RunScores(double[][] runs, double[][][] resampled) {
    this.runs = runs;
    this.resampled = resampled;
  }

  /**
   * The runs of an algorithm.
   *
   * @param scores [task][run][episode]; at least one each; not modified
   * @param resamples number of bootstrap samples, at least 100
   * @param seed of the resampling
   * @param stream keeps the resampling apart from that of other algorithms
   * @throws IllegalArgumentException if a task has no run, a run no episode, a score is not finite,
   *     or there are too few resamples
   */
  public static RunScores of(double[][][] scores, int resamples, long seed, String stream) {
    if (resamples < FEWEST_RESAMPLES) {
      throw new IllegalArgumentException(
          "resamples = " + resamples + " must be at least " + FEWEST_RESAMPLES);
    }
    require(scores.length > 0, "scores need at least one task");
    double[][] runs = new double[scores.length][];
    for (int task = 0; task < scores.length; task++) {
      require(scores[task].length > 0, "task " + task + " has no run");
      for (double[] episodes : scores[task]) {
        require(episodes.length > 0, "a run of task " + task + " has no episode");
        require(Arrays.stream(episodes).allMatch(Double::isFinite), "a score is not finite");
      }
      runs[task] = Arrays.stream(scores[task]).mapToDouble(Statistics::mean).toArray();
    }
    Philox random = Philox.of(seed, "stratified bootstrap", stream);
    double[][][] resampled = new double[resamples][][];
    for (int k = 0; k < resamples; k++) {
      resampled[k] = resample(scores, random, k);
    }
    return new RunScores(runs, resampled);
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  private static double[][] resample(double[][][] scores, Philox random, int sample) {
    double[][] drawn = new double[scores.length][];
    long element = 0;
    for (int task = 0; task < scores.length; task++) {
      double[][] runs = scores[task];
      drawn[task] = new double[runs.length];
      for (int i = 0; i < runs.length; i++) {
        double[] episodes = runs[(int) random.integer(sample, element++, runs.length)];
        double sum = 0;
        for (int e = 0; e < episodes.length; e++) {
          sum += episodes[(int) random.integer(sample, element++, episodes.length)];
        }
        drawn[task][i] = sum / episodes.length;
      }
    }
    return drawn;
  }

  /** Scores of the runs of a task. */
  public double[] runs(int task) {
    return runs[task].clone();
  }

  /** Interquartile mean of all runs of all tasks. */
  public Estimate interquartileMean() {
    return estimate(drawn -> Statistics.interquartileMean(pooled(drawn)));
  }

  /** Mean of all runs of all tasks. */
  public Estimate mean() {
    return estimate(drawn -> Statistics.mean(pooled(drawn)));
  }

  /**
   * A point of the performance profile: the share of runs whose score is above the threshold, each
   * task with the same weight.
   *
   * <pre>
   * F(tau) = 1/M sum_m 1/N_m sum_n [x_mn > tau]
   * </pre>
   */
  public Estimate shareAbove(double threshold) {
    return estimate(drawn -> {
      double sum = 0;
      for (double[] task : drawn) {
        sum += (double) Arrays.stream(task).filter(run -> run > threshold).count() / task.length;
      }
      return sum / drawn.length;
    });
  }

  /**
   * Probability that a run of this algorithm scores higher than a run of the other on a task drawn
   * at random; equal scores count half.
   *
   * <pre>
   * P(X > Y) = 1/M sum_m 1/(N_m K_m) sum_i sum_j ([x_mi > y_mj] + [x_mi = y_mj] / 2)
   * </pre>
   *
   * @param other with the same tasks in the same order and as many resamples
   * @throws IllegalArgumentException if tasks or resamples differ in number
   */
  public Estimate probabilityAbove(RunScores other) {
    require(
        runs.length == other.runs.length && resampled.length == other.resampled.length,
        "only runs of the same tasks and with the same number of resamples can be compared");
    double[] estimates = new double[resampled.length];
    for (int k = 0; k < estimates.length; k++) {
      estimates[k] = probability(resampled[k], other.resampled[k]);
    }
    return estimate(probability(runs, other.runs), estimates);
  }

  private static double probability(double[][] these, double[][] those) {
    double sum = 0;
    for (int task = 0; task < these.length; task++) {
      double wins = 0;
      for (double x : these[task]) {
        for (double y : those[task]) {
          wins += x > y ? 1 : x == y ? 0.5 : 0;
        }
      }
      sum += wins / ((double) these[task].length * those[task].length);
    }
    return sum / these.length;
  }

  private Estimate estimate(ToDoubleFunction<double[][]> statistic) {
    double[] estimates = Arrays.stream(resampled).mapToDouble(statistic).toArray();
    return estimate(statistic.applyAsDouble(runs), estimates);
  }

  private static Estimate estimate(double value, double[] estimates) {
    Arrays.sort(estimates);
    return new Estimate(
        value, Statistics.quantile(estimates, LOW), Statistics.quantile(estimates, HIGH));
  }

  private static double[] pooled(double[][] drawn) {
    return Arrays.stream(drawn).flatMapToDouble(Arrays::stream).toArray();
  }
}
