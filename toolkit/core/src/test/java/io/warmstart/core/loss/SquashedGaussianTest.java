package io.warmstart.core.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.warmstart.engine.DType;
import io.warmstart.engine.Graph;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Tensor;
import io.warmstart.engine.reference.GradientCheck;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Golden numbers of one row with two channels, and the density against numerical integration. */
final class SquashedGaussianTest {
  private static final Offset<Double> SIX_DIGITS = within(1e-6);

  private final Graph g = Graph.named("squashed");
  private final Tensor mean = g.input("mean", DType.F32, 1, 2);
  private final Tensor logStd = g.input("logStd", DType.F32, 1, 2);
  private final Tensor u = g.input("u", DType.F32, 1, 2);
  private final SquashedGaussian policy = new SquashedGaussian(mean, logStd);

  private double[] value(Tensor tensor) {
    return GradientCheck.of(g, new Parameters(), 1)
        .input("mean", 0.2, -0.5)
        .input("logStd", -1, 0.5)
        .input("u", 0.2 + 0.5 * Math.exp(-1), -0.5 - Math.exp(0.5))
        .value(tensor);
  }

  @Test
  void stableDensityAndTheFormWithEpsilonHaveTheirGoldenValues() {
    assertThat(value(u)[0]).isCloseTo(0.383940, SIX_DIGITS);
    assertThat(value(u)[1]).isCloseTo(-2.148721, SIX_DIGITS);
    assertThat(value(u.tanh())[0]).isCloseTo(0.366124, SIX_DIGITS);
    assertThat(value(u.tanh())[1]).isCloseTo(-0.973159, SIX_DIGITS);
    assertThat(value(Densities.squashed(u, mean, logStd))[0]).isCloseTo(1.119219, SIX_DIGITS);
    assertThat(value(Densities.squashed(u, mean, logStd, 1e-6))[0]).isCloseTo(1.119199, SIX_DIGITS);
  }

  @Test
  void correctionStaysFiniteWhereTanhRoundsToOne() {
    Tensor far = g.constant(new float[] {20, -20}, 1, 2);
    assertThat(value(Densities.logSlope(far)))
        .usingComparatorWithPrecision(1e-6)
        .containsExactly(-38.613706, -38.613706);
    Tensor slope = g.gradients(Densities.logSlope(far).sum(), List.of(far)).getFirst();
    assertThat(value(slope)).usingComparatorWithPrecision(1e-6).containsExactly(-2, 2);
  }

  @Test
  void densityOfAGivenActionIsThatOfItsPreimageAndFiniteAtTheBounds() {
    Tensor exact = Densities.squashed(u, mean, logStd);
    assertThat(value(policy.logDensity(u.tanh()))[0]).isCloseTo(value(exact)[0], within(1e-9));
    Tensor edge = g.constant(new float[] {1, -1}, 1, 2);
    // atanh(0.99999) by its definition.
    double preimage = 0.5 * Math.log(1.99999 / 0.00001);
    double expected =
        density(preimage, 0.2, Math.exp(-1)) + density(-preimage, -0.5, Math.exp(0.5));
    assertThat(value(policy.logDensity(edge))[0]).isCloseTo(expected, within(1e-6));
  }

  /** Log-density of tanh(u), from its definition. */
  private static double density(double u, double mean, double std) {
    double z = (u - mean) / std;
    double normal = -0.5 * z * z - Math.log(std) - 0.5 * Math.log(2 * Math.PI);
    return normal - Math.log(1 - Math.tanh(u) * Math.tanh(u));
  }

  @Test
  void drawsCarryTheDensityOfTheirAction() {
    SquashedGaussian.Draws draws = policy.draw("noise", 5);
    double[] actions = value(draws.actions());
    double[] densities = value(draws.logDensity());
    assertThat(actions).hasSize(10);
    assertThat(densities).hasSize(5);
    for (int k = 0; k < 5; k++) {
      double expected = 0;
      for (int j = 0; j < 2; j++) {
        double a = actions[2 * k + j];
        double preimage = 0.5 * Math.log((1 + a) / (1 - a));
        expected += density(preimage, j == 0 ? 0.2 : -0.5, Math.exp(j == 0 ? -1 : 0.5));
      }
      assertThat(densities[k]).isCloseTo(expected, within(1e-8));
    }
  }

  @Test
  void gradientsOfDrawsReachMeanAndDeviationAndStopAtDetach() {
    SquashedGaussian.Draws draws = policy.draw("noise", 3);
    Tensor some = draws.actions().square().sum().plus(draws.logDensity().sum());
    List<Tensor> gradients = g.gradients(some, List.of(mean, logStd));
    SquashedGaussian.Draws still = draws.detach();
    Tensor none = still.actions().square().sum().plus(still.logDensity().sum());
    List<Tensor> stopped = g.gradients(none, List.of(mean, logStd));
    for (int i = 0; i < 2; i++) {
      assertThat(value(gradients.get(i))).doesNotContain(0);
      assertThat(value(stopped.get(i))).containsOnly(0);
    }
  }

  @Test
  void rowKTimesBPlusBIsDrawKOfRowB() {
    Tensor means = g.constant(new float[] {-9, 0, 9}, 3, 1);
    Tensor narrow = g.constant(new float[] {-20}, 1, 1);
    double[] actions = value(new SquashedGaussian(means, narrow).draw("noise", 2).actions());
    assertThat(actions).usingComparatorWithPrecision(1e-6).containsExactly(-1, 0, 1, -1, 0, 1);
  }

  @Test
  void modeIsTheSquashedMean() {
    assertThat(value(policy.mode())[0]).isCloseTo(Math.tanh(0.2), SIX_DIGITS);
  }
}
