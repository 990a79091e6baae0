package io.warmstart.offline.diffusionql;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.data.DatasetBuilder;
import io.warmstart.core.data.Provenance;
import io.warmstart.core.data.TerminationCause;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.learner.Learner;
import io.warmstart.core.learner.LearnerConfig;
import io.warmstart.core.learner.Policy;
import io.warmstart.core.learner.Policy.ActionMode;
import io.warmstart.core.learner.PolicySession;
import io.warmstart.core.network.Averaging;
import io.warmstart.core.network.DiffusionSchedule;
import io.warmstart.core.network.GaussianActor;
import io.warmstart.core.network.ValueHead;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.engine.Graph;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Philox;
import io.warmstart.engine.Tensor;
import io.warmstart.engine.cpu.CpuExecutor;
import io.warmstart.engine.reference.GradientCheck;
import io.warmstart.offline.bc.Bc;
import io.warmstart.testkit.Wasserstein;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A bandit in which half of the recorded actions lie near each of two modes and the state decides
 * which one pays: imitation goes to both, or between them.
 */
final class DiffusionQlLearningTest {
  private static final EnvironmentSpec SPEC = EnvironmentSpec.ofWidths(1, 1);
  private static final double MODE = 0.6;
  private static final double WIDTH = 0.1;

  private static DiffusionQl.Config diffusion() {
    return new DiffusionQl.Config(
        0.99,
        5,
        1,
        1,
        2e-3,
        2e-3,
        10,
        0.01,
        new Averaging(0.005, 1000, 5),
        10,
        64,
        List.of(32, 32),
        ValueHead.REGRESSION);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2})
  void valueTermFindsThePayingMode(long seed) {
    LearnerConfig cloning =
        new Bc.Config(
            Bc.Variant.GAUSSIAN, 2e-3, 64, List.of(32, 32), new GaussianActor.Range(-5, 2));
    assertThat(payoff(cloning, ActionMode.SAMPLED, seed)).isLessThan(0.4);
    assertThat(payoff(cloning, ActionMode.DETERMINISTIC, seed)).isLessThan(0.2);
    assertThat(payoff(diffusion(), ActionMode.SAMPLED, seed)).isGreaterThan(0.7);
    assertThat(payoff(diffusion(), ActionMode.DETERMINISTIC, seed)).isGreaterThan(0.9);
  }

  /** 1 on the side of the observation's sign, away from the middle. */
  private static float reward(double observation, double action) {
    return action * Math.signum(observation) > MODE / 2 ? 1 : 0;
  }

  private static double payoff(LearnerConfig config, ActionMode mode, long seed) {
    try (Dataset dataset = records(seed);
        Learner learner = Learner.create(config, SPEC, new CpuExecutor(1), seed)) {
      learner.train(dataset, 1000);
      try (Policy policy = learner.policy();
          PolicySession session = policy.begin(mode, seed)) {
        Observation observation = Observation.of(SPEC);
        float[] action = new float[1];
        double sum = 0;
        for (int k = 0; k < 200; k++) {
          observation.set(0, 0, (k - 99.5f) / 100);
          session.act(observation, action);
          sum += reward(observation.get(0, 0), action[0]);
        }
        return sum / 200;
      }
    }
  }

  private static Dataset records(long seed) {
    Philox random = Philox.of(seed, "records");
    Observation observation = Observation.of(SPEC);
    DatasetBuilder builder = new DatasetBuilder(SPEC, List.of(), 4000);
    for (int k = 0; k < 2000; k++) {
      double state = 2 * random.uniform(k, 0) - 1;
      double mode = random.uniform(k, 1) < 0.5 ? -MODE : MODE;
      double action = Math.clamp(mode + WIDTH * random.normal(k, 2), -1.0, 1.0);
      observation.set(0, 0, (float) state);
      builder.step(observation, new float[] {(float) action}, reward(state, action));
      builder.end(TerminationCause.TERMINATED, observation);
    }
    return builder.build(Provenance.generated("paying modes, seed " + seed));
  }

  @ParameterizedTest(name = "{0} steps")
  @CsvSource({"5, 0.12, 0.2", "10, 0.02, 0.06"})
  void exactNoiseNeedsMoreThanFiveStepsForTwoModes(int steps, double low, double high) {
    int rows = 20_000;
    double mode = 0.85;
    double width = 0.04;
    Graph g = Graph.named("modes");
    DiffusionSchedule schedule = new DiffusionSchedule(steps);
    Tensor action =
        schedule.sample(
            (x, k) -> {
              double kept = schedule.kept(k);
              double variance = kept * width * width + 1 - kept;
              double centre = Math.sqrt(kept) * mode;
              Tensor side = x.times(centre / variance).tanh().times(centre);
              return x.minus(side).times(Math.sqrt(1 - kept) / variance);
            },
            k -> g.normal("draw" + k, rows, 1));
    double[] truth = new double[rows];
    Philox random = Philox.of(1, "truth");
    for (int k = 0; k < rows; k++) {
      double side = random.uniform(k, 0) < 0.5 ? -mode : mode;
      truth[k] = Math.clamp(side + width * random.normal(k, 2), -1.0, 1.0);
    }
    double[] drawn = GradientCheck.of(g, new Parameters(), 1).value(action);
    assertThat(Wasserstein.between(drawn, truth)).isBetween(low, high);
  }
}
