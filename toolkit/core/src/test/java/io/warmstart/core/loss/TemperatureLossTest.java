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

/** Golden numbers of two actions with entropy 0.3. */
final class TemperatureLossTest {
  private static final Offset<Double> SIX_DIGITS = within(1e-6);

  private final Graph g = Graph.named("temperature");
  private final Tensor x = g.input("x", DType.F32);
  private final Tensor logPi = g.input("logPi", DType.F32, 2);

  private double value(double at, Tensor tensor) {
    return GradientCheck.of(g, new Parameters(), 1)
        .input("x", at)
        .input("logPi", 0.3, -0.9)
        .value(tensor)[0];
  }

  private Tensor slope(Tensor loss) {
    return g.gradients(loss, List.of(x)).getFirst();
  }

  @Test
  void threeFormsHaveTheirGoldenLossesAndGradients() {
    double logAlpha = Math.log(0.2);
    Tensor rlpd = TemperatureLoss.exponential(x, logPi, -1);
    assertThat(value(logAlpha, rlpd)).isCloseTo(0.26, SIX_DIGITS);
    assertThat(value(logAlpha, slope(rlpd))).isCloseTo(0.26, SIX_DIGITS);
    Tensor cql = TemperatureLoss.logarithmic(x, logPi, -2);
    assertThat(value(logAlpha, cql)).isCloseTo(-3.701707, SIX_DIGITS);
    assertThat(value(logAlpha, slope(cql))).isCloseTo(2.3, SIX_DIGITS);
    Tensor serl = TemperatureLoss.softplus(x, logPi, -2);
    assertThat(value(0.541325, slope(serl))).isCloseTo(1.453877, SIX_DIGITS);
  }

  @Test
  void logDensitiesAreConstants() {
    for (Tensor loss :
        List.of(
            TemperatureLoss.logarithmic(x, logPi, -2),
            TemperatureLoss.exponential(x, logPi, -2),
            TemperatureLoss.softplus(x, logPi, -2))) {
      assertThat(value(0.5, g.gradients(loss, List.of(logPi)).getFirst())).isZero();
    }
  }

  @Test
  void softplusInverseGivesTheWantedStart() {
    assertThat(TemperatureLoss.softplusInverse(1)).isCloseTo(0.541325, SIX_DIGITS);
    assertThat(TemperatureLoss.softplusInverse(0.01)).isCloseTo(-4.600166, SIX_DIGITS);
  }
}
