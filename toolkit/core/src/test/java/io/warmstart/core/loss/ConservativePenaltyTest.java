package io.warmstart.core.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.warmstart.core.loss.Conservatism.Form;
import io.warmstart.engine.DType;
import io.warmstart.engine.Graph;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Tensor;
import io.warmstart.engine.reference.GradientCheck;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Golden numbers of one observation, A = 2, N = 2, one critic; order uniform, next, current. */
final class ConservativePenaltyTest {
  private static final Offset<Double> SIX_DIGITS = within(1e-6);
  private static final double FLAT = Math.log(0.25);

  private final Graph g = Graph.named("conservative");
  private final Tensor proposed = g.input("proposed", DType.F32, 1, 6, 1);
  private final Tensor density = g.input("density", DType.F32, 6, 1);
  private final Tensor recorded = g.input("recorded", DType.F32, 1, 1);
  private final Tensor x = g.input("x", DType.F32);
  private final Tensor returns = g.input("returns", DType.F32, 1);
  private final Proposals proposals = new Proposals(g.constant(0), density, 2);

  private double[] value(Tensor tensor) {
    return at(1, tensor);
  }

  private double[] at(double multiplier, Tensor tensor) {
    return GradientCheck.of(g, new Parameters(), 1)
        .input("proposed", 1.0, -0.5, 0.3, 2.0, 0.8, 1.5)
        .input("density", FLAT, FLAT, -1.2, 0.4, 0.1, -0.7)
        .input("recorded", 1.1)
        .input("returns", 1.2)
        .input("x", multiplier)
        .value(tensor);
  }

  private double number(Tensor tensor) {
    return value(tensor)[0];
  }

  private static Conservatism with(Form form, Multiplier multiplier, double gap, double low) {
    return new Conservatism(form, 2, 5, multiplier, gap, low, Double.POSITIVE_INFINITY, 1);
  }

  private Tensor difference(Form form) {
    return with(form, Multiplier.FIXED, 0, Double.NEGATIVE_INFINITY)
        .difference(proposed, proposals, recorded);
  }

  @Test
  void importanceSampledDifferenceHasItsGoldenValue() {
    Tensor difference = ConservativePenalty.importanceSampled(proposed, density, recorded, 1);
    assertThat(number(difference.plus(recorded))).isCloseTo(3.519654, SIX_DIGITS);
    assertThat(number(difference)).isCloseTo(2.419654, SIX_DIGITS);
    assertThat(number(difference(Form.IMPORTANCE_SAMPLED))).isCloseTo(2.419654, SIX_DIGITS);
  }

  @Test
  void uncorrectedDifferenceHasItsGoldenValueWithAndWithoutOffset() {
    assertThat(number(difference(Form.UNCORRECTED).plus(recorded.sum())))
        .isCloseTo(3.080768, SIX_DIGITS);
    Tensor centred = difference(Form.UNCORRECTED_CENTRED);
    assertThat(number(centred.plus(recorded.sum()))).isCloseTo(1.134858, SIX_DIGITS);
    assertThat(number(centred)).isCloseTo(0.034858, SIX_DIGITS);
  }

  @Test
  void temperatureScalesTheSoftMaximum() {
    double[] c = {2.386294, 0.886294, 1.5, 1.6, 0.7, 2.2};
    double sum = 0;
    for (double term : c) {
      sum += Math.exp(term / 0.5);
    }
    Tensor sharp = ConservativePenalty.importanceSampled(proposed, density, recorded, 0.5);
    assertThat(number(sharp)).isCloseTo(0.5 * Math.log(sum) - 1.1, SIX_DIGITS);
  }

  @Test
  void constantValuesGiveTheFlatLevelOfTheReference() {
    for (int channels : new int[] {1, 6, 8}) {
      Graph flat = Graph.named("flat");
      Tensor q = flat.constant(new float[30], 1, 30, 1);
      Tensor log = flat.constant(-channels * Math.log(2)).plus(flat.constant(new float[30], 30, 1));
      Tensor data = flat.constant(new float[1], 1, 1);
      Tensor difference = ConservativePenalty.importanceSampled(q, log, data, 1);
      Tensor centred = ConservativePenalty.uncorrected(q, data, 1, true);
      GradientCheck check = GradientCheck.of(flat, new Parameters(), 1);
      assertThat(check.value(difference)[0])
          .isCloseTo(channels * Math.log(2) + Math.log(30), SIX_DIGITS);
      assertThat(check.value(centred)[0]).isCloseTo(0, SIX_DIGITS);
    }
  }

  @Test
  void multipliersHaveTheirGoldenPenaltiesAndLosses() {
    Tensor difference = difference(Form.IMPORTANCE_SAMPLED);
    Conservatism jax = with(Form.IMPORTANCE_SAMPLED, Multiplier.LAGRANGE, 0.8, -200);
    Tensor m = jax.multiplier().of(x);
    assertThat(number(jax.penalty(m, difference))).isCloseTo(22.013379, SIX_DIGITS);
    Tensor loss = jax.multiplierLoss(m, difference.concatAlong(0, difference));
    assertThat(number(loss)).isCloseTo(-22.013379, SIX_DIGITS);
    // The gradient of the multiplier's loss by log m is the loss itself.
    assertThat(number(g.gradients(loss, List.of(x)).getFirst())).isCloseTo(-22.013379, SIX_DIGITS);

    Conservatism rlkit = with(Form.IMPORTANCE_SAMPLED, Multiplier.LAGRANGE_WEIGHTED, 5, -200);
    assertThat(number(rlkit.penalty(m, difference))).isCloseTo(19.295097, SIX_DIGITS);

    Conservatism wsrl = with(Form.IMPORTANCE_SAMPLED, Multiplier.LAGRANGE_SOFTPLUS, 0.8, -200);
    Tensor soft = wsrl.multiplierLoss(wsrl.multiplier().of(x), difference);
    double start = wsrl.multiplier().start();
    assertThat(at(start, soft)[0]).isCloseTo(-1.619654, SIX_DIGITS);
    assertThat(at(start, g.gradients(soft, List.of(x)).getFirst())[0])
        .isCloseTo(-1.023817, SIX_DIGITS);

    Conservatism fixed = with(Form.IMPORTANCE_SAMPLED, Multiplier.FIXED, 0.8, -200);
    assertThat(number(fixed.penalty(fixed.multiplier().of(x), difference)))
        .isCloseTo(5 * 2.419654, within(1e-5));
  }

  @Test
  void criticsSeeTheMultiplierAndTheMultiplierSeesCriticsAsConstants() {
    Conservatism jax = with(Form.IMPORTANCE_SAMPLED, Multiplier.LAGRANGE, 0.8, -200);
    Tensor difference = difference(Form.IMPORTANCE_SAMPLED);
    Tensor m = jax.multiplier().of(x);
    Tensor penalty = jax.penalty(m, difference).sum();
    assertThat(number(g.gradients(penalty, List.of(x)).getFirst())).isZero();
    assertThat(value(g.gradients(penalty, List.of(density)).getFirst())).containsOnly(0);
    assertThat(number(g.gradients(penalty, List.of(recorded)).getFirst()))
        .isCloseTo(-5 * Math.E, SIX_DIGITS);
    Tensor loss = jax.multiplierLoss(m, difference);
    assertThat(value(g.gradients(loss, List.of(proposed)).getFirst())).containsOnly(0);
  }

  @Test
  void clippedRowsGiveNoGradient() {
    Tensor clipped =
        with(Form.IMPORTANCE_SAMPLED, Multiplier.FIXED, 0, 3)
            .difference(proposed, proposals, recorded);
    assertThat(number(clipped)).isEqualTo(3);
    assertThat(number(g.gradients(clipped.sum(), List.of(recorded)).getFirst())).isZero();
  }

  @Test
  void calibrationBoundsThePolicysProposalsOnly() {
    Tensor bounded = ConservativePenalty.calibrated(proposed, returns, 2);
    assertThat(value(bounded))
        .usingComparatorWithPrecision(1e-6)
        .containsExactly(1.0, -0.5, 1.2, 2.0, 1.2, 1.5);
    Tensor difference = ConservativePenalty.importanceSampled(bounded, density, recorded, 1);
    assertThat(number(difference.plus(recorded))).isCloseTo(3.720975, SIX_DIGITS);
    assertThat(number(difference)).isCloseTo(2.620975, SIX_DIGITS);
    List<Tensor> gradients = g.gradients(difference.sum(), List.of(proposed, recorded, returns));
    assertThat(value(gradients.get(0)))
        .usingComparatorWithPrecision(1e-6)
        .containsExactly(0.263242, 0.058737, 0, 0.119915, 0, 0.218499);
    assertThat(number(gradients.get(1))).isEqualTo(-1);
    assertThat(number(gradients.get(2))).isZero();
  }

  /** The integral of exp(sin(3a) + a) over [-1, 1] is exp(1.341224), whatever the policy. */
  @Test
  void importanceCorrectedSumEstimatesTheIntegral() {
    int rows = 4000;
    Graph draws = Graph.named("draws");
    Tensor zero = draws.constant(new float[rows], rows, 1);
    Proposals sampled =
        Proposals.draw(
            new SquashedGaussian(zero.plus(0.4), zero.minus(0.5)),
            new SquashedGaussian(zero.minus(0.7), zero.plus(0.1)),
            10);
    GradientCheck check = GradientCheck.of(draws, new Parameters(), 5);
    double[] actions = check.value(sampled.actions());
    double[] densities = check.value(sampled.logDensity());

    Graph sums = Graph.named("sums");
    Tensor q = sums.input("q", DType.F32, 1, 30, rows);
    Tensor log = sums.input("log", DType.F32, 30, rows);
    Tensor data = sums.constant(new float[rows], 1, rows);
    double[] values = new double[actions.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.sin(3 * actions[i]) + actions[i];
    }
    double[] differences =
        GradientCheck.of(sums, new Parameters(), 1)
            .input("q", values)
            .input("log", densities)
            .value(ConservativePenalty.importanceSampled(q, log, data, 1));

    double mean = 0;
    double meanOfExp = 0;
    for (double difference : differences) {
      mean += (difference - Math.log(30)) / rows;
      meanOfExp += Math.exp(difference - Math.log(30)) / rows;
    }
    assertThat(Math.log(meanOfExp)).isCloseTo(1.341224, within(0.012));
    // By Jensen's inequality the mean of the logarithms is lower.
    assertThat(mean).isBetween(1.25, Math.log(meanOfExp));
  }

  @Test
  void ordersOfTheMaximumBackupDiffer() {
    Tensor targets = g.constant(new float[] {1, 4, 2, 3, 0, 2.5f}, 2, 3, 1);
    assertThat(number(NextValue.MIN_THEN_MAX.of(targets))).isEqualTo(2);
    assertThat(number(NextValue.MAX_THEN_MIN.of(targets))).isEqualTo(3);
    assertThat(number(NextValue.ONE_ACTION.of(targets.slice(1, 0, 1)))).isEqualTo(1);
    assertThat(NextValue.ONE_ACTION.actions(10)).isEqualTo(1);
    assertThat(NextValue.MIN_THEN_MAX.actions(10)).isEqualTo(10);
  }

  @Test
  void settingsOutsideTheirRangesAreRefused() {
    assertThatThrownBy(
            () -> new Conservatism(Form.UNCORRECTED, 0, 5, Multiplier.FIXED, 0, -1, 1, 1))
        .hasMessageContaining("conservatism.actions = 0");
    assertThatThrownBy(
            () -> new Conservatism(Form.UNCORRECTED, 1, -5, Multiplier.FIXED, 0, -1, 1, 1))
        .hasMessageContaining("conservatism.weight = -5.0");
    assertThatThrownBy(() -> new Conservatism(Form.UNCORRECTED, 1, 5, Multiplier.FIXED, 0, 1, 1, 1))
        .hasMessageContaining("clipLow = 1.0 must be below clipHigh = 1.0");
    assertThatThrownBy(
            () -> new Conservatism(Form.UNCORRECTED, 1, 5, Multiplier.FIXED, 0, -1, 1, 0))
        .hasMessageContaining("conservatism.temperature = 0.0");
  }
}
