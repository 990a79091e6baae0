package io.warmstart.offline;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmstart.core.learner.LearnerConfig;
import io.warmstart.core.network.Averaging;
import io.warmstart.core.network.DeterministicActor.Smoothing;
import io.warmstart.core.network.FlowActor;
import io.warmstart.core.network.GaussianActor;
import io.warmstart.core.network.Initializer;
import io.warmstart.core.network.ValueHead;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.engine.Graph;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.reference.GradientCheck;
import io.warmstart.offline.awac.Awac;
import io.warmstart.offline.bc.Bc;
import io.warmstart.offline.diffusionql.DiffusionQl;
import io.warmstart.offline.fql.Fql;
import io.warmstart.offline.iql.Iql;
import io.warmstart.offline.ofql.Ofql;
import io.warmstart.offline.rebrac.Rebrac;
import io.warmstart.offline.td3bc.Td3Bc;
import io.warmstart.testkit.RecordedInputs;
import io.warmstart.testkit.Seeded;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Derivatives of every loss against central differences in double precision. */
final class GradientTest {
  private static final EnvironmentSpec SPEC = EnvironmentSpec.ofWidths(4, 2);
  private static final GaussianActor.Range RANGE = new GaussianActor.Range(-5, 2);

  static Stream<Arguments> losses() {
    return Stream.of(
        Arguments.of("ofql", 2, ofql(FlowActor.Form.AVERAGE)),
        Arguments.of("ofql, residual form", 2, ofql(FlowActor.Form.RESIDUAL)),
        Arguments.of("fql", 2, fql(Fql.Aggregation.MEAN, false, ValueHead.REGRESSION)),
        Arguments.of("fql, normalised", 2, fql(Fql.Aggregation.MIN, true, ValueHead.REGRESSION)),
        Arguments.of(
            "fql, histogram", 2, fql(Fql.Aggregation.MEAN, false, new ValueHead(11, -3, 3))),
        Arguments.of("bc, deterministic", 1, bc(Bc.Variant.DETERMINISTIC)),
        Arguments.of("bc, gaussian", 1, bc(Bc.Variant.GAUSSIAN)),
        Arguments.of("iql, author's order", 3, iql(Iql.Order.AUTHOR, 0)),
        Arguments.of("iql, author's order, dropout", 3, iql(Iql.Order.AUTHOR, 0.3)),
        Arguments.of("iql, CORL's order", 3, iql(Iql.Order.CORL, 0)),
        Arguments.of("td3bc", 2, td3bc(ValueHead.REGRESSION)),
        Arguments.of("td3bc, histogram", 2, td3bc(new ValueHead(11, -3, 3))),
        Arguments.of("rebrac", 2, rebrac(true)),
        Arguments.of("rebrac, no norm", 2, rebrac(false)),
        Arguments.of("awac", 2, awac()),
        Arguments.of("diffusion-ql", 2, diffusionQl(5, 1, 1, ValueHead.REGRESSION)),
        Arguments.of("diffusion-ql, imitating", 2, diffusionQl(3, 0, 1, ValueHead.REGRESSION)),
        Arguments.of(
            "diffusion-ql, best of 3 next, histogram",
            2,
            diffusionQl(3, 2, 3, new ValueHead(11, -3, 3))));
  }

  private static Awac.Config awac() {
    return new Awac.Config(0.9, 0.5, 5, 1e-2, 0.05, 8, List.of(7, 6), RANGE, ValueHead.REGRESSION);
  }

  private static Rebrac.Config rebrac(boolean norm) {
    return new Rebrac.Config(
        0.9,
        0.3,
        0.2,
        2,
        new Smoothing(),
        0.1,
        1e-2,
        1e-2,
        0.05,
        8,
        List.of(7, 6),
        norm,
        ValueHead.REGRESSION);
  }

  private static Td3Bc.Config td3bc(ValueHead head) {
    return new Td3Bc.Config(0.9, 2.5, 2, new Smoothing(), 0.1, 1e-2, 0.05, 8, List.of(7, 6), head);
  }

  private static DiffusionQl.Config diffusionQl(
      int steps, double eta, int backupSamples, ValueHead head) {
    return new DiffusionQl.Config(
        0.9,
        steps,
        eta,
        backupSamples,
        1e-2,
        1e-2,
        5,
        0.05,
        new Averaging(0.1, 0, 1),
        4,
        8,
        List.of(7, 6),
        head);
  }

  private static Bc.Config bc(Bc.Variant variant) {
    return new Bc.Config(variant, 1e-2, 8, List.of(7, 6), RANGE);
  }

  private static Iql.Config iql(Iql.Order order, double dropout) {
    return new Iql.Config(
        order,
        Initializer.ORTHOGONAL,
        0.9,
        0.8,
        2,
        5,
        1e-2,
        0,
        0.05,
        8,
        List.of(7, 6),
        dropout,
        RANGE,
        ValueHead.REGRESSION);
  }

  private static Ofql.Config ofql(FlowActor.Form form) {
    return new Ofql.Config(
        form,
        0.9,
        0.7,
        0.5,
        2,
        1e-2,
        1e-2,
        9,
        0.05,
        new Averaging(0.05, 0, 1),
        3,
        8,
        List.of(7, 6),
        ValueHead.REGRESSION);
  }

  private static Fql.Config fql(Fql.Aggregation aggregation, boolean normalize, ValueHead head) {
    return new Fql.Config(0.9, aggregation, 3, normalize, 3, 1e-2, 0.05, 8, List.of(7, 6), head, 3);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"losses", "io.warmstart.offline.ConservativeConfigs#gradients"})
  void agreeWithCentralDifferences(String name, int minimizes, LearnerConfig config) {
    long seed = Seeded.seed(3);
    Parameters parameters = new Parameters();
    RecordedInputs inputs = new RecordedInputs(SPEC);
    config.declare(SPEC, parameters, inputs);
    List<GradientCheck.Report> reports = new ArrayList<>();
    for (Graph graph : inputs.graphs()) {
      reports.addAll(GradientCheck.of(graph, parameters, seed).jitter(0.1).minimizes(40));
    }
    assertThat(reports).hasSize(minimizes);
    for (GradientCheck.Report report : reports) {
      int weights =
          report.effect().parameters().all().stream().mapToInt(p -> p.shape().count()).sum();
      assertThat(report.entries()).isGreaterThanOrEqualTo(Math.min(41, weights));
      assertThat(report.relativeError())
          .as("%s, worst %s, %s", report.effect().loss(), report.worst(), Seeded.replay(seed))
          .isLessThan(1e-6);
    }
  }
}
