package io.warmstart.offline.fql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.warmstart.core.learner.LearnerConfig;
import io.warmstart.core.learner.Policy;
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
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class FqlTest {
  private static final Offset<Double> SIX_DIGITS = within(1e-6);

  private final Graph g = Graph.named("fql");

  static Fql.Config small(Fql.Aggregation aggregation, boolean normalize, double distillation) {
    return new Fql.Config(
        0.9,
        aggregation,
        distillation,
        normalize,
        3,
        1e-3,
        0.01,
        16,
        List.of(12, 12),
        ValueHead.REGRESSION,
        4);
  }

  @Nested
  final class Default extends LearnerContract {
    @Override
    protected LearnerConfig config() {
      return small(Fql.Aggregation.MEAN, false, 10);
    }
  }

  @Nested
  final class SmallerCriticOnCpu extends LearnerContract {
    @Override
    protected LearnerConfig config() {
      return small(Fql.Aggregation.MIN, true, 1);
    }

    @Override
    protected Executor executor() {
      return new CpuExecutor(1).withoutWarmUp();
    }
  }

  /** The closed-form field of the golden numbers, {@code 0.5 x - 0.3 t}. */
  private static Tensor field(Tensor x, Tensor t) {
    return x.times(0.5).minus(t.times(0.3));
  }

  private Tensor row(float... values) {
    return g.constant(values, 1, values.length);
  }

  private double[] value(Tensor tensor) {
    return GradientCheck.of(g, new Parameters(), 1).value(tensor);
  }

  @Test
  void flowRunsFromNoiseAtZeroToDataAtOne() {
    Tensor loss = Fql.flowLoss(FqlTest::field, row(0.2f, 0.4f), row(0.5f, -1), row(0.25f));
    assertThat(value(loss)[0]).isCloseTo(1.715703, SIX_DIGITS);
    // With the ends exchanged, as in OFQL's convention, another number comes out.
    Tensor exchanged = Fql.flowLoss(FqlTest::field, row(0.5f, -1), row(0.2f, 0.4f), row(0.25f));
    assertThat(value(exchanged)[0]).isNotCloseTo(1.715703, within(0.1));
  }

  @Test
  void onlyTheEndOfTheFlowIsClipped() {
    Tensor end = Fql.euler(FqlTest::field, row(1.5f, -0.4f), 10);
    assertThat(value(end)[0]).isEqualTo(1);
    assertThat(value(end)[1]).isCloseTo(-0.806231, SIX_DIGITS);
    // From 1.5 the unclipped end is 2.288668; a tenth of it stays inside, the rest is linear.
    double x = 0.15;
    for (int i = 0; i < 10; i++) {
      x += 0.1 * (0.5 * x - 0.3 * i / 10);
    }
    assertThat(value(Fql.euler(FqlTest::field, row(0.15f), 10))[0]).isCloseTo(x, SIX_DIGITS);
    double y = 1.5;
    for (int i = 0; i < 10; i++) {
      y += 0.1 * (0.5 * y - 0.3 * i / 10);
    }
    assertThat(y).isCloseTo(2.288668, SIX_DIGITS);
  }

  @Test
  void distillationComparesTheUnclippedActionWithTheClippedEnd() {
    Tensor mu = row(1.3f, -0.5f);
    Tensor z = row(1.5f, -0.4f);
    Tensor loss = mu.minus(Fql.euler(FqlTest::field, z, 10)).square().mean();
    assertThat(value(loss)[0]).isCloseTo(0.091889, SIX_DIGITS);
    assertThat(value(g.gradients(loss, List.of(mu)).getFirst())[0]).isCloseTo(0.3, SIX_DIGITS);
    assertThat(value(g.gradients(loss, List.of(z)).getFirst())).containsOnly(0);
  }

  @Test
  void normaliserIsConstant() {
    Tensor q = g.constant(new float[] {2, -4, 1}, 3);
    assertThat(value(Fql.guidance(q, false))[0]).isCloseTo(1.0 / 3, SIX_DIGITS);
    Tensor normalized = Fql.guidance(q, true);
    assertThat(value(normalized)[0]).isCloseTo(1.0 / 7, SIX_DIGITS);
    // -1/3 for the mean, divided by 7/3 as if that were a number.
    assertThat(value(g.gradients(normalized, List.of(q)).getFirst()))
        .usingComparatorWithPrecision(1e-6)
        .containsExactly(-1.0 / 7, -1.0 / 7, -1.0 / 7);
  }

  @Test
  void targetsFollowTheCriticsFromBeforeTheStep() {
    RecordedInputs inputs = new RecordedInputs(PointMass.SPEC);
    small(Fql.Aggregation.MEAN, false, 10).declare(PointMass.SPEC, new Parameters(), inputs);
    List<String> effects =
        inputs.graphs().getFirst().effects().stream()
            .filter(effect -> !(effect instanceof Effect.Metric))
            .map(effect -> effect.written().getFirst().path())
            .toList();
    assertThat(effects)
        .containsExactly("policy/dense0/weight", "target/dense0/weight", "critic/dense0/weight");
  }

  @Test
  void settingsOutsideTheirRangesAreRefused() {
    assertThatThrownBy(() -> small(Fql.Aggregation.MEAN, false, -1))
        .hasMessageContaining("distillation = -1.0");
    assertThatThrownBy(() -> withSteps(0, 4)).hasMessageContaining("flowSteps = 0");
    assertThatThrownBy(() -> withSteps(10, 0)).hasMessageContaining("candidates = 0");
    Fql.Config paper = new Fql.Config();
    assertThat(paper.hidden()).containsExactly(512, 512, 512, 512);
    assertThat(paper.distillation()).isEqualTo(10);
    assertThat(paper.evaluationMode()).isEqualTo(Policy.ActionMode.SAMPLED);
  }

  private static Fql.Config withSteps(int flowSteps, int candidates) {
    Fql.Config c = new Fql.Config();
    return new Fql.Config(
        c.discount(),
        c.targetAggregation(),
        c.distillation(),
        c.normalizeQ(),
        flowSteps,
        c.learningRate(),
        c.targetRate(),
        c.batchSize(),
        c.hidden(),
        c.valueHead(),
        candidates);
  }
}
