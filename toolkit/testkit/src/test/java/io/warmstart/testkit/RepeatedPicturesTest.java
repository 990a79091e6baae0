package io.warmstart.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.learner.Batch;
import io.warmstart.core.learner.BatchInputs;
import io.warmstart.core.learner.Learner;
import io.warmstart.core.learner.LearnerConfig;
import io.warmstart.core.learner.LearnerPlan;
import io.warmstart.core.learner.Preprocessing;
import io.warmstart.core.network.Critics;
import io.warmstart.core.network.DeterministicActor;
import io.warmstart.core.network.Perception;
import io.warmstart.core.network.ValueHead;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.engine.Executor;
import io.warmstart.engine.Graph;
import io.warmstart.engine.Mlp;
import io.warmstart.engine.Optimizer;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Program;
import io.warmstart.engine.Tensor;
import io.warmstart.engine.cpu.CpuExecutor;
import io.warmstart.engine.reference.ReferenceExecutor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Several critic steps per update, each on its own block of the batch, pictures included. */
final class RepeatedPicturesTest {
  private static final int ROWS = 4;

  /** Regresses rewards in so many steps per update. */
  private record Repeated(int steps) implements LearnerConfig {
    @Override
    public String name() {
      return "repeated";
    }

    @Override
    public String summary() {
      return "Several steps per update.";
    }

    @Override
    public LearnerPlan declare(EnvironmentSpec spec, Parameters parameters, BatchInputs inputs) {
      Mlp.Style style = Mlp.Style.torch(List.of(6), Tensor::tanh);
      Perception seen = new Perception(spec, parameters, inputs);
      Critics critics = new Critics(parameters, seen, 2, style, ValueHead.REGRESSION);
      DeterministicActor policy = new DeterministicActor(parameters, "policy", seen, style);
      Graph g = Graph.named("step");
      Batch batch = seen.declare(g, ROWS);
      Tensor next = policy.action(batch.nextObservations());
      Tensor y = batch.target(critics.target(batch.nextObservations(), next).min(0), 0.9);
      Critics.Fit fit = critics.fit(batch.observations(), batch.actions(), y);
      g.minimize(fit.losses().sum(), critics.parameters(), Optimizer.Adam.of(1e-2));
      critics.follow(g, 0.1);
      return new LearnerPlan(
          steps * ROWS,
          new Program.Repeat(steps, Program.run(g.compile()), BatchInputs.names(spec)),
          policy.act(seen),
          policy.act(seen),
          Map.of());
    }
  }

  private static StateMap trained(int steps, Executor executor) {
    StateMap state = new StateMap();
    Preprocessing seeing = Preprocessing.of(SeenPointMass.IMAGES);
    try (Dataset dataset = SeenPointMass.dataset(5, 0.5, 2);
        Learner learner =
            Learner.create(new Repeated(steps), SeenPointMass.SPEC, seeing, executor, 1)) {
      learner.train(dataset, 2);
      learner.save(state);
    }
    return state;
  }

  @Test
  void everyStepSeesItsOwnPictures() {
    String weights = "encoder/view/conv0/weight";
    float[] exact = trained(3, new ReferenceExecutor()).floats(weights);
    float[] fast = trained(3, new CpuExecutor(2).withoutWarmUp()).floats(weights);
    float[] single = trained(1, new ReferenceExecutor()).floats(weights);
    double moved = 0;
    for (int i = 0; i < exact.length; i++) {
      assertThat(fast[i]).isCloseTo(exact[i], within(2e-4f));
      moved = Math.max(moved, Math.abs(exact[i] - single[i]));
    }
    assertThat(moved).as("three steps instead of one").isGreaterThan(5e-3);
  }
}
