package io.warmstart.offline;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.learner.Learner;
import io.warmstart.core.learner.Policy;
import io.warmstart.core.network.Averaging;
import io.warmstart.core.network.FlowActor;
import io.warmstart.core.network.Perception;
import io.warmstart.core.network.ValueHead;
import io.warmstart.engine.Graph;
import io.warmstart.engine.Parameter;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Tensor;
import io.warmstart.engine.cpu.CpuExecutor;
import io.warmstart.engine.reference.GradientCheck;
import io.warmstart.offline.ofql.Ofql;
import io.warmstart.testkit.RecordedInputs;
import io.warmstart.testkit.Seeded;
import io.warmstart.testkit.StateMap;
import io.warmstart.testkit.Wasserstein;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One step of OFQL's policy on the bandit of two modes, against the truth and its own flow. */
final class OfqlFlowTest {
  private static final int UPDATES = 4000;
  private static final int ROWS = 600;
  private static final int STEPS = 50;

  /** Settings that only imitate. */
  private static Ofql.Config imitating(FlowActor.Form form, int rows, List<Integer> hidden) {
    return new Ofql.Config(
        form,
        0.99,
        0,
        0.5,
        1,
        2e-3,
        1e-3,
        9,
        0.005,
        new Averaging(0.005, 1000, 5),
        1,
        rows,
        hidden,
        ValueHead.REGRESSION);
  }

  @Test
  void oneStepFindsBothModesAndLandsWhereItsOwnFlowDoes() {
    long seed = Seeded.seed(5);
    Ofql.Config config = imitating(FlowActor.Form.AVERAGE, 512, List.of(64, 64));
    StateMap state = new StateMap();
    try (Dataset dataset = TwoModeTest.records(seed);
        Learner learner = Learner.create(config, TwoModeTest.SPEC, new CpuExecutor(1), seed)) {
      learner.train(dataset, UPDATES);
      learner.save(state);
      try (Policy policy = learner.policy()) {
        double[] drawn = TwoModeTest.drawn(policy, seed);
        assertThat(Wasserstein.between(drawn, TwoModeTest.truth(seed))).isLessThanOrEqualTo(0.1);
      }
    }
    compareWithItsOwnFlow(config, state, seed);
  }

  @Test
  @Tag("nightly")
  void residualFormFindsBothModes() {
    Ofql.Config config = imitating(FlowActor.Form.RESIDUAL, 256, List.of(128, 128));
    assertThat(TwoModeTest.distance(config, UPDATES)).isLessThanOrEqualTo(0.1);
  }

  /** From equal noise: one step, and Euler steps along the velocities {@code u(x, t, t)}. */
  private static void compareWithItsOwnFlow(Ofql.Config config, StateMap state, long seed) {
    Parameters parameters = new Parameters();
    Perception seen =
        new Perception(TwoModeTest.SPEC, parameters, new RecordedInputs(TwoModeTest.SPEC));
    FlowActor actor = FlowActor.of(parameters, "actor", seen, config.form(), config.hidden());
    Graph g = Graph.named("own-flow");
    Tensor observations = g.uniform("states", ROWS, 1).times(2).minus(1);
    Tensor noise = g.normal("noise", ROWS, 1);
    Tensor action = actor.action(observations, noise);
    Tensor x = noise;
    for (int i = STEPS; i > 0; i--) {
      Tensor t = g.constant((double) i / STEPS).stretch(x.shape());
      x = x.minus(actor.velocity(observations).at(x, t, t).times(1.0 / STEPS));
    }
    GradientCheck check = GradientCheck.of(g, parameters, seed);
    for (Parameter parameter : parameters.all()) {
      check.parameter(parameter, doubles(state.floats(parameter.path())));
    }
    double[] flow = check.value(x);
    assertThat(Wasserstein.between(check.value(action), flow)).isLessThanOrEqualTo(0.1);
    // The noise itself is far from both.
    assertThat(Wasserstein.between(check.value(noise), flow)).isGreaterThan(0.2);
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }
}
