package io.warmstart.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmstart.core.learner.Images;
import io.warmstart.core.learner.LearnerConfig;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.engine.Graph;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.reference.GradientCheck;
import io.warmstart.testkit.RecordedInputs;
import io.warmstart.testkit.Seeded;
import io.warmstart.testkit.SeenPointMass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Derivatives of every loss of every algorithm against central differences in FP64. */
final class EveryGradientTest {
  private static final EnvironmentSpec SPEC = EnvironmentSpec.ofWidths(4, 2);

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.warmstart.cli.LearnerVariants#all")
  void agreesWithCentralDifferences(String name, LearnerConfig config) {
    agrees(config, SPEC, Images.NONE);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.warmstart.cli.LearnerVariants#seeing")
  void agreesWithCentralDifferencesThroughPictures(String name, LearnerConfig config) {
    agrees(config, SeenPointMass.SPEC, SeenPointMass.IMAGES);
  }

  private static void agrees(LearnerConfig config, EnvironmentSpec spec, Images images) {
    long seed = Seeded.seed(3);
    Parameters parameters = new Parameters();
    RecordedInputs inputs = new RecordedInputs(spec, images);
    config.declare(spec, parameters, inputs);
    assertThat(inputs.graphs()).isNotEmpty();
    int losses = 0;
    for (Graph graph : inputs.graphs()) {
      for (GradientCheck.Report report :
          GradientCheck.of(graph, parameters, seed).jitter(0.1).minimizes(20)) {
        losses++;
        assertThat(report.relativeError())
            .as("%s, worst %s, %s", report.effect().loss(), report.worst(), Seeded.replay(seed))
            .isLessThan(1e-6);
      }
    }
    assertThat(losses).isPositive();
  }
}
