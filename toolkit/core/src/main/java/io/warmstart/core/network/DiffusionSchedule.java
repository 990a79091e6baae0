package io.warmstart.core.network;

import io.warmstart.core.learner.Require;
import io.warmstart.engine.Graph;
import io.warmstart.engine.Tensor;
import java.util.function.IntFunction;

/**
 * Denoising diffusion over actions with the variance-preserving schedule: T steps, index k = t - 1
 * from 0,
 *
 * <pre>alpha_t = exp( -b_min / T - (b_max - b_min)(2t - 1) / (2 T^2) ), b_min = 0.1, b_max = 10
 * </pre>
 *
 * so that {@code abar_T = exp(-5.05)} for every T. It holds no parameters; what predicts the noise
 * is an argument.
 *
 * @param steps T, at least 1
 * @see <a href="https://arxiv.org/abs/2006.11239">Ho et al., 2020, algorithms 1 and 2</a>
 * @see <a href="https://arxiv.org/abs/2112.07804">Xiao et al., 2022, for the schedule</a>
 */
public record DiffusionSchedule(int steps) {
  private static final double SLOWEST = 0.1;
  private static final double FASTEST = 10;

  /**
   * Checks the number of steps.
   *
   * @throws IllegalArgumentException unless it is at least 1
   */
  public DiffusionSchedule {
    Require.atLeast("steps of a diffusion", steps, 1);
  }

  /** What guesses the noise in a noisy action. */
  @FunctionalInterface
  public interface NoisePredictor {
    /**
     * The noise.
     *
     * @param noisy actions at step k, [B, A]
     * @param k index from 0, the same for all rows
     * @return [B, A]
     */
    Tensor predict(Tensor noisy, int k);
  }

  /** alpha of index k: the share of the variance that this step keeps. */
  public double alpha(int k) {
    return Math.exp(-SLOWEST / steps - 0.5 * (FASTEST - SLOWEST) * (2 * k + 1) / squared(steps));
  }

  /** abar of index k: the product of alpha up to k; 1 for k = -1. */
  public double kept(int k) {
    double product = 1;
    for (int i = 0; i <= k; i++) {
      product *= alpha(i);
    }
    return product;
  }

  /**
   * Factor of the clean action in the mean of step k: {@code beta sqrt(abar_before)/(1 - abar)}.
   */
  public double cleanFactor(int k) {
    return (1 - alpha(k)) * Math.sqrt(kept(k - 1)) / (1 - kept(k));
  }

  /**
   * Factor of the noisy action in the mean of step k: {@code (1 - abar_before) sqrt(alpha)/(1 -
   * abar)}.
   */
  public double noisyFactor(int k) {
    return (1 - kept(k - 1)) * Math.sqrt(alpha(k)) / (1 - kept(k));
  }

  /** Variance of step k: {@code beta (1 - abar_before)/(1 - abar)}; 0 at k = 0. */
  public double variance(int k) {
    return (1 - alpha(k)) * (1 - kept(k - 1)) / (1 - kept(k));
  }

  /**
   * Forward process {@code sqrt(abar_k) action + sqrt(1 - abar_k) noise}, each row at its own step.
   *
   * @param actions [B, A]
   * @param k indices from 0, [B]
   * @param noise standard normal, [B, A]
   * @return [B, A]
   */
  public Tensor noisy(Tensor actions, Tensor k, Tensor noise) {
    Graph graph = actions.graph();
    float[] signal = new float[steps];
    float[] deviation = new float[steps];
    for (int i = 0; i < steps; i++) {
      signal[i] = (float) Math.sqrt(kept(i));
      deviation[i] = (float) Math.sqrt(1 - kept(i));
    }
    Tensor signals = graph.constant(signal, steps, 1).take(k); // [B, 1]
    Tensor deviations = graph.constant(deviation, steps, 1).take(k); // [B, 1]
    return signals.times(actions).plus(deviations.times(noise));
  }

  /**
   * The clean action that a noise prediction implies, {@code clip( x / sqrt(abar_k) - sqrt(1/abar_k
   * - 1) noise, -1, 1 )}; no gradient where the clip acts.
   *
   * @param noisy x, [B, A]
   * @param k index from 0
   * @param noise predicted, [B, A]
   * @return [B, A]
   */
  public Tensor clean(Tensor noisy, int k, Tensor noise) {
    double kept = kept(k);
    return noisy.times(1 / Math.sqrt(kept)).minus(noise.times(Math.sqrt(1 / kept - 1))).clip(-1, 1);
  }

  /**
   * Reverse process: all T steps from noise to an action, with gradient through every step. Step 0
   * returns the clean action, so that the result is in [-1, 1].
   *
   * @param predictor of the noise
   * @param draws standard normal numbers [B, A] by index: {@code draws(T)} is where the process
   *     starts, {@code draws(k)} for k from T - 1 down to 1 is added at step k
   * @return [B, A]
   */
  public Tensor sample(NoisePredictor predictor, IntFunction<Tensor> draws) {
    Tensor x = draws.apply(steps);
    for (int k = steps - 1; k > 0; k--) {
      x = before(x, k, predictor.predict(x, k), draws.apply(k));
    }
    return clean(x, 0, predictor.predict(x, 0));
  }

  /**
   * One reverse step at k from 1 on: the mean of the action one step earlier plus noise.
   *
   * @param noisy actions at step k, [B, A]
   * @param k index from 1
   * @param predicted noise in them, [B, A]
   * @param draw standard normal, [B, A]
   * @return actions at step k - 1, [B, A]
   */
  public Tensor before(Tensor noisy, int k, Tensor predicted, Tensor draw) {
    Tensor mean =
        clean(noisy, k, predicted).times(cleanFactor(k)).plus(noisy.times(noisyFactor(k)));
    return mean.plus(draw.times(Math.sqrt(variance(k))));
  }

  private static double squared(double x) {
    return x * x;
  }
}
