package io.warmstart.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.warmstart.core.environment.Observation;
import io.warmstart.core.learner.Learner;
import io.warmstart.core.learner.LearnerConfig;
import io.warmstart.core.learner.Policy;
import io.warmstart.core.learner.PolicySession;
import io.warmstart.core.network.GaussianActor;
import io.warmstart.core.network.Initializer;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.engine.reference.ReferenceExecutor;
import io.warmstart.offline.bc.Bc;
import io.warmstart.offline.iql.Iql;
import io.warmstart.testkit.FixedBatches;
import io.warmstart.testkit.Golden;
import io.warmstart.testkit.StateMap;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A few updates against PyTorch in float64, from equal weights on equal batches; the numbers come
 * from {@code src/test/fixtures/iql_torch.py}.
 */
final class TorchGoldenTest {
  private static final Golden GOLDEN = Golden.read(Path.of("src/test/fixtures/iql_torch.json"));
  private static final GaussianActor.Range RANGE = new GaussianActor.Range(-5, 2);
  private static final EnvironmentSpec SPEC = EnvironmentSpec.ofWidths(3, 2);

  static Stream<Arguments> runs() {
    return Stream.of(
        Arguments.of("iql-author", iql(Iql.Order.AUTHOR)),
        Arguments.of("iql-corl", iql(Iql.Order.CORL)),
        Arguments.of("bc-deterministic", bc(Bc.Variant.DETERMINISTIC)),
        Arguments.of("bc-gaussian", bc(Bc.Variant.GAUSSIAN)));
  }

  private static double setting(String name) {
    return GOLDEN.at("settings", name).number();
  }

  private static Iql.Config iql(Iql.Order order) {
    return new Iql.Config(
        order,
        Initializer.TORCH,
        setting("discount"),
        setting("expectile"),
        setting("temperature"),
        setting("maxWeight"),
        setting("rate"),
        (long) setting("decaySteps"),
        setting("targetRate"),
        (int) setting("rows"),
        List.of(5, 4),
        0,
        RANGE);
  }

  private static Bc.Config bc(Bc.Variant variant) {
    return new Bc.Config(variant, setting("rate"), (int) setting("rows"), List.of(5, 4), RANGE);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("runs")
  void updatesAgreeWithPyTorch(String run, LearnerConfig config) {
    Golden golden = GOLDEN.at(run);
    try (Learner learner = Learner.create(config, SPEC, new ReferenceExecutor(), 1)) {
      start(learner, golden.at("initial"));
      for (int k = 0; k < golden.at("metrics").size(); k++) {
        learner.train(batches(), 1);
        Golden metrics = golden.at("metrics", k);
        for (String name : metrics.keys()) {
          assertThat(learner.metrics().get(name))
              .as("%s of update %d", name, k)
              .isCloseTo(metrics.at(name).number(), within(1e-9));
        }
      }
      StateMap state = new StateMap();
      learner.save(state);
      for (String name : golden.at("final").keys()) {
        double[] expected = golden.at("final").at(name).numbers();
        float[] found = state.floats(name);
        assertThat(found).as(name).hasSize(expected.length);
        for (int i = 0; i < found.length; i++) {
          assertThat((double) found[i]).as("%s[%d]", name, i).isCloseTo(expected[i], within(1e-7));
        }
      }
      assertThat(action(learner, golden.at("observation").numbers()))
          .usingComparatorWithPrecision(1e-6f)
          .containsExactly(floats(golden.at("action").numbers()));
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

  private static FixedBatches batches() {
    FixedBatches batches = new FixedBatches(SPEC);
    for (int k = 0; k < GOLDEN.at("batches").size(); k++) {
      Golden batch = GOLDEN.at("batches", k);
      batches.add(
          new FixedBatches.Rows(
              batch.at("observations").numbers(),
              batch.at("actions").numbers(),
              batch.at("rewards").numbers(),
              batch.at("masks").numbers(),
              batch.at("nextObservations").numbers()));
    }
    return batches;
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
