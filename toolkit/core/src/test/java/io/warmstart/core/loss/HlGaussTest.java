package io.warmstart.core.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.warmstart.engine.Graph;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Tensor;
import io.warmstart.engine.reference.GradientCheck;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Five bins on [0, 1], numbers worked out in double precision with another error function. */
final class HlGaussTest {
  private static final HlGauss BINS = new HlGauss(5, 0, 1);

  private final Graph g = Graph.named("bins");

  private double[] value(Tensor tensor) {
    return GradientCheck.of(g, new Parameters(), 1).value(tensor);
  }

  @Test
  void probabilitiesAreTheMassOfANormalRenormalisedInTheRange() {
    double[] p = value(BINS.probabilities(g.constant(new float[] {0.3f, 0, -7}, 3)));
    assertThat(p)
        .usingComparatorWithPrecision(2e-6)
        .containsExactly(
            0.235091, 0.506540, 0.235091, 0.022841, 0.000437, //
            0.817578, 0.174762, 0.007597, 0.000063, 0, //
            0.817578, 0.174762, 0.007597, 0.000063, 0);
  }

  @Test
  void lossIsTheCrossEntropyAndTheValueTheMeanOfCentres() {
    Tensor logits = g.constant(new float[] {0.1f, 0.4f, -0.2f, 0, 0.3f}, 1, 1, 5);
    Tensor y = g.constant(new float[] {0.3f}, 1);
    assertThat(value(BINS.value(logits))[0]).isCloseTo(0.499915, within(1e-6));
    assertThat(value(BINS.loss(logits, y))[0]).isCloseTo(1.572669, within(1e-6));
  }

  @Test
  void gradientOfTheLossIsTheDifferenceOfProbabilities() {
    Tensor logits = g.constant(new float[] {0.1f, 0.4f, -0.2f, 0, 0.3f}, 1, 1, 5);
    Tensor y = g.constant(new float[] {0.3f}, 1);
    Tensor gradient = g.gradients(BINS.loss(logits, y).sum(), List.of(logits)).getFirst();
    double[] expected = value(logits.softmax(2).minus(BINS.probabilities(y).insert(0)));
    assertThat(value(gradient)).usingComparatorWithPrecision(1e-12).containsExactly(expected);
  }

  @Test
  void targetsPassWithoutGradient() {
    Tensor logits = g.constant(new float[] {0.1f, 0.4f, -0.2f, 0, 0.3f}, 1, 1, 5);
    Tensor y = g.constant(new float[] {0.3f}, 1);
    assertThat(value(g.gradients(BINS.loss(logits, y).sum(), List.of(y)).getFirst()))
        .containsOnly(0);
  }

  @Test
  void decodingTheTargetsGivesThemBackInsideTheRange() {
    HlGauss fine = new HlGauss(101, -10, 10);
    float[] targets = {-6, -0.05f, 0, 3.21f, 7};
    Tensor logits =
        fine.probabilities(g.constant(targets, 5)).plus(1e-30).log().insert(0); // [1, 5, 101]
    double[] decoded = value(fine.value(logits));
    for (int i = 0; i < targets.length; i++) {
      assertThat(decoded[i]).isCloseTo(targets[i], within(1e-4));
    }
  }
}
