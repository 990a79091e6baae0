package io.warmstart.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.warmstart.core.environment.Observation;
import io.warmstart.core.learner.Learner;
import io.warmstart.core.learner.LearnerConfig;
import io.warmstart.core.learner.Policy;
import io.warmstart.core.learner.PolicySession;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.engine.reference.ReferenceExecutor;
import io.warmstart.testkit.FixedBatches;
import io.warmstart.testkit.Golden;
import io.warmstart.testkit.StateMap;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Runs that PyTorch made in float64, from a fixture in {@code src/test/fixtures}: first weights,
 * batches, metrics per update, last weights and an action.
 */
final class TorchRuns {
  /** What every fixture observes and does. */
  static final EnvironmentSpec SPEC = EnvironmentSpec.ofWidths(3, 2);

  private final Golden golden;

  private TorchRuns(Golden golden) {
    this.golden = golden;
  }

  /** The fixture of this file name. */
  static TorchRuns of(String file) {
    return new TorchRuns(Golden.read(Path.of("src/test/fixtures", file)));
  }

  /** A number among the settings that both sides use. */
  double setting(String name) {
    return golden.at("settings", name).number();
  }

  /** Repeats a run on the reference executor, with seed 1, and compares everything. */
  void agree(String run, LearnerConfig config) {
    Golden expected = golden.at(run);
    try (Learner learner = Learner.create(config, SPEC, new ReferenceExecutor(), 1)) {
      start(learner, expected.at("initial"));
      FixedBatches batches = batches();
      for (int k = 0; k < expected.at("metrics").size(); k++) {
        learner.train(batches, 1);
        compareMetrics(learner, expected.at("metrics", k), k);
      }
      compareWeights(learner, expected.at("final"));
      assertThat(action(learner, expected.at("observation").numbers()))
          .usingComparatorWithPrecision(1e-6f)
          .containsExactly(floats(expected.at("action").numbers()));
    }
  }

  private static void compareMetrics(Learner learner, Golden metrics, int update) {
    for (String name : metrics.keys()) {
      assertThat(learner.metrics().get(name))
          .as("%s of update %d", name, update)
          .isCloseTo(metrics.at(name).number(), within(1e-9));
    }
  }

  private static void compareWeights(Learner learner, Golden weights) {
    StateMap state = new StateMap();
    learner.save(state);
    for (String name : weights.keys()) {
      double[] expected = weights.at(name).numbers();
      float[] found = state.floats(name);
      assertThat(found).as(name).hasSize(expected.length);
      for (int i = 0; i < found.length; i++) {
        assertThat((double) found[i]).as("%s[%d]", name, i).isCloseTo(expected[i], within(1e-7));
      }
    }
  }

  private static void start(Learner learner, Golden weights) {
    StateMap state = new StateMap();
    learner.save(state);
    for (String name : weights.keys()) {
      state.set(name, weights.at(name).numbers());
    }
    learner.load(state);
  }

  private FixedBatches batches() {
    FixedBatches batches = new FixedBatches(SPEC);
    for (int k = 0; k < golden.at("batches").size(); k++) {
      Golden batch = golden.at("batches", k);
      batches.add(
          new FixedBatches.Rows(
              batch.at("observations").numbers(),
              batch.at("actions").numbers(),
              batch.at("rewards").numbers(),
              batch.at("masks").numbers(),
              batch.at("nextObservations").numbers(),
              optional(batch, "nextActions"),
              optional(batch, "returns")));
    }
    return batches;
  }

  private static double @Nullable [] optional(Golden batch, String column) {
    return batch.keys().contains(column) ? batch.at(column).numbers() : null;
  }

  private static float[] action(Learner learner, double[] values) {
    Observation observation = Observation.of(SPEC);
    for (int i = 0; i < values.length; i++) {
      observation.set(0, i, (float) values[i]);
    }
    float[] action = new float[2];
    try (Policy policy = learner.policy();
        PolicySession session = policy.begin(Policy.ActionMode.DETERMINISTIC, 0)) {
      session.act(observation, action);
    }
    return action;
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }
}
