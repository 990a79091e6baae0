package io.warmstart.offline.rebrac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.learner.Batch;
import io.warmstart.core.learner.BatchInputs.NextActions;
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

final class RebracTest {
  private final Graph g = Graph.named("losses");

  static Rebrac.Config small(int policyDelay) {
    return new Rebrac.Config(
        0.9,
        0.01,
        0.02,
        policyDelay,
        new Smoothing(),
        0.1,
        1e-3,
        2e-3,
        0.01,
        16,
        List.of(12, 12),
        true,
        ValueHead.REGRESSION);
  }

  @Nested
  final class Contract extends LearnerContract {
    @Override
    protected LearnerConfig config() {
      return small(2);
    }
  }

  private Tensor row(float... values) {
    return g.constant(values, values.length);
  }

  private Tensor actions(float... values) {
    return g.constant(values, values.length / 2, 2);
  }

  private double[] value(Tensor tensor) {
    return GradientCheck.of(g, new Parameters(), 1).value(tensor);
  }

  @Test
  void targetPaysForLeavingTheRecordedNextAction() {
    Tensor q = g.constant(new float[] {2, 2, 2.5f, 2.5f}, 2, 2);
    Tensor smoothed = actions(0.4f, -0.2f, 0.4f, -0.2f);
    NextActions recorded = new NextActions(actions(0.1f, 0.3f, 0.1f, 0.3f), row(1, 0));
    Tensor next = Rebrac.nextValue(q, smoothed, recorded, 0.1);
    Tensor unused = g.constant(0);
    double[] y = value(new Batch(unused, unused, row(1, 1), row(1, 1), unused).target(next, 0.99));
    assertThat(y[0]).isCloseTo(2.94634, within(1e-6));
    // Without a recorded next action there is no penalty.
    assertThat(y[1]).isCloseTo(2.98, within(1e-6));
  }

  @Test
  void policyLossSumsOverActionDimensionsAndNormalisesTheCritic() {
    Tensor q = row(3, -1);
    Tensor chosen = actions(0.5f, 0, -0.2f, 0.4f);
    Tensor recorded = actions(0.3f, 0.1f, -0.1f, 0.1f);
    Tensor loss = Rebrac.policyLoss(q, chosen, recorded, 0.05);
    assertThat(value(loss)[0]).isCloseTo(-0.49625, within(1e-6));
    assertThat(value(g.gradients(loss, List.of(q)).getFirst())).containsExactly(-0.25, -0.25);
    // penalty * 2 (pi - a) / B
    assertThat(value(g.gradients(loss, List.of(chosen)).getFirst()))
        .containsExactly(new double[] {0.01, -0.005, -0.005, 0.015}, within(1e-6));
  }

  @Test
  void policyAndAllTargetsMoveAtUpdatesZeroTwoFour() {
    try (Dataset dataset = PointMass.dataset(5, 0.5, 1);
        Learner learner = Learner.create(small(2), PointMass.SPEC, new ReferenceExecutor(), 1)) {
      for (int update = 0; update < 5; update++) {
        StateMap before = state(learner);
        learner.train(dataset, 1);
        List<String> moved = state(learner).differences(before);
        assertThat(moved).anyMatch(name -> name.startsWith("critic/dense"));
        for (String path : List.of("policy/dense", "target/dense")) {
          assertThat(moved.stream().anyMatch(name -> name.startsWith(path)))
              .as("%s at update %d", path, update)
              .isEqualTo(update % 2 == 0);
        }
        // The target actor lags: at update 0 it follows weights that are still its own.
        assertThat(moved.stream().anyMatch(name -> name.startsWith("policyTarget/dense")))
            .as("target actor at update %d", update)
            .isEqualTo(update % 2 == 0 && update > 0);
      }
    }
  }

  @Test
  void networksStartAsTheAuthorsDo() {
    try (Learner learner =
        Learner.create(new Rebrac.Config(), PointMass.SPEC, new ReferenceExecutor(), 1)) {
      StateMap state = state(learner);
      assertThat(state.floats("policy/dense1/bias")).containsOnly(0.1f);
      assertThat(state.floats("critic/dense2/bias")).containsOnly(0.1f);
      assertThat(largest(state.floats("policy/dense3/weight"))).isBetween(0.98e-3, 1e-3);
      assertThat(largest(state.floats("policy/dense3/bias"))).isLessThan(1e-3);
      assertThat(largest(state.floats("critic/dense3/weight"))).isBetween(2.9e-3, 3e-3);
      assertThat(largest(state.floats("critic/dense1/weight"))).isBetween(0.0624, 0.0625);
      assertThat(state.names())
          .contains("critic/dense2/scale")
          .doesNotContain("policy/dense0/scale");
    }
  }

  private static double largest(float[] values) {
    double largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  private static StateMap state(Learner learner) {
    StateMap state = new StateMap();
    learner.save(state);
    return state;
  }

  @Test
  void settingsOutsideTheirRangesAreRefused() {
    assertThatThrownBy(() -> small(0)).hasMessageContaining("policyDelay = 0");
    assertThatThrownBy(() -> with(-0.1, 0.1, 1e-3)).hasMessageContaining("actorPenalty = -0.1");
    assertThatThrownBy(() -> with(0.1, Double.NaN, 1e-3)).hasMessageContaining("criticPenalty");
    assertThatThrownBy(() -> with(0.1, 0.1, 0)).hasMessageContaining("criticRate = 0.0");
  }

  private static Rebrac.Config with(double actorPenalty, double criticPenalty, double criticRate) {
    Rebrac.Config c = new Rebrac.Config();
    return new Rebrac.Config(
        c.discount(),
        actorPenalty,
        criticPenalty,
        c.policyDelay(),
        c.smoothing(),
        c.explorationNoise(),
        c.actorRate(),
        criticRate,
        c.targetRate(),
        c.batchSize(),
        c.hidden(),
        c.criticNorm(),
        c.valueHead());
  }
}
