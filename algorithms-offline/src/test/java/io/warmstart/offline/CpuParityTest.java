package io.warmstart.offline;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.learner.Learner;
import io.warmstart.core.learner.LearnerConfig;
import io.warmstart.core.network.Averaging;
import io.warmstart.core.network.DeterministicActor.Smoothing;
import io.warmstart.core.network.FlowActor;
import io.warmstart.core.network.GaussianActor;
import io.warmstart.core.network.Initializer;
import io.warmstart.core.network.ValueHead;
import io.warmstart.engine.Executor;
import io.warmstart.engine.cpu.CpuExecutor;
import io.warmstart.engine.reference.ReferenceExecutor;
import io.warmstart.offline.awac.Awac;
import io.warmstart.offline.bc.Bc;
import io.warmstart.offline.diffusionql.DiffusionQl;
import io.warmstart.offline.fql.Fql;
import io.warmstart.offline.iql.Iql;
import io.warmstart.offline.ofql.Ofql;
import io.warmstart.offline.rebrac.Rebrac;
import io.warmstart.offline.td3bc.Td3Bc;
import io.warmstart.testkit.PointMass;
import io.warmstart.testkit.StateMap;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Gradients of the first update on the cpu executor against the reference, norm-wise per parameter.
 * After one step Adam's first moment is a tenth of the gradient.
 */
final class CpuParityTest {
  private static final GaussianActor.Range RANGE = new GaussianActor.Range(-5, 2);

  static Stream<Arguments> configs() {
    return Stream.of(
        Arguments.of("ofql", ofql(FlowActor.Form.AVERAGE)),
        Arguments.of("ofql, residual form", ofql(FlowActor.Form.RESIDUAL)),
        Arguments.of("fql", fql(Fql.Aggregation.MEAN, false)),
        Arguments.of("fql, smaller critic, normalised", fql(Fql.Aggregation.MIN, true)),
        Arguments.of("iql, author's order", iql(Iql.Order.AUTHOR, 0)),
        Arguments.of("iql, author's order, dropout", iql(Iql.Order.AUTHOR, 0.2)),
        Arguments.of("iql, CORL's order", iql(Iql.Order.CORL, 0)),
        Arguments.of("bc, deterministic", bc(Bc.Variant.DETERMINISTIC)),
        Arguments.of("bc, gaussian", bc(Bc.Variant.GAUSSIAN)),
        Arguments.of("td3bc", td3bc()),
        Arguments.of("rebrac", rebrac()),
        Arguments.of("awac", awac()),
        Arguments.of("diffusion-ql", diffusionQl(1)),
        Arguments.of("diffusion-ql, best of 4 next", diffusionQl(4)));
  }

  /**
   * The first update holds every gradient. The critics hardly move, because Adam turns the sign of
   * a gradient near 0 into a whole step, and the policy sees the new critics.
   */
  private static Rebrac.Config rebrac() {
    return new Rebrac.Config(
        0.99,
        0.01,
        0.01,
        2,
        new Smoothing(),
        0.1,
        1e-3,
        1e-7,
        0.005,
        100,
        List.of(72, 40),
        true,
        ValueHead.REGRESSION);
  }

  /** Without delay, so that the first update holds every gradient. */
  private static Td3Bc.Config td3bc() {
    return new Td3Bc.Config(
        0.99,
        2.5,
        1,
        new Smoothing(),
        0.1,
        3e-4,
        0.005,
        100,
        List.of(72, 40),
        ValueHead.REGRESSION);
  }

  /** The critics hardly move, as in ReBRAC. */
  private static Awac.Config awac() {
    return new Awac.Config(
        0.99, 0.5, 100, 1e-7, 0.005, 100, List.of(72, 40), RANGE, ValueHead.REGRESSION);
  }

  private static DiffusionQl.Config diffusionQl(int backupSamples) {
    return new DiffusionQl.Config(
        0.99,
        5,
        1,
        backupSamples,
        3e-4,
        3e-4,
        9,
        0.005,
        new Averaging(0.005, 0, 1),
        10,
        100,
        List.of(72, 40),
        ValueHead.REGRESSION);
  }

  private static Bc.Config bc(Bc.Variant variant) {
    return new Bc.Config(variant, 3e-4, 100, List.of(72, 40), RANGE);
  }

  private static Iql.Config iql(Iql.Order order, double dropout) {
    return new Iql.Config(
        order,
        Initializer.ORTHOGONAL,
        0.99,
        0.7,
        3,
        100,
        3e-4,
        1000,
        0.005,
        100,
        List.of(72, 40),
        dropout,
        RANGE,
        ValueHead.REGRESSION);
  }

  private static Ofql.Config ofql(FlowActor.Form form) {
    return new Ofql.Config(
        form,
        0.99,
        0.3,
        0.5,
        2,
        3e-4,
        3e-4,
        9,
        0.005,
        new Averaging(0.005, 0, 1),
        8,
        100,
        List.of(72, 40),
        ValueHead.REGRESSION);
  }

  private static Fql.Config fql(Fql.Aggregation aggregation, boolean normalize) {
    return new Fql.Config(
        0.99,
        aggregation,
        10,
        normalize,
        10,
        3e-4,
        0.005,
        100,
        List.of(72, 40),
        ValueHead.REGRESSION,
        16);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"configs", "io.warmstart.offline.ConservativeConfigs#parity"})
  void gradientsAgreeWithTheReference(String name, LearnerConfig config) {
    StateMap expected = afterOneUpdate(config, new ReferenceExecutor());
    StateMap found = afterOneUpdate(config, new CpuExecutor(2).withoutWarmUp());
    List<String> moments =
        expected.names().stream().filter(n -> n.endsWith("#m")).sorted().toList();
    assertThat(moments).hasSizeGreaterThan(5);
    for (String moment : moments) {
      assertThat(relativeError(expected.floats(moment), found.floats(moment)))
          .as(moment)
          .isLessThan(1e-4);
    }
  }

  private static StateMap afterOneUpdate(LearnerConfig config, Executor executor) {
    StateMap state = new StateMap();
    try (Dataset dataset = PointMass.dataset(30, 0.5, 8);
        Learner learner = Learner.create(config, PointMass.SPEC, executor, 1)) {
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
