package io.warmstart.offline.ofql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.warmstart.core.learner.LearnerConfig;
import io.warmstart.core.learner.Policy;
import io.warmstart.core.loss.Losses;
import io.warmstart.core.network.Averaging;
import io.warmstart.core.network.FlowActor.Form;
import io.warmstart.core.network.ValueHead;
import io.warmstart.engine.Effect;
import io.warmstart.engine.Executor;
import io.warmstart.engine.Graph;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Tensor;
import io.warmstart.engine.cpu.CpuExecutor;
import io.warmstart.engine.reference.GradientCheck;
import io.warmstart.testkit.LearnerContract;
import io.warmstart.testkit.PointMass;
import io.warmstart.testkit.RecordedInputs;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class OfqlTest {
  static Ofql.Config small(Form form, double eta, double flowRatio, int backupSamples) {
    return new Ofql.Config(
        form,
        0.9,
        eta,
        flowRatio,
        backupSamples,
        1e-3,
        1e-3,
        9,
        0.01,
        new Averaging(0.01, 0, 1),
        4,
        16,
        List.of(12, 12),
        ValueHead.REGRESSION);
  }

  @Nested
  final class Average extends LearnerContract {
    @Override
    protected LearnerConfig config() {
      return small(Form.AVERAGE, 0.3, 0.5, 2);
    }
  }

  @Nested
  final class ResidualOnCpu extends LearnerContract {
    @Override
    protected LearnerConfig config() {
      return small(Form.RESIDUAL, 0.3, 0.5, 1);
    }

    @Override
    protected Executor executor() {
      return new CpuExecutor(1).withoutWarmUp();
    }
  }

  @Test
  void guidanceDividesByTheOtherCriticAndTheDivisorIsConstant() {
    Graph g = Graph.named("guidance");
    Tensor q = g.constant(new float[] {2, -1, 4, 1, -3, 2}, 2, 3);
    Tensor plain = Losses.guidance(q, g.constant(0));
    assertThat(number(g, plain)).isCloseTo(-0.833333, within(1e-6));
    assertThat(number(g, Losses.guidance(q, g.constant(1)))).isZero();
    double[] gradient =
        GradientCheck.of(g, new Parameters(), 1).value(g.gradients(plain, List.of(q)).getFirst());
    // A third of a mean of three, divided by the mean size 2; nothing to the second critic.
    assertThat(gradient)
        .usingComparatorWithPrecision(1e-6)
        .containsExactly(-1.0 / 6, -1.0 / 6, -1.0 / 6, 0, 0, 0);
  }

  private static double number(Graph graph, Tensor tensor) {
    return GradientCheck.of(graph, new Parameters(), 1).value(tensor)[0];
  }

  @Test
  void criticsComeBeforeThePolicyAndTargetsAfterBoth() {
    RecordedInputs inputs = new RecordedInputs(PointMass.SPEC);
    small(Form.AVERAGE, 0.3, 0.5, 1).declare(PointMass.SPEC, new Parameters(), inputs);
    List<String> effects =
        inputs.graphs().getFirst().effects().stream()
            .filter(effect -> !(effect instanceof Effect.Metric))
            .map(effect -> effect.written().getFirst().path())
            .toList();
    assertThat(effects)
        .containsExactly("critic/dense0/weight", "actor/t/dense0/weight", "target/dense0/weight");
  }

  @Test
  void settingsOutsideTheirRangesAreRefused() {
    assertThatThrownBy(() -> small(Form.AVERAGE, -0.1, 0.5, 1)).hasMessageContaining("eta = -0.1");
    assertThatThrownBy(() -> small(Form.AVERAGE, 0.1, 1.5, 1))
        .hasMessageContaining("flowRatio = 1.5");
    assertThatThrownBy(() -> small(Form.AVERAGE, 0.1, 0.5, 0))
        .hasMessageContaining("backupSamples = 0");
    Ofql.Config paper = new Ofql.Config();
    assertThat(paper.flowRatio()).isEqualTo(0.5);
    assertThat(paper.candidates()).isEqualTo(50);
    assertThat(paper.form()).isEqualTo(Form.AVERAGE);
    assertThat(paper.evaluationMode()).isEqualTo(Policy.ActionMode.SAMPLED);
  }
}
