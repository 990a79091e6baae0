package io.warmstart.offline.cql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.learner.Learner;
import io.warmstart.core.learner.LearnerConfig;
import io.warmstart.core.loss.Conservatism;
import io.warmstart.core.loss.Conservatism.Form;
import io.warmstart.core.loss.Multiplier;
import io.warmstart.core.loss.NextValue;
import io.warmstart.core.network.SquashedGaussianActor.LogStd;
import io.warmstart.engine.Executor;
import io.warmstart.engine.cpu.CpuExecutor;
import io.warmstart.engine.reference.ReferenceExecutor;
import io.warmstart.offline.ConservativeConfigs;
import io.warmstart.testkit.LearnerContract;
import io.warmstart.testkit.PointMass;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class CqlTest {
  private static Cql.Config config(Form form, Multiplier multiplier, NextValue backup) {
    return ConservativeConfigs.cql(
        ConservativeConfigs.conservatism(form, multiplier),
        backup,
        LogStd.SCALED_HEAD,
        0,
        16,
        List.of(12, 12),
        1e-3);
  }

  @Nested
  final class ImportanceSampled extends LearnerContract {
    @Override
    protected LearnerConfig config() {
      return CqlTest.config(Form.IMPORTANCE_SAMPLED, Multiplier.FIXED, NextValue.ONE_ACTION);
    }
  }

  @Nested
  final class LagrangeOnCpu extends LearnerContract {
    @Override
    protected LearnerConfig config() {
      return CqlTest.config(Form.UNCORRECTED, Multiplier.LAGRANGE, NextValue.MIN_THEN_MAX);
    }

    @Override
    protected Executor executor() {
      return new CpuExecutor(1);
    }
  }

  /** The multiplier grows where the difference is above the gap and shrinks where it is below. */
  @Test
  void multiplierFollowsTheGap() {
    assertThat(multiplier(-5)).isGreaterThan(Math.E * 1.01);
    assertThat(multiplier(50)).isLessThan(Math.E * 0.99);
  }

  private static double multiplier(double gap) {
    Conservatism base =
        ConservativeConfigs.conservatism(Form.IMPORTANCE_SAMPLED, Multiplier.LAGRANGE);
    Conservatism term =
        new Conservatism(
            base.form(),
            base.actions(),
            base.weight(),
            base.multiplier(),
            gap,
            base.clipLow(),
            base.clipHigh(),
            base.temperature());
    Cql.Config config =
        ConservativeConfigs.cql(
            term, NextValue.ONE_ACTION, LogStd.UNIFORM, 0, 16, List.of(12), 1e-3);
    try (Dataset dataset = PointMass.dataset(20, 0.5, 1);
        Learner learner = Learner.create(config, PointMass.SPEC, new ReferenceExecutor(), 1)) {
      learner.train(dataset, 20);
      return learner.metrics().get("conservative/multiplier");
    }
  }

  @Test
  void settingsOutsideTheirRangesAreRefused() {
    assertThatThrownBy(() -> sized(-1, 1e-3, 16)).hasMessageContaining("cloningSteps = -1");
    assertThatThrownBy(() -> sized(0, 0, 16)).hasMessageContaining("actorRate = 0.0 is outside");
    assertThatThrownBy(() -> sized(0, 1e-3, 0)).hasMessageContaining("batchSize = 0");
  }

  private static Cql.Config sized(long steps, double rate, int rows) {
    return ConservativeConfigs.cql(
        ConservativeConfigs.conservatism(Form.UNCORRECTED, Multiplier.FIXED),
        NextValue.ONE_ACTION,
        LogStd.HEAD,
        steps,
        rows,
        List.of(4),
        rate);
  }
}
