package io.warmstart.core.loss;

import io.warmstart.core.config.Setting;
import io.warmstart.core.learner.Require;
import io.warmstart.engine.Tensor;

/** Settings of the conservative term of CQL and Cal-QL, and the term itself. */
public record Conservatism(
    @Setting(doc = "how values at proposed actions are summed up", source = "arXiv:2006.04779")
        Form form,
    @Setting(doc = "actions per proposal: N uniform, N at s', N at s", min = 1) int actions,
    @Setting(doc = "weight of the term", min = 0) double weight,
    @Setting(doc = "fixed weight, or a Lagrange multiplier") Multiplier multiplier,
    @Setting(doc = "mean difference that the multiplier allows") double gap,
    @Setting(doc = "smallest difference of a row; CORL antmaze -200") double clipLow,
    @Setting(doc = "largest difference of a row") double clipHigh,
    @Setting(doc = "temperature of the soft maximum", min = 0, minExclusive = true)
        double temperature) {
  /** Which sum stands for the value of unrecorded actions. */
  public enum Form {
    /** CQL(H): corrected for the density of each proposal. */
    IMPORTANCE_SAMPLED,
    /** CQL(rho): not corrected, with the recorded action among the proposals. */
    UNCORRECTED,
    /** CQL(rho) less {@code log(3N + 1)}: WSRL. */
    UNCORRECTED_CENTRED
  }

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming the setting, its value and its range
   */
  public Conservatism {
    Require.atLeast("conservatism.actions", actions, 1);
    Require.atLeast("conservatism.weight", weight, 0);
    Require.inside("conservatism.temperature", temperature, 0, Double.POSITIVE_INFINITY);
    if (!(clipLow < clipHigh)) {
      throw new IllegalArgumentException(
          "conservatism.clipLow = " + clipLow + " must be below clipHigh = " + clipHigh);
    }
  }

  /** CQL(H) with 10 actions, temperature 1, no clipping. */
  public static Conservatism of(double weight, Multiplier multiplier, double gap) {
    return new Conservatism(
        Form.IMPORTANCE_SAMPLED,
        10,
        weight,
        multiplier,
        gap,
        Double.NEGATIVE_INFINITY,
        Double.POSITIVE_INFINITY,
        1);
  }

  /**
   * How far the soft maximum over proposals stands above the recorded actions.
   *
   * @param proposed values at the proposals, calibrated or not, [E, 3N, B]
   * @param proposals which they are
   * @param recorded values at the recorded actions, [E, B]
   * @return clipped per row, mean over rows, [E]
   */
  public Tensor difference(Tensor proposed, Proposals proposals, Tensor recorded) {
    Tensor rows =
        switch (form) {
          case IMPORTANCE_SAMPLED ->
              ConservativePenalty.importanceSampled(
                  proposed, proposals.logDensity(), recorded, temperature);
          case UNCORRECTED ->
              ConservativePenalty.uncorrected(proposed, recorded, temperature, false);
          case UNCORRECTED_CENTRED ->
              ConservativePenalty.uncorrected(proposed, recorded, temperature, true);
        };
    boolean clipped = !Double.isInfinite(clipLow) || !Double.isInfinite(clipHigh);
    return (clipped ? rows.clip(clipLow, clipHigh) : rows).mean(1);
  }

  /**
   * The term in the loss of each critic; the multiplier is a constant in it.
   *
   * @param m multiplier, scalar
   * @param difference [E]
   * @return [E]
   */
  public Tensor penalty(Tensor m, Tensor difference) {
    return multiplier.penalty(m.detach(), difference, weight, gap);
  }

  /**
   * The multiplier's own loss, {@code -mean(penalty)}; the difference is a constant in it.
   *
   * @param m multiplier, scalar
   * @param difference [E]
   * @return scalar
   */
  public Tensor multiplierLoss(Tensor m, Tensor difference) {
    return multiplier.penalty(m, difference.detach(), weight, gap).mean().negate();
  }
}
