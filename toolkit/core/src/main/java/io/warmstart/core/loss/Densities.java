package io.warmstart.core.loss;

import io.warmstart.engine.Tensor;

/** Log-densities of action distributions. */
public final class Densities {
  private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

  private Densities() {}

  /**
   * Diagonal normal, summed over the last axis:
   *
   * <pre>sum_j( -((x_j - mean_j) / std_j)^2 / 2 - log std_j - log(2 pi) / 2 )</pre>
   *
   * @param x [B, A]
   * @param mean [B, A]
   * @param logStd [B, A] or [1, A]
   * @return [B]
   */
  public static Tensor normal(Tensor x, Tensor mean, Tensor logStd) {
    Tensor z = x.minus(mean).times(logStd.negate().exp());
    return z.square().times(-0.5).minus(logStd).minus(HALF_LOG_TWO_PI).sum(1);
  }

  /**
   * Density of {@code tanh(u)} where u is a diagonal normal, in a form that stays finite where tanh
   * rounds to 1:
   *
   * <pre>log N(u; mean, std) - sum_j 2 (log 2 - u_j - softplus(-2 u_j))</pre>
   *
   * @param u before the squashing, [B, A]
   * @param mean [B, A]
   * @param logStd [B, A] or [1, A]
   * @return [B]
   */
  public static Tensor squashed(Tensor u, Tensor mean, Tensor logStd) {
    return normal(u, mean, logStd).minus(logSlope(u).sum(1));
  }

  /**
   * The same with {@code sum_j log(1 - tanh(u_j)^2 + epsilon)}, as EDAC and SAC-N write it: finite,
   * but wrong by up to {@code log(epsilon)} where the action saturates.
   *
   * @param epsilon 1e-6 there
   */
  public static Tensor squashed(Tensor u, Tensor mean, Tensor logStd, double epsilon) {
    Tensor slope = u.tanh().square().negate().plus(1 + epsilon);
    return normal(u, mean, logStd).minus(slope.log().sum(1));
  }

  /**
   * Density of given squashed actions: {@code u = atanh(a)} after clipping a to the limit, because
   * the density is infinite at 1. Where the action was drawn, keep u and use {@link
   * #squashed(Tensor, Tensor, Tensor)}.
   *
   * @param actions in [-1, 1], [B, A]
   * @param limit below 1, such as 0.99999
   */
  public static Tensor squashedAction(Tensor actions, Tensor mean, Tensor logStd, double limit) {
    Tensor a = actions.clip(-limit, limit);
    Tensor u = a.plus(1).log().minus(a.negate().plus(1).log()).times(0.5);
    return squashed(u, mean, logStd);
  }

  /** {@code log(d tanh(u) / du) = 2 (log 2 - u - softplus(-2 u))}, any shape. */
  static Tensor logSlope(Tensor u) {
    return u.plus(u.times(-2).softplus()).minus(Math.log(2)).times(-2);
  }

  /**
   * Diagonal normal at {@code mean + std * noise}: what {@link #normal} gives there, without
   * dividing by the deviation again.
   *
   * @param noise [..., A]
   * @param logStd what stretches to the shape of {@code noise}
   * @return terms to be summed over the last axis, [..., A]
   */
  static Tensor normalOfNoise(Tensor noise, Tensor logStd) {
    return noise.square().times(-0.5).minus(logStd).minus(HALF_LOG_TWO_PI);
  }
}
