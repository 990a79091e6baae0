package io.warmstart.core.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.warmstart.core.loss.MeanFlow.Times;
import io.warmstart.engine.Graph;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Tensor;
import io.warmstart.engine.reference.GradientCheck;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Golden numbers of closed-form fields, and the flow between two normal distributions. */
final class MeanFlowTest {
  private static final Offset<Double> SIX_DIGITS = within(1.5e-6);
  private static final double MEAN = 0.3;
  private static final double DEVIATION = 0.5;

  private final Graph g = Graph.named("flow");
  private final Tensor data = column(0.5f, -0.3f, 0.9f);
  private final Tensor noise = column(-1.2f, 0.7f, 0.4f);
  private final Times times = new Times(column(0.2f, 0.6f, 0), column(0.8f, 0.6f, 1));

  private Tensor column(float... values) {
    return g.constant(values, values.length, 1);
  }

  private double[] value(Tensor tensor) {
    return GradientCheck.of(g, new Parameters(), 1).value(tensor);
  }

  /** {@code 0.5 x t - 0.2 r + 0.3 t^2 + 0.1 x}. */
  private static Tensor closed(Tensor x, Tensor r, Tensor t) {
    return x.times(t).times(0.5).minus(r.times(0.2)).plus(t.square().times(0.3)).plus(x.times(0.1));
  }

  /** {@code 0.4 x + 0.2 t - 0.1 x t}. */
  private static Tensor closedResidual(Tensor x, Tensor t) {
    return x.times(0.4).plus(t.times(0.2)).minus(x.times(t).times(0.1));
  }

  private Tensor path() {
    Tensor t = times.t();
    return data.times(t.negate().plus(1)).plus(noise.times(t));
  }

  @Test
  void targetsAgreeWithTheClosedForm() {
    Tensor x = path();
    Tensor target = MeanFlow.target(MeanFlowTest::closed, x, noise.minus(data), times);
    assertThat(value(x)).usingComparatorWithPrecision(1e-6).containsExactly(-0.86, 0.3, 0.4);
    assertThat(value(closed(x, times.r(), times.t())))
        .usingComparatorWithPrecision(1e-6)
        .containsExactly(-0.278, 0.108, 0.54);
    assertThat(value(target)).usingComparatorWithPrecision(1e-6).containsExactly(-1.22, 1, -1);
  }

  @Test
  void tangentIsTheVelocityZeroAndOne() {
    // The documented mistakes all miss the target of the first row.
    Tensor x = path();
    Tensor v = noise.minus(data);
    Tensor one = g.constant(1).stretch(x.shape());
    Tensor u = closed(x, times.r(), times.t());
    Tensor right = g.tangent(u, Map.of(x, v, times.t(), one));
    Tensor withR = g.tangent(u, Map.of(x, v, times.r(), one, times.t(), one));
    Tensor withoutT = g.tangent(u, Map.of(x, v));
    assertThat(value(right)).usingComparatorWithPrecision(1e-6).containsExactly(-0.8, 0.91, 0.5);
    for (Tensor wrong : List.of(withR, withoutT, right.negate())) {
      double target = value(v.minus(times.t().minus(times.r()).times(wrong)))[0];
      assertThat(target).isNotCloseTo(-1.22, within(0.02));
    }
  }

  @Test
  void startThatIsComputedFromTheEndDoesNotFollowIt() {
    // Rows with r = t hide a wrong tangent behind the factor t - r, so take r = t / 4.
    Tensor t = column(0.8f);
    Tensor x = column(-0.86f);
    Tensor v = column(-1.7f);
    Tensor dependent = MeanFlow.target(MeanFlowTest::closed, x, v, new Times(t.times(0.25), t));
    assertThat(value(dependent)[0]).isCloseTo(-1.22, SIX_DIGITS);
  }

  @Test
  void lossAgreesWithTheClosedFormAndTargetsCarryNoGradient() {
    assertThat(value(MeanFlow.loss(MeanFlowTest::closed, data, noise, times))[0])
        .isCloseTo((0.887364 + 0.795664 + 2.371600) / 3, SIX_DIGITS);
    Tensor scale = column(1, 1, 1);
    MeanFlow.Field field = (x, r, t) -> closed(x, r, t).times(scale);
    Tensor loss = MeanFlow.loss(field, data, noise, times);
    double[] gradient = value(g.gradients(loss, List.of(scale)).getFirst());
    double[] u = {-0.278, 0.108, 0.54};
    double[] target = {-1.22, 1, -1};
    for (int i = 0; i < 3; i++) {
      assertThat(gradient[i]).isCloseTo(2.0 / 3 * (u[i] - target[i]) * u[i], SIX_DIGITS);
    }
  }

  @Test
  void oneStepSubtractsTheVelocityOverTheWholeInterval() {
    Tensor action = MeanFlow.oneStep(MeanFlowTest::closed, column(0.7f));
    assertThat(value(action)[0]).isCloseTo(-0.02, SIX_DIGITS);
  }

  @Test
  void residualLossAgreesWithTheClosedForm() {
    Tensor a = column(0.5f, -0.3f);
    Tensor e = column(-1.2f, 0.7f);
    Tensor t = column(0.8f, 0.25f);
    assertThat(value(MeanFlow.residualLoss(MeanFlowTest::closedResidual, a, e, t))[0])
        .isCloseTo((0.075136 + 0.962251) / 2, SIX_DIGITS);
    Tensor first =
        MeanFlow.residualLoss(
            MeanFlowTest::closedResidual, column(0.5f), column(-1.2f), column(0.8f));
    assertThat(value(first)[0]).isCloseTo(0.075136, SIX_DIGITS);
  }

  @Test
  void exactAverageVelocityOfTwoNormalsIsItsOwnTarget() {
    Tensor x = column(-0.9f, 0.1f, 0.8f, 1.7f);
    Times when = new Times(column(0, 0.1f, 0.35f, 0.6f), column(1, 0.45f, 0.9f, 0.65f));
    Tensor target = MeanFlow.target(this::exact, x, marginal(x, when.t()), when);
    double[] expected = value(exact(x, when.r(), when.t()));
    assertThat(value(target)).usingComparatorWithPrecision(1e-9).containsExactly(expected);
    // Without the change along the flow the two differ: the identity is not empty.
    assertThat(value(marginal(x, when.t()))[0]).isNotCloseTo(expected[0], within(0.05));
  }

  @Test
  void exactAverageVelocityReachesTheDataInOneStep() {
    double[] actions = value(MeanFlow.oneStep(this::exact, column(-1.5f, 0, 2)));
    assertThat(actions)
        .usingComparatorWithPrecision(1e-9)
        .containsExactly(MEAN - 1.5 * DEVIATION, MEAN, MEAN + 2 * DEVIATION);
  }

  @Test
  void timesAreOrderedAndTheirShareOfInstantsIsAsAsked() {
    Times drawn = Times.draw(g, "times", 4000, 0.5);
    double[] r = value(drawn.r());
    double[] t = value(drawn.t());
    int instants = 0;
    double sum = 0;
    for (int i = 0; i < t.length; i++) {
      assertThat(r[i]).isBetween(0.0, t[i]);
      assertThat(t[i]).isLessThanOrEqualTo(1);
      instants += r[i] == t[i] ? 1 : 0;
      sum += Math.log(t[i] / (1 - t[i]));
    }
    assertThat(instants).isBetween(1900, 2100);
    // The larger of two standard normal draws has mean 1 / sqrt(pi).
    assertThat(sum / t.length).isCloseTo(-0.4 + 1 / Math.sqrt(Math.PI), within(0.05));
    Times plain = Times.draw(g, "plain", 50, 1);
    assertThat(value(plain.r())).isEqualTo(value(plain.t()));
  }

  private Tensor deviation(Tensor t) {
    Tensor rest = t.negate().plus(1).times(DEVIATION);
    return rest.square().plus(t.square()).sqrt();
  }

  private static Tensor mean(Tensor t) {
    return t.negate().plus(1).times(MEAN);
  }

  /** Average velocity between N(m, s^2) at 0 and N(0, 1) at 1, in closed form. */
  private Tensor exact(Tensor x, Tensor r, Tensor t) {
    Tensor ratio = deviation(r).over(deviation(t));
    return x.minus(mean(r)).minus(ratio.times(x.minus(mean(t)))).over(t.minus(r));
  }

  /** {@code -m + (t - (1 - t) s^2) / sd_t^2 (x - mu_t)}. */
  private Tensor marginal(Tensor x, Tensor t) {
    Tensor slope = t.minus(t.negate().plus(1).times(DEVIATION * DEVIATION));
    return slope.over(deviation(t).square()).times(x.minus(mean(t))).minus(MEAN);
  }
}
