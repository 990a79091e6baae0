package io.warmstart.core.loss;

import io.warmstart.engine.Tensor;

/** Regression losses. */
public final class Losses {
  private Losses() {}

  /**
   * Asymmetric squared error {@code |expectile - 1(u < 0)| u^2}.
   *
   * @param difference u, any shape
   * @param expectile weight of positive differences, in (0, 1); 0.5 is half the squared error
   * @return the shape of {@code difference}
   * @see <a href="https://arxiv.org/abs/2110.06169">Kostrikov et al., 2021, Eq. 5</a>
   */
  public static Tensor expectile(Tensor difference, double expectile) {
    Tensor weight = difference.less(0).minus(expectile).abs();
    return weight.times(difference.square());
  }

  /**
   * Weight of a row in advantage-weighted regression, {@code min(exp(scale * advantage), limit)},
   * without gradient.
   *
   * @param advantage any shape
   * @param scale inverse temperature, at least 0
   * @param limit largest weight
   * @return the shape of {@code advantage}
   * @see <a href="https://arxiv.org/abs/2110.06169">Kostrikov et al., 2021, Eq. 7</a>
   */
  public static Tensor advantageWeight(Tensor advantage, double scale, double limit) {
    Tensor bound = advantage.graph().constant(limit);
    return advantage.detach().times(scale).exp().min(bound);
  }

  /**
   * Value term of a policy loss that does not depend on the scale of rewards: {@code -mean(Q_1) /
   * mean|Q_2|}, the divisor without gradient; with the roles of the critics swapped where {@code
   * swap} is 1.
   *
   * @param q two critics at the policy's actions, [2, B]
   * @param swap 0 or 1, a scalar: one draw for the whole batch
   * @return a scalar
   * @see <a href="https://arxiv.org/abs/2208.06193">Wang et al., 2023, section 3.2, and the
   *     authors' code</a>
   */
  public static Tensor guidance(Tensor q, Tensor swap) {
    Tensor mean = q.mean(1).negate(); // [2]
    Tensor size = q.abs().mean(1).detach(); // [2]
    Tensor first = mean.slice(0, 0, 1).over(size.slice(0, 1, 2));
    Tensor second = mean.slice(0, 1, 2).over(size.slice(0, 0, 1));
    return swap.select(second, first).sum();
  }
}
