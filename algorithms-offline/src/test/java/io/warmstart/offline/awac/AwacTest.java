package io.warmstart.offline.awac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.warmstart.core.learner.LearnerConfig;
import io.warmstart.core.loss.Losses;
import io.warmstart.core.network.GaussianActor;
import io.warmstart.core.network.ValueHead;
import io.warmstart.engine.Graph;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Tensor;
import io.warmstart.engine.reference.GradientCheck;
import io.warmstart.testkit.LearnerContract;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class AwacTest {
  private final Graph g = Graph.named("loss");

  static Awac.Config small(double lambda) {
    return new Awac.Config(
        0.9,
        lambda,
        100,
        1e-3,
        0.01,
        16,
        List.of(12, 12),
        new GaussianActor.Range(-20, 2),
        ValueHead.REGRESSION);
  }

  @Nested
  final class Contract extends LearnerContract {
    @Override
    protected LearnerConfig config() {
      return small(0.5);
    }
  }

  private Tensor row(float... values) {
    return g.constant(values, values.length);
  }

  private double[] value(Tensor tensor) {
    return GradientCheck.of(g, new Parameters(), 1).value(tensor);
  }

  @Test
  void policyLossWeighsLogDensitiesByTheAdvantageOverLambda() {
    Tensor advantage = row(1, -0.5f).minus(row(0.4f, 0.3f));
    Tensor weight = Losses.advantageWeight(advantage, 3, 100);
    assertThat(value(weight)).containsExactly(new double[] {6.049647, 0.090718}, within(1e-6));
    Tensor loss = Awac.weighted(weight, row(-1.5f, 0.7f));
    assertThat(value(loss)[0]).isCloseTo(4.505484, within(2e-6));
  }

  @Test
  void defaultsAreCorls() {
    Awac.Config config = new Awac.Config();
    assertThat(config.lambda()).isCloseTo(0.333333, within(1e-6));
    assertThat(config.hidden()).containsExactly(256, 256, 256);
    assertThat(config.logStd()).isEqualTo(new GaussianActor.Range(-20, 2));
    assertThat(config.startOnline()).isEqualTo(config);
  }

  @Test
  void settingsOutsideTheirRangesAreRefused() {
    assertThatThrownBy(() -> small(0)).hasMessageContaining("lambda = 0.0");
    assertThatThrownBy(() -> small(Double.NaN)).hasMessageContaining("lambda = NaN");
    assertThatThrownBy(() -> with(0, 3e-4, 16)).hasMessageContaining("maxWeight = 0.0");
    assertThatThrownBy(() -> with(100, 0, 16)).hasMessageContaining("learningRate = 0.0");
    assertThatThrownBy(() -> with(100, 3e-4, 0)).hasMessageContaining("batchSize = 0");
  }

  private static Awac.Config with(double maxWeight, double learningRate, int batchSize) {
    Awac.Config c = new Awac.Config();
    return new Awac.Config(
        c.discount(),
        c.lambda(),
        maxWeight,
        learningRate,
        c.targetRate(),
        batchSize,
        c.hidden(),
        c.logStd(),
        c.valueHead());
  }
}
