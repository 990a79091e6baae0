package io.warmstart.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.learner.Learner;
import io.warmstart.core.learner.LearnerConfig;
import io.warmstart.core.learner.Preprocessing;
import io.warmstart.engine.Executor;
import io.warmstart.engine.cpu.CpuExecutor;
import io.warmstart.engine.nd4j.Nd4jExecutor;
import io.warmstart.engine.reference.ReferenceExecutor;
import io.warmstart.testkit.PointMass;
import io.warmstart.testkit.SeenPointMass;
import io.warmstart.testkit.StateMap;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Gradients of the first update of every algorithm on each executor against the reference,
 * norm-wise per parameter. After one step Adam's first moment is a tenth of the gradient.
 */
final class EveryParityTest {
  private static final List<Executor> EXECUTORS =
      List.of(new CpuExecutor(2).withoutWarmUp(), new Nd4jExecutor());

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.warmstart.cli.LearnerVariants#all")
  void gradientsAgreeWithTheReference(String name, LearnerConfig config) {
    agree(config, false);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.warmstart.cli.LearnerVariants#seeing")
  void gradientsOfPicturesAgreeWithTheReference(String name, LearnerConfig config) {
    StateMap expected = agree(config, true);
    assertThat(expected.floats("encoder/view/conv0/weight#m")).doesNotContain(0);
    if (expected.names().contains("critic/dense0/weight")) {
      assertThat(expected.floats("encoderTarget/view/conv0/weight#m")).containsOnly(0);
    }
  }

  private static StateMap agree(LearnerConfig config, boolean pictures) {
    StateMap expected = afterOneUpdate(config, pictures, new ReferenceExecutor());
    List<String> moments =
        expected.names().stream().filter(n -> n.endsWith("#m")).sorted().toList();
    assertThat(moments).hasSizeGreaterThan(3);
    for (Executor executor : EXECUTORS) {
      StateMap found = afterOneUpdate(config, pictures, executor);
      for (String moment : moments) {
        assertThat(relativeError(expected.floats(moment), found.floats(moment)))
            .as("%s on %s", moment, executor.name())
            .isLessThan(1e-4);
      }
    }
    return expected;
  }

  private static StateMap afterOneUpdate(
      LearnerConfig config, boolean pictures, Executor executor) {
    StateMap state = new StateMap();
    try (Dataset dataset =
            pictures ? SeenPointMass.dataset(30, 0.5, 8) : PointMass.dataset(30, 0.5, 8);
        Learner learner =
            Learner.create(
                config, dataset.spec(), Preprocessing.of(SeenPointMass.IMAGES), executor, 1)) {
      learner.train(dataset, 1);
      learner.save(state);
    }
    return state;
  }

  private static double relativeError(float[] expected, float[] found) {
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < expected.length; i++) {
      difference += Math.pow(found[i] - (double) expected[i], 2);
      norm += Math.pow(expected[i], 2);
    }
    return norm == 0 ? Math.sqrt(difference) : Math.sqrt(difference / norm);
  }
}
