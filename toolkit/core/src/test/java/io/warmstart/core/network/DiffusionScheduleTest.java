package io.warmstart.core.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.warmstart.engine.Graph;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Tensor;
import io.warmstart.engine.reference.GradientCheck;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DiffusionScheduleTest {
  private static final Offset<Double> SIX_DIGITS = within(1e-6);
  private static final DiffusionSchedule FIVE = new DiffusionSchedule(5);

  private final Graph g = Graph.named("schedule");

  private double[] value(Tensor tensor) {
    return GradientCheck.of(g, new Parameters(), 1).value(tensor);
  }

  private Tensor row(double... values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return g.constant(floats, 1, floats.length);
  }

  /** eps(x, k) = 0.3 x + 0.1 k. */
  private static Tensor linear(Tensor x, int k) {
    return x.times(0.3).plus(0.1 * k);
  }

  @ParameterizedTest(name = "index {0}")
  @CsvSource({
    "0, 0.8041254417, 0.8041254417, 1, 0, 0",
    "1, 0.5411818066, 0.4351780593, 0.7284352828, 0.2551162165, 0.1591135268",
    "2, 0.3642189796, 0.1585001087, 0.4984102789, 0.4050781157, 0.4267416711",
    "3, 0.2451218120, 0.0388518338, 0.3126808740, 0.4334656643, 0.6609073767",
    "4, 0.1649686208, 0.0064093334, 0.1656536670, 0.3929013402, 0.8077661212"
  })
  void fiveStepsHaveTheKnownTable(
      int k, double alpha, double kept, double clean, double noisy, double variance) {
    assertThat(FIVE.alpha(k)).isCloseTo(alpha, within(1e-10));
    assertThat(FIVE.kept(k)).isCloseTo(kept, within(1e-10));
    assertThat(FIVE.cleanFactor(k)).isCloseTo(clean, within(1e-10));
    assertThat(FIVE.noisyFactor(k)).isCloseTo(noisy, within(1e-10));
    assertThat(FIVE.variance(k)).isCloseTo(variance, within(1e-10));
  }

  @ParameterizedTest(name = "{0} steps")
  @ValueSource(ints = {1, 2, 5, 10, 50})
  void factorsFollowFromConditioningTwoNormals(int steps) {
    DiffusionSchedule schedule = new DiffusionSchedule(steps);
    assertThat(schedule.kept(steps - 1)).isCloseTo(Math.exp(-5.05), within(1e-12));
    double kept = 1;
    for (int k = 0; k < steps; k++) {
      double t = k + 1;
      double alpha = Math.exp(-0.1 / steps - 9.9 * (2 * t - 1) / (2.0 * steps * steps));
      double before = kept;
      kept *= alpha;
      assertThat(schedule.kept(k)).isCloseTo(kept, within(1e-12));
      if (k > 0) {
        // x_before ~ N(sqrt(before) a, 1 - before) and x ~ N(sqrt(alpha) x_before, 1 - alpha).
        double precision = 1 / (1 - before) + alpha / (1 - alpha);
        double clean = Math.sqrt(before) / (1 - before) / precision;
        double noisy = Math.sqrt(alpha) / (1 - alpha) / precision;
        assertThat(schedule.variance(k)).isCloseTo(1 / precision, within(1e-12));
        assertThat(schedule.cleanFactor(k)).isCloseTo(clean, within(1e-12));
        assertThat(schedule.noisyFactor(k)).isCloseTo(noisy, within(1e-12));
      }
    }
  }

  @Test
  void forwardProcessAndCloningLossOfOneRow() {
    Tensor noise = row(0.3, -0.7);
    Tensor noisy = FIVE.noisy(row(0.5, -0.25), g.constant(new float[] {2}, 1), noise);
    assertThat(value(noisy)[0]).isCloseTo(0.474260, SIX_DIGITS);
    assertThat(value(noisy)[1]).isCloseTo(-0.741663, SIX_DIGITS);
    Tensor loss = linear(noisy, 2).minus(noise).square().mean();
    assertThat(value(loss)[0]).isCloseTo(0.230398, SIX_DIGITS);
  }

  /** Where the reverse process starts, at T, and what is added at the steps below. */
  private Map<Integer, Tensor> draws() {
    return Map.of(
        5, row(0.8, -1.2), 4, row(0.5, -0.5), 3, row(-0.25, 0.1), 2, row(0, 0.3), 1, row(1, -1));
  }

  @Test
  void reverseProcessStepByStep() {
    Map<Integer, Tensor> draws = draws();
    double[][] expected = {
      {0.929354, -1.086514}, {0.512283, -0.702351}, {0.442669, -0.586941}, {0.807432, -1.133604}
    };
    Tensor x = FIVE.sample(DiffusionScheduleTest::linear, draws::get);
    assertThat(value(x)[0]).isCloseTo(0.780867, SIX_DIGITS);
    assertThat(value(x)[1]).isEqualTo(-1);
    x = Objects.requireNonNull(draws.get(5));
    for (int k = 4; k > 0; k--) {
      if (k == 2) {
        assertThat(value(FIVE.clean(x, k, linear(x, k)))[0]).isCloseTo(0.471808, SIX_DIGITS);
        assertThat(value(FIVE.clean(x, k, linear(x, k)))[1]).isEqualTo(-1);
      }
      x = FIVE.before(x, k, linear(x, k), Objects.requireNonNull(draws.get(k)));
      assertThat(value(x)[0]).isCloseTo(expected[4 - k][0], SIX_DIGITS);
      assertThat(value(x)[1]).isCloseTo(expected[4 - k][1], SIX_DIGITS);
    }
  }

  @Test
  void clipBlocksTheGradientWhereItActs() {
    Map<Integer, Tensor> draws = draws();
    Tensor action = FIVE.sample(DiffusionScheduleTest::linear, draws::get);
    double[] gradient = value(g.gradients(action.sum(), List.of(draws.get(5))).getFirst());
    assertThat(gradient[0]).isNotZero();
    assertThat(gradient[1]).isZero();
  }

  @ParameterizedTest(name = "N({0}, {1}^2)")
  @CsvSource({"0.3, 0.2, 0.0715", "0, 0.5, 0.2954"})
  void exactNoiseGivesTheMeanAndTooSmallADeviation(double mean, double deviation, double found) {
    int rows = 100_000;
    Tensor action =
        FIVE.sample(
            (x, k) -> {
              double kept = FIVE.kept(k);
              double variance = kept * deviation * deviation + 1 - kept;
              return x.minus(Math.sqrt(kept) * mean).times(Math.sqrt(1 - kept) / variance);
            },
            k -> g.normal("draw" + k, rows, 1));
    double[] actions = value(action);
    double sum = 0;
    double squares = 0;
    for (double a : actions) {
      sum += a;
      squares += a * a;
    }
    double average = sum / rows;
    assertThat(average).isCloseTo(mean, within(4 * found / Math.sqrt(rows)));
    assertThat(Math.sqrt(squares / rows - average * average))
        .isCloseTo(found, within(0.01 * found));
  }

  @Test
  void diffusionsWithoutStepsAreRefused() {
    assertThatThrownBy(() -> new DiffusionSchedule(0)).hasMessageContaining("at least 1");
  }
}
