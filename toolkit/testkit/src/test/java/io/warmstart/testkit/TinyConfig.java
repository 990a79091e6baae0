package io.warmstart.testkit;

import io.warmstart.core.learner.Batch;
import io.warmstart.core.learner.BatchInputs;
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
import java.util.List;
import java.util.Map;

/** A learner small enough to test the loops around learners; reports what its batches hold. */
record TinyConfig() implements LearnerConfig {
  static final int ROWS = 4;

  @Override
  public String name() {
    return "tiny";
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
            Initializer.TORCH.relu(List.of(6)),
            new GaussianActor.Range(-3, 0));
    Graph g = Graph.named("tiny");
    Batch batch = inputs.declare(g, ROWS);
    var loss = policy.logDensity(batch.observations(), batch.actions()).mean().negate();
    g.minimize(loss, policy.parameters(), Optimizer.Adam.of(1e-2));
    g.metric("loss", loss);
    g.metric("action0", batch.actions().slice(0, 0, 1).slice(1, 0, 1).sum());
    g.metric("action1", batch.actions().slice(0, 0, 1).slice(1, 1, 2).sum());
    g.metric("reward", batch.rewards().slice(0, 0, 1).sum());
    g.metric("observation", batch.observations().slice(0, 0, 1).sum());
    g.metric("next", batch.nextObservations().slice(0, 0, 1).sum());
    Graph v = Graph.named("value");
    v.output("value", policy.mean(inputs.observation(v)).sum().reshape(1));
    return new LearnerPlan(
        ROWS,
        Program.run(g.compile()),
        policy.act(inputs),
        policy.sample(inputs),
        Map.of("value", v.compile()));
  }
}
