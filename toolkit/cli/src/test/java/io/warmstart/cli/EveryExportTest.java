package io.warmstart.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.export.ExportException;
import io.warmstart.core.learner.Learner;
import io.warmstart.core.learner.LearnerConfig;
import io.warmstart.core.learner.ObservationStatistics;
import io.warmstart.core.learner.Preprocessing;
import io.warmstart.core.reward.RewardTransform;
import io.warmstart.engine.Philox;
import io.warmstart.engine.cpu.CpuExecutor;
import io.warmstart.testkit.PointMass;
import io.warmstart.testkit.SeenPointMass;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Deterministic policies of every algorithm in ONNX Runtime, which nobody here wrote. */
final class EveryExportTest {
  private static final Preprocessing NORMALIZED = new Preprocessing(RewardTransform.NONE, true);

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.warmstart.cli.LearnerVariants#all")
  void onnxRuntimeGivesTheSameCommands(String name, LearnerConfig config) {
    try (Dataset dataset = PointMass.dataset(20, 0.5, 11);
        Learner learner =
            Learner.create(
                config, PointMass.SPEC, NORMALIZED, new CpuExecutor(1).withoutWarmUp(), 1)) {
      learner.normalize(ObservationStatistics.of(dataset));
      learner.train(dataset, 5);
      List<byte[]> model = new ArrayList<>();
      learner.export(policy -> model.add(policy.onnx(Map.of("algorithm", config.name()))));
      assertThat(OnnxCheck.largestError(model.getFirst(), learner, observations()))
          .isLessThan(1e-5);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.warmstart.cli.LearnerVariants#seeing")
  void onnxRuntimeSeesTheSamePictures(String name, LearnerConfig config) {
    Preprocessing seeing = new Preprocessing(RewardTransform.NONE, true, SeenPointMass.IMAGES);
    try (Dataset dataset = SeenPointMass.dataset(20, 0.5, 11);
        Learner learner =
            Learner.create(
                config, SeenPointMass.SPEC, seeing, new CpuExecutor(1).withoutWarmUp(), 1)) {
      learner.normalize(ObservationStatistics.of(dataset));
      learner.train(dataset, 5);
      List<byte[]> model = new ArrayList<>();
      learner.export(policy -> model.add(policy.onnx(Map.of("algorithm", config.name()))));
      List<Observation> seen =
          observations().stream()
              .map(o -> SeenPointMass.observation(o.get(0, 0), o.get(0, 1)))
              .toList();
      assertThat(OnnxCheck.largestError(model.getFirst(), learner, seen)).isLessThan(1e-5);
    }
  }

  @Test
  void aModelThatIsDamagedIsRefused() {
    LearnerConfig config = LearnerVariants.tiny(Algorithms.named("bc"));
    try (Learner learner =
        Learner.create(config, PointMass.SPEC, new CpuExecutor(1).withoutWarmUp(), 1)) {
      assertThatThrownBy(() -> OnnxCheck.largestError(new byte[] {8, 1}, learner, observations()))
          .isInstanceOf(ExportException.class)
          .hasMessageContaining("ONNX Runtime refuses");
    }
  }

  @Test
  void weightsOfAnotherUpdateAreFoundOut() {
    LearnerConfig config = LearnerVariants.tiny(Algorithms.named("bc"));
    try (Dataset dataset = PointMass.dataset(20, 0.5, 11);
        Learner learner =
            Learner.create(config, PointMass.SPEC, new CpuExecutor(1).withoutWarmUp(), 1)) {
      List<byte[]> model = new ArrayList<>();
      learner.export(policy -> model.add(policy.onnx(Map.of())));
      learner.train(dataset, 5);
      assertThat(OnnxCheck.largestError(model.getFirst(), learner, observations()))
          .isGreaterThan(1e-4);
    }
  }

  private static List<Observation> observations() {
    Philox random = Philox.of(3, "observations");
    List<Observation> observations = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      Observation observation = Observation.of(PointMass.SPEC);
      observation.set(0, 0, (float) (2 * random.normal(i, 0)));
      observation.set(0, 1, (float) (2 * random.normal(i, 1)));
      observations.add(observation);
    }
    return observations;
  }
}
