package io.warmstart.core.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.warmstart.core.learner.Batch;
import io.warmstart.engine.Graph;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Tensor;
import io.warmstart.engine.reference.GradientCheck;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Golden numbers of two rows, worked out by hand in double precision. */
final class LossesTest {
  private static final Offset<Double> SIX_DIGITS = within(1e-6);

  private final Graph g = Graph.named("losses");

  private Tensor row(float... values) {
    return g.constant(values, values.length);
  }

  private double[] value(Tensor tensor) {
    return GradientCheck.of(g, new Parameters(), 1).value(tensor);
  }

  private double number(Tensor tensor) {
    return value(tensor)[0];
  }

  @Test
  void expectileWeighsPositiveDifferencesMore() {
    // u = q - V with q = (1, -0.5), V = (0.4, 0.3).
    Tensor v = row(0.4f, 0.3f);
    Tensor u = row(1, -0.5f).minus(v);
    Tensor loss = Losses.expectile(u, 0.7).mean();
    Tensor gradient = g.gradients(loss, List.of(v)).getFirst();
    assertThat(number(loss)).isCloseTo(0.222, SIX_DIGITS);
    assertThat(number(Losses.expectile(u, 0.9).mean())).isCloseTo(0.194, SIX_DIGITS);
    assertThat(value(gradient)[0]).isCloseTo(-0.42, SIX_DIGITS);
    assertThat(value(gradient)[1]).isCloseTo(0.24, SIX_DIGITS);
  }

  @Test
  void advantageWeightsAreClippedAndCarryNoGradient() {
    Tensor advantage = row(1, -0.5f).minus(row(0.5f, 0.2f));
    Tensor logPi = row(-1.5f, 0.7f);
    Tensor soft = Losses.advantageWeight(advantage, 3, 100);
    Tensor sharp = Losses.advantageWeight(advantage, 10, 100);
    assertThat(value(soft)[0]).isCloseTo(4.481689, SIX_DIGITS);
    assertThat(value(soft)[1]).isCloseTo(0.122456, SIX_DIGITS);
    assertThat(number(soft.times(logPi).mean().negate())).isCloseTo(3.318407, SIX_DIGITS);
    assertThat(value(sharp)[0]).isEqualTo(100);
    assertThat(value(sharp)[1]).isCloseTo(0.000912, SIX_DIGITS);
    assertThat(value(g.gradients(soft.sum(), List.of(advantage)).getFirst())).containsOnly(0);
  }

  @Test
  void targetsStopAtTrueEndsOnlyAndCarryNoGradient() {
    Tensor nextV = row(0.6f, 0.9f);
    Tensor unused = g.constant(0);
    Batch batch = new Batch(unused, unused, row(-1, 0), row(1, 0), unused);
    Tensor y = batch.target(nextV, 0.99);
    assertThat(value(y)[0]).isCloseTo(-0.406, SIX_DIGITS);
    assertThat(value(y)[1]).isZero();
    Tensor first = row(-0.2f, 0.1f).minus(y).square().mean();
    Tensor second = row(0.3f, -0.4f).minus(y).square().mean();
    assertThat(number(first.plus(second))).isCloseTo(0.355436, SIX_DIGITS);
    assertThat(value(g.gradients(y.sum(), List.of(nextV)).getFirst())).containsOnly(0);
  }

  @Test
  void normalLogDensitySumsOverActionDimensions() {
    Tensor action = g.constant(new float[] {0.3f, -0.6f}, 1, 2);
    Tensor mean = g.constant(new float[] {0.5f, -0.2f}, 1, 2).tanh();
    Tensor logStd = g.constant(new float[] {-1, 0.2f}, 1, 2);
    assertThat(number(Densities.normal(action, mean, logStd))).isCloseTo(-1.189308, SIX_DIGITS);
  }
}
