package io.warmstart.online.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.environment.EpisodeSummary;
import io.warmstart.core.learner.BatchInputs;
import io.warmstart.core.learner.Learner;
import io.warmstart.core.learner.LearnerConfig;
import io.warmstart.core.learner.LearnerPlan;
import io.warmstart.core.network.GaussianActor;
import io.warmstart.core.network.Initializer;
import io.warmstart.core.network.Perception;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.engine.Graph;
import io.warmstart.engine.Optimizer;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Program;
import io.warmstart.engine.reference.ReferenceExecutor;
import io.warmstart.testkit.PointMass;
import io.warmstart.testkit.StateMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class FineTuningTest {
  private final Dataset records = PointMass.dataset(3, 1, 5);

  @AfterEach
  void close() {
    records.close();
  }

  /** Imitates whatever it is given, with noise: enough to see what it was given. */
  private record Imitation() implements LearnerConfig {
    @Override
    public String name() {
      return "imitation";
    }

    @Override
    public String summary() {
      return "Imitates its batches.";
    }

    @Override
    public LearnerPlan declare(EnvironmentSpec spec, Parameters parameters, BatchInputs inputs) {
      GaussianActor policy =
          new GaussianActor(
              parameters,
              "policy",
              new Perception(spec, parameters, inputs),
              Initializer.TORCH.relu(List.of(8)),
              new GaussianActor.Range(-2, 0));
      Graph g = Graph.named("imitation");
      var batch = inputs.declare(g, 8);
      var loss =
          policy
              .logDensity(batch.observations(), batch.actions())
              .mean()
              .minus(batch.rewards().mean())
              .negate();
      g.minimize(loss, policy.parameters(), Optimizer.Adam.of(1e-2));
      g.metric("loss", loss);
      return new LearnerPlan(
          8, Program.run(g.compile()), policy.act(inputs), policy.sample(inputs), Map.of());
    }
  }

  private static Learner learner() {
    return Learner.create(new Imitation(), PointMass.SPEC, new ReferenceExecutor(), 4);
  }

  private static FineTuningSettings settings(
      ReplayStrategy strategy, double ratio, int refresh, int capacity) {
    return new FineTuningSettings(strategy, ratio, refresh, capacity, 10, 25, 30);
  }

  private FineTuning tuning(Learner learner, FineTuningSettings settings, FineTuningHooks hooks) {
    return FineTuning.of(learner, new PointMass(), records, settings, hooks);
  }

  private static StateMap state(FineTuning tuning) {
    StateMap state = new StateMap();
    tuning.save(state);
    return state;
  }

  @Test
  void resumedRunRepeatsTheUninterruptedOneBitForBit() {
    for (ReplayStrategy strategy :
        List.of(
            new ReplayStrategy.AppendToOffline(),
            new ReplayStrategy.MixWithOffline(0.5, 3),
            new ReplayStrategy.DiscardAndWarmUp(25))) {
      // Small enough for the ring to wrap around.
      FineTuningSettings settings = settings(strategy, 0.5, 3, 50);
      StateMap saved;
      StateMap expected;
      try (Learner learner = learner();
          FineTuning whole = tuning(learner, settings, new FineTuningHooks() {})) {
        whole.run(100, () -> false);
        expected = state(whole);
      }
      try (Learner learner = learner();
          FineTuning first = tuning(learner, settings, new FineTuningHooks() {})) {
        int[] looks = {0};
        assertThat(first.run(100, () -> looks[0]++ == 3)).isEqualTo(FineTuning.Outcome.STOPPED);
        assertThat(first.steps()).isEqualTo(60);
        saved = state(first);
      }
      try (Learner learner = learner();
          FineTuning second = tuning(learner, settings, new FineTuningHooks() {})) {
        second.load(saved);
        assertThat(second.run(100, () -> false)).isEqualTo(FineTuning.Outcome.FINISHED);
        assertThat(state(second).differences(expected)).as(strategy.toString()).isEmpty();
      }
    }
  }

  @Test
  void updatesFollowTheRatioAfterTheWarmUp() {
    try (Learner learner = learner();
        FineTuning tuning =
            FineTuning.withoutRecords(
                learner,
                new PointMass(),
                settings(new ReplayStrategy.DiscardAndWarmUp(30), 0.5, 1, 1000),
                new FineTuningHooks() {})) {
      tuning.run(20, () -> false);
      assertThat(learner.updates()).isZero();
      assertThat(tuning.replayed()).isEqualTo(20);
      tuning.run(60, () -> false);
      assertThat(learner.updates()).isEqualTo(15);
    }
  }

  @Test
  void hooksAreCalledAtTheirCadence() {
    List<String> calls = new ArrayList<>();
    FineTuningHooks hooks =
        new FineTuningHooks() {
          @Override
          public void episode(long steps, EpisodeSummary episode) {
            calls.add("episode " + episode.episode() + " of " + episode.length() + " at " + steps);
          }

          @Override
          public void metrics(long steps, Map<String, Double> metrics) {
            assertThat(metrics).containsKey("loss");
            calls.add("metrics " + steps);
          }

          @Override
          public void evaluate(long steps, Learner learner) {
            calls.add("evaluate " + steps);
          }

          @Override
          public void save(long steps, FineTuning state) {
            calls.add("save " + steps);
          }
        };
    try (Learner learner = learner();
        FineTuning tuning =
            tuning(learner, settings(new ReplayStrategy.AppendToOffline(), 1, 1, 100), hooks)) {
      tuning.run(46, () -> false);
    }
    assertThat(calls)
        .containsExactly(
            "evaluate 0",
            "metrics 10",
            "metrics 20",
            "episode 0 of 20 at 20",
            "evaluate 25",
            "metrics 30",
            "metrics 40",
            "episode 1 of 20 at 40",
            "save 40",
            "metrics 46",
            "evaluate 46",
            "episode 2 of 6 at 46",
            "save 46");
  }

  @Test
  void strategiesAndStatesThatDoNotFitAreRefused() {
    FineTuningSettings append = settings(new ReplayStrategy.AppendToOffline(), 1, 1, 100);
    try (Learner learner = learner()) {
      assertThatThrownBy(() ->
              FineTuning.withoutRecords(learner, new PointMass(), append, new FineTuningHooks() {}))
          .hasMessageContaining("needs recorded data");
      try (FineTuning tuning = tuning(learner, append, new FineTuningHooks() {})) {
        StateMap offline = new StateMap();
        learner.save(offline);
        assertThatThrownBy(() -> tuning.load(offline)).hasMessageContaining("not of a fine-tuning");
        tuning.run(20, () -> false);
        StateMap saved = state(tuning);
        try (FineTuning smaller =
            tuning(
                learner,
                settings(new ReplayStrategy.AppendToOffline(), 1, 1, 99),
                new FineTuningHooks() {})) {
          assertThatThrownBy(() -> smaller.load(saved))
              .hasMessageContaining("100 slots, this one 99");
        }
      }
    }
    assertThatThrownBy(() -> new ReplayStrategy.DiscardAndWarmUp(0))
        .hasMessageContaining("at least 1");
    assertThatThrownBy(() -> new ReplayStrategy.MixWithOffline(2, 1))
        .hasMessageContaining("[0, 1]");
  }
}
