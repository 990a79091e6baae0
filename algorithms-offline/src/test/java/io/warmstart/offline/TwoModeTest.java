package io.warmstart.offline;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.data.DatasetBuilder;
import io.warmstart.core.data.Provenance;
import io.warmstart.core.data.TerminationCause;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.learner.Learner;
import io.warmstart.core.learner.LearnerConfig;
import io.warmstart.core.learner.Policy;
import io.warmstart.core.learner.PolicySession;
import io.warmstart.core.network.Averaging;
import io.warmstart.core.network.GaussianActor;
import io.warmstart.core.network.ValueHead;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.engine.Philox;
import io.warmstart.engine.cpu.CpuExecutor;
import io.warmstart.offline.bc.Bc;
import io.warmstart.offline.diffusionql.DiffusionQl;
import io.warmstart.offline.fql.Fql;
import io.warmstart.testkit.Seeded;
import io.warmstart.testkit.Wasserstein;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A bandit whose recorded actions have two equal modes at +-{@value #MODE}, each normal with
 * standard deviation {@value #WIDTH}, whatever the state; every reward is 0, so that only imitation
 * is left. Policies are judged by the 1-Wasserstein distance of their drawn actions to the truth: a
 * normal distribution, even the best one, stays at 0.32 because it puts its mass between the modes.
 *
 * <p>A generative policy joins with one line in {@link #generative}.
 */
final class TwoModeTest {
  private static final double MODE = 0.85;
  private static final double WIDTH = 0.04;
  private static final int RECORDS = 4000;
  private static final int DRAWS = 4000;
  static final EnvironmentSpec SPEC = EnvironmentSpec.ofWidths(1, 1);

  /** Name, settings that only imitate, and updates; together below a minute on one core. */
  static Stream<Arguments> generative() {
    return Stream.of(
        Arguments.of("diffusion-ql", diffusion(), 4000), Arguments.of("fql", fql(), 3000));
  }

  /** Ten steps: with the usual five even exact noise leaves a distance of 0.16, with ten 0.04. */
  private static DiffusionQl.Config diffusion() {
    return new DiffusionQl.Config(
        0.99,
        10,
        0,
        1,
        1e-3,
        1e-3,
        10,
        0.005,
        new Averaging(0.005, 1000, 5),
        4,
        128,
        List.of(64, 64, 64),
        ValueHead.REGRESSION);
  }

  private static Fql.Config fql() {
    return new Fql.Config(
        0.99,
        Fql.Aggregation.MEAN,
        100,
        false,
        10,
        2e-3,
        0.005,
        256,
        List.of(128, 128),
        ValueHead.REGRESSION,
        16);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("generative")
  void generativePoliciesFindBothModes(String name, LearnerConfig config, int updates) {
    assertThat(distance(config, updates)).as(name).isLessThanOrEqualTo(0.1);
  }

  @Test
  void normalPolicyCannot() {
    Bc.Config config =
        new Bc.Config(
            Bc.Variant.GAUSSIAN, 1e-3, 128, List.of(64, 64), new GaussianActor.Range(-5, 2));
    assertThat(distance(config, 2000)).isBetween(0.3, 0.36);
  }

  /** Distance of as many drawn actions as records, in states of the same distribution. */
  static double distance(LearnerConfig config, int updates) {
    long seed = Seeded.seed(5);
    try (Dataset dataset = records(seed);
        Learner learner = Learner.create(config, SPEC, new CpuExecutor(1), seed)) {
      learner.train(dataset, updates);
      try (Policy policy = learner.policy()) {
        return Wasserstein.between(drawn(policy, seed), truth(seed));
      }
    }
  }

  static Dataset records(long seed) {
    Philox random = Philox.of(seed, "records");
    Observation observation = Observation.of(SPEC);
    DatasetBuilder builder = new DatasetBuilder(SPEC, List.of(), 2 * RECORDS);
    for (int k = 0; k < RECORDS; k++) {
      observation.set(0, 0, (float) (2 * random.uniform(k, 0) - 1));
      builder.step(observation, new float[] {(float) action(random, k)}, 0);
      builder.end(TerminationCause.TERMINATED, observation);
    }
    return builder.build(Provenance.generated("two modes, seed " + seed));
  }

  private static double action(Philox random, int k) {
    double mode = random.uniform(k, 1) < 0.5 ? -MODE : MODE;
    return Math.clamp(mode + WIDTH * random.normal(k, 2), -1.0, 1.0);
  }

  static double[] truth(long seed) {
    Philox random = Philox.of(seed, "truth");
    double[] actions = new double[25 * DRAWS];
    for (int k = 0; k < actions.length; k++) {
      actions[k] = action(random, k);
    }
    return actions;
  }

  static double[] drawn(Policy policy, long seed) {
    Philox random = Philox.of(seed, "states");
    Observation observation = Observation.of(SPEC);
    float[] action = new float[1];
    double[] actions = new double[DRAWS];
    try (PolicySession session = policy.begin(Policy.ActionMode.SAMPLED, seed)) {
      for (int k = 0; k < DRAWS; k++) {
        observation.set(0, 0, (float) (2 * random.uniform(k, 0) - 1));
        session.act(observation, action);
        actions[k] = action[0];
      }
    }
    return actions;
  }
}
