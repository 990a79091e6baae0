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
}
