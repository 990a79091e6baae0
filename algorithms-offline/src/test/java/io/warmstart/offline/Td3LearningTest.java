package io.warmstart.offline;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmstart.core.learner.LearnerConfig;
import io.warmstart.core.network.DeterministicActor.Smoothing;
import io.warmstart.core.network.GaussianActor;
import io.warmstart.core.network.ValueHead;
import io.warmstart.core.training.Statistics.Estimate;
import io.warmstart.offline.awac.Awac;
import io.warmstart.offline.bc.Bc;
import io.warmstart.offline.rebrac.Rebrac;
import io.warmstart.offline.td3bc.Td3Bc;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** On records of which a quarter are good, actor-critics must do better than imitation. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class Td3LearningTest {
  private static final int UPDATES = 500;
  private Estimate cloned = new Estimate(0, 0, 0);

  @BeforeAll
  void imitate() {
    GaussianActor.Range range = new GaussianActor.Range(-5, 2);
    cloned =
        PointMassScores.of(
            new Bc.Config(Bc.Variant.DETERMINISTIC, 3e-3, 64, List.of(32, 32), range), UPDATES);
  }

  @Test
  void td3bcBeatsCloningOnMixedRecords() {
    beatsCloning(
        new Td3Bc.Config(
            0.9,
            2.5,
            2,
            new Smoothing(),
            0.1,
            3e-3,
            0.02,
            64,
            List.of(32, 32),
            ValueHead.REGRESSION));
  }

  @Test
  void rebracBeatsCloningOnMixedRecords() {
    beatsCloning(
        new Rebrac.Config(
            0.9,
            0.05,
            0.01,
            2,
            new Smoothing(),
            0.1,
            3e-3,
            3e-3,
            0.02,
            64,
            List.of(32, 32),
            true,
            ValueHead.REGRESSION));
  }

  @Test
  void awacBeatsCloningOnMixedRecords() {
    beatsCloning(
        new Awac.Config(
            0.9,
            0.2,
            100,
            3e-3,
            0.02,
            64,
            List.of(32, 32),
            new GaussianActor.Range(-5, 2),
            ValueHead.REGRESSION));
  }

  private void beatsCloning(LearnerConfig config) {
    Estimate learned = PointMassScores.of(config, UPDATES);
    assertThat(learned.above(cloned)).as("%s, cloning %s", learned, cloned).isTrue();
    // The expert comes to about -1; imitation of the random rows keeps these from it.
    assertThat(learned.low()).isGreaterThan(-5);
  }
}
