package io.warmstart.engine;

/** How gradients change parameters. */
public sealed interface Optimizer {
  /**
   * Adam (Kingma and Ba, 2015, algorithm 1) with global norm clipping and decoupled weight decay.
   * With t counting the updates of this parameter set from 1:
   *
   * <pre>
   * g = gradient * min(1, clipNorm / (norm + 1e-6))
   * m = beta1 * m + (1 - beta1) * g
   * v = beta2 * v + (1 - beta2) * g * g
   * w = w - rate * weightDecay * w
   * w = w - rate * (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon)
   * </pre>
   *
   * @param rate learning rate over the set's updates
   * @param clipNorm largest gradient norm, infinite for none
   */
  record Adam(
      Schedule rate,
      double beta1,
      double beta2,
      double epsilon,
      double weightDecay,
      double clipNorm)
      implements Optimizer {
    /** Checks the ranges. */
    public Adam {
      if (!(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1)) {
        throw new IllegalArgumentException(
            "Adam needs beta1 and beta2 in [0, 1), found " + beta1 + " and " + beta2 + ".");
      }
      if (!(epsilon > 0 && weightDecay >= 0 && clipNorm > 0)) {
        throw new IllegalArgumentException(
            "Adam needs epsilon > 0, weightDecay >= 0 and clipNorm > 0, found "
                + epsilon
                + ", "
                + weightDecay
                + " and "
                + clipNorm
                + ".");
      }
    }

    /** Adam with constant rate and the usual 0.9, 0.999, 1e-8, no decay, no clipping. */
    public static Adam of(double rate) {
      return of(new Schedule.Constant(rate));
    }

    /** Adam with a scheduled rate and the usual 0.9, 0.999, 1e-8, no decay, no clipping. */
    public static Adam of(Schedule rate) {
      return new Adam(rate, 0.9, 0.999, 1e-8, 0, Double.POSITIVE_INFINITY);
    }

    /** The same with gradients clipped to this norm. */
    public Adam withClipNorm(double norm) {
      return new Adam(rate, beta1, beta2, epsilon, weightDecay, norm);
    }

    /** The same with decoupled weight decay. */
    public Adam withWeightDecay(double decay) {
      return new Adam(rate, beta1, beta2, epsilon, decay, clipNorm);
    }
  }
}
