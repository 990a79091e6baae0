package io.warmstart.offline.td3bc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.learner.Learner;
import io.warmstart.core.learner.LearnerConfig;
import io.warmstart.core.network.DeterministicActor.Smoothing;
import io.warmstart.core.network.ValueHead;
import io.warmstart.engine.Graph;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Tensor;
import io.warmstart.engine.reference.GradientCheck;
import io.warmstart.engine.reference.ReferenceExecutor;
import io.warmstart.testkit.LearnerContract;
import io.warmstart.testkit.PointMass;
import io.warmstart.testkit.StateMap;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class Td3BcTest {
  static Td3Bc.Config small(int policyDelay) {
    return new Td3Bc.Config(
        0.9,
        2.5,
        policyDelay,
        new Smoothing(),
        0.1,
        1e-3,
        0.01,
        16,
        List.of(12, 12),
        ValueHead.REGRESSION);
  }

  @Nested
  final class Contract extends LearnerContract {
    @Override
    protected LearnerConfig config() {
      return small(2);
    }
  }

  @Test
  void policyLossWeighsTheCriticByItsSize() {
    Graph g = Graph.named("loss");
    Tensor q = g.constant(new float[] {3, -1}, 2);
    Tensor chosen = g.constant(new float[] {0.5f, 0, -0.2f, 0.4f}, 2, 2);
    Tensor recorded = g.constant(new float[] {0.3f, 0.1f, -0.1f, 0.1f}, 2, 2);
    Tensor loss = Td3Bc.policyLoss(q, chosen, recorded, 2.5);
    List<Tensor> gradients = g.gradients(loss, List.of(q, chosen));
    GradientCheck values = GradientCheck.of(g, new Parameters(), 1);
    assertThat(values.value(loss)[0]).isCloseTo(-1.2125, within(1e-6));
    // The normaliser is a constant: -lambda / B for each row, lambda = 2.5 / 2.
    assertThat(values.value(gradients.get(0))).containsExactly(new double[] {-0.625, -0.625});
    // 2 (pi - a) / (B A)
    assertThat(values.value(gradients.get(1)))
        .containsExactly(new double[] {0.1, -0.05, -0.05, 0.15}, within(1e-6));
  }

  @Test
  void policyAndAllTargetsMoveAtEverySecondUpdateOnly() {
    try (Dataset dataset = PointMass.dataset(5, 0.5, 1);
        Learner learner = Learner.create(small(2), PointMass.SPEC, new ReferenceExecutor(), 1)) {
      for (int update = 1; update <= 4; update++) {
        StateMap before = state(learner);
        learner.train(dataset, 1);
        List<String> moved = state(learner).differences(before);
        boolean delayed = update % 2 == 0;
        assertThat(moved).anyMatch(name -> name.startsWith("critic/dense"));
        for (String path : List.of("policy/dense", "policyTarget/dense", "target/dense")) {
          assertThat(moved.stream().anyMatch(name -> name.startsWith(path)))
              .as("%s at update %d", path, update)
              .isEqualTo(delayed);
        }
      }
    }
  }

  private static StateMap state(Learner learner) {
    StateMap state = new StateMap();
    learner.save(state);
    return state;
  }

  @Test
  void defaultsAreTheAuthors() {
    Td3Bc.Config config = new Td3Bc.Config();
    assertThat(config.alpha()).isEqualTo(2.5);
    assertThat(config.policyDelay()).isEqualTo(2);
    assertThat(config.smoothing()).isEqualTo(new Smoothing(0.2, 0.5));
    assertThat(config.startOnline()).isEqualTo(config);
  }

  @Test
  void settingsOutsideTheirRangesAreRefused() {
    assertThatThrownBy(() -> small(0)).hasMessageContaining("policyDelay = 0");
    assertThatThrownBy(() -> new Smoothing(-0.1, 0.5)).hasMessageContaining("smoothing.noise");
    assertThatThrownBy(() -> new Smoothing(0.2, Double.NaN)).hasMessageContaining("smoothing.clip");
    assertThatThrownBy(() -> with(1.01, 2.5, 3e-4)).hasMessageContaining("discount = 1.01");
    assertThatThrownBy(() -> with(0.99, -1, 3e-4)).hasMessageContaining("alpha = -1.0");
    assertThatThrownBy(() -> with(0.99, 2.5, 0)).hasMessageContaining("learningRate = 0.0");
  }

  private static Td3Bc.Config with(double discount, double alpha, double learningRate) {
    Td3Bc.Config c = new Td3Bc.Config();
    return new Td3Bc.Config(
        discount,
        alpha,
        c.policyDelay(),
        c.smoothing(),
        c.explorationNoise(),
        learningRate,
        c.targetRate(),
        c.batchSize(),
        c.hidden(),
        c.valueHead());
  }
}
