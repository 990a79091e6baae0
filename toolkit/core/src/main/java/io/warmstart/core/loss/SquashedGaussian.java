package io.warmstart.core.loss;

import io.warmstart.engine.Graph;
import io.warmstart.engine.Tensor;

/**
 * A distribution over actions in (-1, 1) per row: {@code a = tanh(u)}, u a diagonal normal.
 *
 * @param mean of u, [B, A]
 * @param logStd logarithm of the deviation of u, [B, A] or [1, A]
 */
public record SquashedGaussian(Tensor mean, Tensor logStd) {
  /** Recorded actions are clipped to this before their density is asked for. */
  private static final double LIMIT = 0.99999;

  /**
   * Draws and their log-densities; draw k of row b stands in row {@code k B + b}.
   *
   * @param actions [n B, A]
   * @param logDensity [n B]
   */
  public record Draws(Tensor actions, Tensor logDensity) {
    /** The same numbers without gradient. */
    public Draws detach() {
      return new Draws(actions.detach(), logDensity.detach());
    }
  }

  /** The action of the mean, {@code tanh(mean)}, [B, A]. */
  public Tensor mode() {
    return mean.tanh();
  }

  /**
   * Reparameterised draws {@code tanh(mean + std noise)}: gradients reach mean and deviation.
   *
   * @param stream name of the noise, used once per graph
   * @param n draws per row, at least 1
   */
  public Draws draw(String stream, int n) {
    Graph g = mean.graph();
    int rows = mean.size(0);
    int width = mean.size(1);
    // The network ran once per row; draws of a row share its mean and deviation.
    Tensor noise = g.normal(stream, n, rows, width);
    Tensor spread = logStd.insert(0);
    Tensor u = noise.times(spread.exp()).plus(mean.insert(0)); // [n, B, A]
    Tensor density = Densities.normalOfNoise(noise, spread).minus(Densities.logSlope(u)).sum(2);
    return new Draws(u.tanh().reshape(n * rows, width), density.reshape(n * rows));
  }

  /**
   * Log-density of given actions.
   *
   * @param actions in [-1, 1], clipped to 0.99999, [B, A]
   * @return [B]
   */
  public Tensor logDensity(Tensor actions) {
    return Densities.squashedAction(actions, mean, logStd, LIMIT);
  }
}
