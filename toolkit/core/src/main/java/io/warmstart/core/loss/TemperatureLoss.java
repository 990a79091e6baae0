package io.warmstart.core.loss;

import io.warmstart.engine.Tensor;

/**
 * Losses of the entropy temperature alpha of soft actor-critic, in the three forms that code bases
 * use. All raise alpha while the entropy {@code -mean(log pi)} is below its target, but at
 * different speeds; log-densities carry no gradient.
 *
 * @see <a href="https://arxiv.org/abs/1812.05905">Haarnoja et al., 2018, Eq. 18</a>
 */
public final class TemperatureLoss {
  private TemperatureLoss() {}

  /**
   * {@code -logAlpha * mean(log pi + target)} with {@code alpha = exp(logAlpha)}: CQL, EDAC. Its
   * gradient does not depend on alpha.
   *
   * @param logAlpha scalar
   * @param logDensity of drawn actions, [B]
   * @param targetEntropy such as -A
   * @return scalar
   */
  public static Tensor logarithmic(Tensor logAlpha, Tensor logDensity, double targetEntropy) {
    return logAlpha.times(excess(logDensity, targetEntropy));
  }

  /**
   * {@code alpha * (entropy - target)} with {@code alpha = exp(logAlpha)}: RLPD.
   *
   * @param logAlpha scalar
   * @param logDensity of drawn actions, [B]
   * @param targetEntropy such as -A/2
   * @return scalar
   */
  public static Tensor exponential(Tensor logAlpha, Tensor logDensity, double targetEntropy) {
    return logAlpha.exp().times(excess(logDensity, targetEntropy));
  }

  /**
   * {@code alpha * (entropy - target)} with {@code alpha = softplus(x)}: SERL, HIL-SERL, WSRL.
   *
   * @param x scalar
   * @param logDensity of actions drawn at next observations, [B]
   * @param targetEntropy such as -A
   * @return scalar
   */
  public static Tensor softplus(Tensor x, Tensor logDensity, double targetEntropy) {
    return x.softplus().times(excess(logDensity, targetEntropy));
  }

  /** The x with {@code softplus(x) = value}, for a positive value. */
  public static double softplusInverse(double value) {
    return value + Math.log(-Math.expm1(-value));
  }

  /** {@code entropy - target}, without gradient. */
  private static Tensor excess(Tensor logDensity, double targetEntropy) {
    return logDensity.detach().mean().plus(targetEntropy).negate();
  }
}
