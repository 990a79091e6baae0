package io.warmstart.core.loss;

import io.warmstart.engine.Graph;
import io.warmstart.engine.Tensor;

/**
 * What scales a conservative term: a fixed weight, or a Lagrange multiplier that grows while the
 * mean difference is above a gap. Code bases differ in where the weight enters.
 */
public enum Multiplier {
  /** {@code weight * difference}. */
  FIXED,
  /**
   * {@code m * weight * (difference - gap)}, {@code m = clip(exp(x), 0, 1e6)}, x from 1: JaxCQL,
   * CORL, Cal-QL.
   */
  LAGRANGE,
  /**
   * {@code m * (weight * difference - gap)}, m as above: the CQL authors' rlkit code. A gap of 5 at
   * weight 5 is a gap of 1 in the form above.
   */
  LAGRANGE_WEIGHTED,
  /** {@code m * (difference - gap)}, {@code m = softplus(x)} from 1, no weight: WSRL. */
  LAGRANGE_SOFTPLUS;

  private static final double LARGEST = 1e6;

  /** Whether there is a parameter x to learn. */
  public boolean learned() {
    return this != FIXED;
  }

  /** Where x starts. */
  public double start() {
    return this == LAGRANGE_SOFTPLUS ? TemperatureLoss.softplusInverse(1) : 1;
  }

  /**
   * The multiplier m of x.
   *
   * @param x scalar; ignored by {@link #FIXED}, which gives 1
   * @return scalar
   */
  public Tensor of(Tensor x) {
    Graph g = x.graph();
    return switch (this) {
      case FIXED -> g.constant(1);
      case LAGRANGE, LAGRANGE_WEIGHTED -> x.exp().clip(0, LARGEST);
      case LAGRANGE_SOFTPLUS -> x.softplus();
    };
  }

  /**
   * The term in each critic's loss. Give the multiplier detached here; in the multiplier's own loss
   * {@code -mean(penalty)} give the difference detached.
   *
   * @param m multiplier, scalar
   * @param difference mean over rows, [E]
   * @return [E]
   */
  public Tensor penalty(Tensor m, Tensor difference, double weight, double gap) {
    return switch (this) {
      case FIXED -> difference.times(weight);
      case LAGRANGE -> m.times(difference.minus(gap).times(weight));
      case LAGRANGE_WEIGHTED -> m.times(difference.times(weight).minus(gap));
      case LAGRANGE_SOFTPLUS -> m.times(difference.minus(gap));
    };
  }
}
