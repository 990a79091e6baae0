package io.warmstart.core.loss;

import io.warmstart.engine.Tensor;

/**
 * The terms by which CQL and Cal-QL push the value of proposed actions below that of recorded ones.
 *
 * @see <a href="https://arxiv.org/abs/2006.04779">Kumar et al., 2020 (CQL)</a>
 * @see <a href="https://arxiv.org/abs/2303.05479">Nakamoto et al., 2023 (Cal-QL)</a>
 */
public final class ConservativePenalty {
  private ConservativePenalty() {}

  /**
   * CQL(H), Eq. 4 and appendix F: {@code temperature * log sum_k exp((Q(s, a_k) - log q(a_k)) /
   * temperature) - Q(s, a)}. At temperature 1 the sum estimates {@code 3N integral exp(Q(s, a))
   * da}: the 3N terms are not averaged, so N is part of what a Lagrange gap means.
   *
   * @param proposed values at the proposals, [E, 3N, B]
   * @param logDensity of each proposal under what proposed it, [3N, B]
   * @param recorded values at the recorded actions, [E, B]
   * @param temperature above 0
   * @return [E, B]
   */
  public static Tensor importanceSampled(
      Tensor proposed, Tensor logDensity, Tensor recorded, double temperature) {
    Tensor corrected = proposed.minus(logDensity.insert(0).detach());
    return softMaximum(corrected, temperature).minus(recorded);
  }

  /**
   * CQL(rho) as implemented: {@code temperature * log sum exp(Q / temperature) - Q(s, a)} over the
   * proposals and the recorded action, without correction for densities.
   *
   * @param proposed values at the proposals, [E, 3N, B]
   * @param recorded values at the recorded actions, [E, B]
   * @param temperature above 0
   * @param centred whether {@code temperature * log(3N + 1)} is subtracted, as WSRL does, so that a
   *     constant Q gives 0
   * @return [E, B]
   */
  public static Tensor uncorrected(
      Tensor proposed, Tensor recorded, double temperature, boolean centred) {
    Tensor all = proposed.concatAlong(1, recorded.insert(1)); // [E, 3N + 1, B]
    double offset = centred ? temperature * Math.log(all.size(1)) : 0;
    return softMaximum(all, temperature).minus(recorded).minus(offset);
  }

  /**
   * Cal-QL, Eq. 5: values at the policy's proposals are at least the reference return; where the
   * bound holds they get no gradient. Values at uniform actions stay as they are. Apply it before
   * the importance correction.
   *
   * @param proposed values at the proposals, uniform ones first, [E, 3N, B]
   * @param returns reference return of the observation, [B]
   * @param uniform how many uniform actions come first, N
   * @return [E, 3N, B]
   */
  public static Tensor calibrated(Tensor proposed, Tensor returns, int uniform) {
    Tensor bound = returns.detach().reshape(1, 1, returns.count());
    Tensor policy = proposed.slice(1, uniform, proposed.size(1)).max(bound);
    return proposed.slice(1, 0, uniform).concatAlong(1, policy);
  }

  /** {@code temperature * log sum exp(x / temperature)} over axis 1. */
  private static Tensor softMaximum(Tensor x, double temperature) {
    return x.times(1 / temperature).logSumExp(1).times(temperature);
  }
}
