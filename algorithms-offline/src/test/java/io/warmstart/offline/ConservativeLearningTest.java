package io.warmstart.offline;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmstart.core.learner.LearnerConfig;
import io.warmstart.core.loss.Conservatism;
import io.warmstart.core.loss.Conservatism.Form;
import io.warmstart.core.loss.Multiplier;
import io.warmstart.core.loss.NextValue;
import io.warmstart.core.network.GaussianActor;
import io.warmstart.core.network.SquashedGaussianActor.LogStd;
import io.warmstart.core.training.Statistics.Estimate;
import io.warmstart.engine.cpu.CpuExecutor;
import io.warmstart.offline.bc.Bc;
import java.util.List;
import org.junit.jupiter.api.Test;

/** On records of which a quarter are good, conservative critics must beat imitation: 3 seeds. */
final class ConservativeLearningTest {
  private static final int UPDATES = 600;

  private static Conservatism term() {
    return new Conservatism(Form.IMPORTANCE_SAMPLED, 4, 1, Multiplier.FIXED, 0, -200, 200, 1);
  }

  @Test
  void conservativeCriticsBeatCloningOnMixedRecords() {
    Estimate cloned =
        PointMassScores.of(
            new Bc.Config(
                Bc.Variant.DETERMINISTIC,
                3e-3,
                64,
                List.of(32, 32),
                new GaussianActor.Range(-5, 2)),
            UPDATES,
            new CpuExecutor(1));
    List<LearnerConfig> learners =
        List.of(
            ConservativeConfigs.cql(
                term(), NextValue.ONE_ACTION, LogStd.SCALED_HEAD, 0, 64, List.of(32, 32), 3e-3),
            ConservativeConfigs.calQl(
                term(), NextValue.MIN_THEN_MAX, false, 64, List.of(32, 32), 3e-3));
    for (LearnerConfig config : learners) {
      Estimate learned = PointMassScores.of(config, UPDATES, new CpuExecutor(1));
      assertThat(learned.above(cloned))
          .as("%s: %s, cloning %s", config.name(), learned, cloned)
          .isTrue();
      // The expert comes to about -1, cloning to about -20.
      assertThat(learned.low()).isGreaterThan(-5);
    }
  }
}
