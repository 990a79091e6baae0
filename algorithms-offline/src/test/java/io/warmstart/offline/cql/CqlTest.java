package io.warmstart.offline.cql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.learner.Learner;
import io.warmstart.core.learner.LearnerConfig;
import io.warmstart.core.learner.Policy;
import io.warmstart.core.learner.PolicySession;
import io.warmstart.core.loss.Conservatism;
import io.warmstart.core.loss.Conservatism.Form;
import io.warmstart.core.loss.Multiplier;
import io.warmstart.core.loss.NextValue;
import io.warmstart.core.network.SquashedGaussianActor.LogStd;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.engine.Executor;
import io.warmstart.engine.cpu.CpuExecutor;
import io.warmstart.engine.reference.ReferenceExecutor;
import io.warmstart.offline.ConservativeConfigs;
import io.warmstart.testkit.LearnerContract;
import io.warmstart.testkit.PointMass;
import io.warmstart.testkit.StateMap;
import java.util.List;
import java.util.Objects;
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
      return new CpuExecutor(1).withoutWarmUp();
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
      return Objects.requireNonNull(learner.metrics().get("conservative/multiplier"));
    }
  }

  /** The critics are made to prefer large first channels. */
  @Test
  void bestOfManyTakesTheActionThatTheCriticsPrefer() {
    EnvironmentSpec spec = EnvironmentSpec.ofWidths(3, 2);
    Cql.Config config =
        ConservativeConfigs.cql(
            ConservativeConfigs.conservatism(Form.UNCORRECTED, Multiplier.FIXED),
            NextValue.ONE_ACTION,
            LogStd.UNIFORM,
            0,
            16,
            List.of(1),
            1e-3);
    try (Learner learner = Learner.create(config, spec, new ReferenceExecutor(), 1)) {
      StateMap state = new StateMap();
      learner.save(state);
      state.set("critic/dense0/weight", 0, 0, 0, 1, 0, 0, 0, 0, 1, 0);
      state.set("critic/dense0/bias", 2, 2);
      state.set("critic/dense1/weight", 1, 1);
      learner.load(state);
      try (Policy policy = learner.policy();
          PolicySession best = policy.beginBestOf(64, 1);
          PolicySession drawn = policy.begin(Policy.ActionMode.SAMPLED, 1)) {
        assertThat(meanFirstChannel(best, spec)).isGreaterThan(meanFirstChannel(drawn, spec) + 0.3);
      }
    }
  }

  private static double meanFirstChannel(PolicySession session, EnvironmentSpec spec) {
    Observation observation = Observation.of(spec);
    float[] action = new float[2];
    double mean = 0;
    for (int i = 0; i < 20; i++) {
      session.act(observation, action);
      mean += action[0] / 20;
    }
    return mean;
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
