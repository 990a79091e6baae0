package io.warmstart.offline.diffusionql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.learner.Learner;
import io.warmstart.core.learner.LearnerConfig;
import io.warmstart.core.learner.Policy;
import io.warmstart.core.loss.Losses;
import io.warmstart.core.loss.NextValue;
import io.warmstart.core.network.Averaging;
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
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class DiffusionQlTest {
  private static final Offset<Double> SIX_DIGITS = within(1e-6);

  private final Graph g = Graph.named("golden");

  static DiffusionQl.Config small(int steps, double eta, int backupSamples, Averaging averaging) {
    return new DiffusionQl.Config(
        0.9,
        steps,
        eta,
        backupSamples,
        1e-3,
        1e-3,
        5,
        0.01,
        averaging,
        6,
        16,
        List.of(12, 12),
        ValueHead.REGRESSION);
  }

  @Nested
  final class Usual extends LearnerContract {
    @Override
    protected LearnerConfig config() {
      return small(5, 1, 1, new Averaging(0.01, 0, 2));
    }
  }

  @Nested
  final class MaximalBackup extends LearnerContract {
    @Override
    protected LearnerConfig config() {
      return small(3, 2, 4, new Averaging(0.01, 2, 1));
    }
  }

  private double[] value(Tensor tensor) {
    return GradientCheck.of(g, new Parameters(), 1).value(tensor);
  }

  private Tensor table(int rows, int columns, float... values) {
    return g.constant(values, rows, columns);
  }

  @Test
  void maximalBackupTakesTheLargestPerCriticThenTheSmallest() {
    Tensor q = table(2, 3, 1, 4, 2, 3, 0, 5).reshape(2, 3, 1);
    assertThat(value(NextValue.MAX_THEN_MIN.of(q))).containsExactly(4);
  }

  @Test
  void guidanceDividesOneCriticByTheSizeOfTheOther() {
    Tensor q = table(2, 3, 2, -1, 4, 1, -3, 2);
    Tensor usual = Losses.guidance(q, g.constant(0));
    Tensor swapped = Losses.guidance(q, g.constant(1));
    assertThat(value(usual)[0]).isCloseTo(-0.833333, SIX_DIGITS);
    assertThat(value(swapped)[0]).isCloseTo(0, SIX_DIGITS);
    // -1 / (3 * 2) for the first critic and nothing for the second, whose size is a constant.
    double[] gradient = value(g.gradients(usual, List.of(q)).getFirst());
    for (int i = 0; i < 6; i++) {
      assertThat(gradient[i]).isCloseTo(i < 3 ? -1 / 6.0 : 0, SIX_DIGITS);
    }
  }

  @Test
  void averageMovesAtTheNamedUpdatesOnly() {
    DiffusionQl.Config config = small(2, 1, 1, new Averaging(0.5, 4, 2));
    try (Dataset dataset = PointMass.dataset(10, 0.5, 2);
        Learner learner = Learner.create(config, PointMass.SPEC, new ReferenceExecutor(), 1)) {
      StateMap before = state(learner);
      for (int update = 0; update < 9; update++) {
        learner.train(dataset, 1);
        StateMap after = state(learner);
        boolean due = update >= 4 && update % 2 == 0;
        assertThat(moved(before, after)).as("average after update %d", update).isEqualTo(due);
        if (due) {
          float[] average = after.floats("average/noise/dense1/weight");
          float[] old = before.floats("average/noise/dense1/weight");
          float[] online = after.floats("actor/noise/dense1/weight");
          assertThat(average[3]).isCloseTo(0.5f * (old[3] + online[3]), within(1e-7f));
        }
        before = after;
      }
    }
  }

  private static boolean moved(StateMap before, StateMap after) {
    return after.differences(before).stream().anyMatch(name -> name.startsWith("average/noise"));
  }

  private static StateMap state(Learner learner) {
    StateMap state = new StateMap();
    learner.save(state);
    return state;
  }

  @Test
  void withoutTheValueTermThePolicyIgnoresTheCritics() {
    try (Dataset dataset = PointMass.dataset(10, 0.5, 2);
        Learner learner =
            Learner.create(
                small(3, 0, 1, new Averaging(0.1, 0, 1)),
                PointMass.SPEC,
                new ReferenceExecutor(),
                1)) {
      learner.train(dataset, 1);
      assertThat(learner.metrics()).containsKeys("policy/loss", "policy/cloning", "critic/loss");
      assertThat(learner.metrics()).doesNotContainKey("policy/guidance");
      assertThat(learner.metrics().get("policy/loss"))
          .isEqualTo(learner.metrics().get("policy/cloning"));
    }
  }

  @Test
  void defaultsAreThePapersAndEvaluationDraws() {
    DiffusionQl.Config config = new DiffusionQl.Config();
    assertThat(config.denoisingSteps()).isEqualTo(5);
    assertThat(config.candidates()).isEqualTo(50);
    assertThat(config.averaging()).isEqualTo(new Averaging(0.005, 1000, 5));
    assertThat(config.evaluationMode()).isEqualTo(Policy.ActionMode.SAMPLED);
  }

  @Test
  void settingsOutsideTheirRangesAreRefused() {
    Averaging averaging = new Averaging(0.1, 0, 1);
    assertThatThrownBy(() -> small(0, 1, 1, averaging)).hasMessageContaining("denoisingSteps = 0");
    assertThatThrownBy(() -> small(5, -1, 1, averaging)).hasMessageContaining("eta = -1.0");
    assertThatThrownBy(() -> small(5, 1, 0, averaging)).hasMessageContaining("backupSamples = 0");
    assertThatThrownBy(() -> new Averaging(0, 0, 1)).hasMessageContaining("rate of the average");
    assertThatThrownBy(() -> new Averaging(0.1, -1, 1)).hasMessageContaining("start of the");
    assertThatThrownBy(() -> new Averaging(0.1, 0, 0)).hasMessageContaining("updates between");
  }
}
