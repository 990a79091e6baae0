package io.warmstart.offline.fql;

import io.warmstart.core.config.Setting;
import io.warmstart.core.learner.Batch;
import io.warmstart.core.learner.BatchInputs;
import io.warmstart.core.learner.LearnerConfig;
import io.warmstart.core.learner.LearnerPlan;
import io.warmstart.core.learner.Policy;
import io.warmstart.core.learner.Require;
import io.warmstart.core.network.CandidatePlans;
import io.warmstart.core.network.Critics;
import io.warmstart.core.network.Perception;
import io.warmstart.core.network.ValueHead;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.engine.Graph;
import io.warmstart.engine.Init;
import io.warmstart.engine.Mlp;
import io.warmstart.engine.Optimizer;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Program;
import io.warmstart.engine.Shape;
import io.warmstart.engine.StepPlan;
import io.warmstart.engine.Tensor;
import java.util.List;
import java.util.Map;

/**
 * Flow Q-learning (Park, Li and Levine, 2025): a velocity field learns the recorded actions by flow
 * matching; a one-step policy climbs Q while it is held near where the flow leads from the same
 * noise. No gradient passes through the flow's steps.
 *
 * <p>Follows the authors' code: every loss sees the parameters from the start of the update, and
 * the target critics move towards the critics from before the gradient step. Two optimisers stand
 * for the authors' one; under Adam without a common norm they are the same. Differences: {@code
 * act} is deterministic, the best of a fixed table of candidates.
 *
 * @see <a href="https://arxiv.org/abs/2502.02538">arXiv:2502.02538</a>
 */
public final class Fql {
  private static final int CRITICS = 2;

  private final Config config;
  private final int width;
  private final Critics critics;
  private final Mlp flow;
  private final Mlp policy;

  private Fql(Config config, Perception seen, Parameters parameters) {
    int o = seen.width();
    Mlp.Style style = Mlp.Style.of(config.hidden(), Tensor::gelu, new Init.XavierUniform(1));
    Mlp.Style normed = style.withNorm(Mlp.Norm.AFTER_ACTIVATION, 1e-6);
    this.config = config;
    width = seen.actionWidth();
    critics = new Critics(parameters, seen, CRITICS, normed, config.valueHead());
    flow = Mlp.of(parameters, "flow", o + width + 1, width, style);
    policy = Mlp.of(parameters, "policy", o + width, width, style);
  }

  /** A field of velocities: x [B, A] and times t [B, 1] to [B, A]. */
  @FunctionalInterface
  interface Velocity {
    Tensor at(Tensor x, Tensor t);
  }

  /** How the two target critics become one value. */
  public enum Aggregation {
    /** Their mean. */
    MEAN,
    /** The smaller one. */
    MIN
  }

  /** {@code E[ (v(x_t, t) - (a - x_0))^2 ]}, x_t = (1 - t) x_0 + t a: noise at 0, data at 1. */
  static Tensor flowLoss(Velocity v, Tensor actions, Tensor noise, Tensor t) {
    Tensor x = noise.times(t.negate().plus(1)).plus(actions.times(t)); // [B, A]
    return v.at(x, t).minus(actions.minus(noise)).square().mean();
  }

  /** Where the flow leads from z in equal steps; clipped at the end only, without gradient. */
  static Tensor euler(Velocity v, Tensor z, int steps) {
    Tensor x = z;
    for (int i = 0; i < steps; i++) {
      Tensor t = z.graph().constant((double) i / steps).stretch(Shape.of(z.size(0), 1));
      x = x.plus(v.at(x, t).times(1.0 / steps));
    }
    return x.clip(-1, 1).detach();
  }

  /** {@code -E[ Q ]}, divided by the constant {@code E[ |Q| ]} if asked; q [B]. */
  static Tensor guidance(Tensor q, boolean normalize) {
    Tensor loss = q.mean().negate();
    return normalize ? loss.over(q.abs().mean().detach()) : loss;
  }

  /** {@code E[ (r + discount mask Q'(s', pi(s', z')) - Q_i(s, a))^2 ]}, the critics' mean. */
  private Tensor criticLoss(Graph g, Batch batch) {
    Tensor z = g.normal("nextNoise", config.batchSize(), width);
    Tensor next = policy(batch.nextObservations(), z).clip(-1, 1);
    Tensor q = critics.target(batch.nextObservations(), next); // [2, B]
    Tensor nextQ =
        switch (config.targetAggregation()) {
          case MEAN -> q.mean(0);
          case MIN -> q.min(0);
        };
    Tensor y = batch.target(nextQ, config.discount()); // [B]
    Critics.Fit fit = critics.fit(batch.observations(), batch.actions(), y);
    Tensor loss = fit.losses().mean();
    g.metric("critic/loss", loss);
    g.metric("critic/mean", fit.values().mean());
    return loss;
  }

  /** Flow matching + distillation * E[ (pi(s, z) - euler(s, z))^2 ] + guidance. */
  private Tensor actorLoss(Graph g, Batch batch) {
    int rows = config.batchSize();
    Velocity v = (x, t) -> flow.apply(batch.observations().concat(x, t));
    Tensor noise = g.normal("flowNoise", rows, width);
    Tensor imitation = flowLoss(v, batch.actions(), noise, g.uniform("flowTime", rows, 1));

    Tensor z = g.normal("noise", rows, width);
    Tensor action = policy(batch.observations(), z); // [B, A], not clipped here
    Tensor distance = action.minus(euler(v, z, config.flowSteps())).square().mean();
    Tensor q = critics.online(batch.observations(), action.clip(-1, 1)).mean(0); // [B]
    Tensor guidance = guidance(q, config.normalizeQ());
    g.metric("flow/loss", imitation);
    g.metric("policy/distance", distance);
    g.metric("policy/q", q.mean());
    Tensor loss = imitation.plus(distance.times(config.distillation())).plus(guidance);
    g.metric("policy/loss", loss);
    return loss;
  }

  /** The one-step policy before clipping, [B, A]. */
  private Tensor policy(Tensor observations, Tensor z) {
    return policy.apply(observations.concat(z));
  }

  private void update(Graph g, Batch batch) {
    Tensor criticLoss = criticLoss(g, batch);
    Tensor actorLoss = actorLoss(g, batch);
    Optimizer adam = Optimizer.Adam.of(config.learningRate());
    g.minimize(actorLoss, policy.parameters().and(flow.parameters()), adam);
    // Before the critics' step, as in the authors' code: targets lag by one update.
    critics.follow(g, config.targetRate());
    g.minimize(criticLoss, critics.parameters(), adam);
  }

  private StepPlan sample(BatchInputs inputs) {
    Graph g = Graph.named("sample");
    Tensor z = g.normal("noise", 1, width);
    g.output("action", policy(inputs.observation(g), z).clip(-1, 1));
    return g.compile();
  }

  private LearnerPlan plan(StepPlan update, BatchInputs inputs) {
    CandidatePlans candidates =
        new CandidatePlans(
            (s, noise) -> policy(s, noise.normal("noise", s.size(0), width)).clip(-1, 1), critics);
    LearnerPlan plan =
        new LearnerPlan(
            config.batchSize(),
            Program.run(update),
            candidates.act(inputs, config.candidates()),
            sample(inputs),
            Map.of("value", candidates.value(inputs, config.candidates())));
    return plan.withBestOf(count -> candidates.bestOf(inputs, count));
  }

  /** Settings of FQL; the defaults are those of the authors' code. */
  public record Config(
      @Setting(doc = "discount per control step; 0.995 on giant mazes", min = 0, max = 1)
          double discount,
      @Setting(doc = "how target critics are joined; large antmaze, adroit: min")
          Aggregation targetAggregation,
      @Setting(doc = "alpha, weight of the distance to the flow; per task", min = 0)
          double distillation,
      @Setting(doc = "whether Q is divided by its mean size in the policy loss") boolean normalizeQ,
      @Setting(doc = "Euler steps of the flow", min = 1) int flowSteps,
      @Setting(doc = "Adam step size of all networks", min = 0) double learningRate,
      @Setting(doc = "share of the critics moved to targets", min = 0, max = 1) double targetRate,
      @Setting(doc = "rows per update", min = 1) int batchSize,
      @Setting(doc = "widths of the hidden layers", min = 1) List<Integer> hidden,
      @Setting(doc = "what critics put out") ValueHead valueHead,
      @Setting(doc = "candidates of the deterministic action", min = 1, source = "ours")
          int candidates)
      implements LearnerConfig {
    /** The defaults of the authors' code. */
    public Config() {
      this(
          0.99,
          Aggregation.MEAN,
          10,
          false,
          10,
          3e-4,
          0.005,
          256,
          List.of(512, 512, 512, 512),
          ValueHead.REGRESSION,
          16);
    }

    /**
     * Copies the list and checks the ranges.
     *
     * @throws IllegalArgumentException naming the setting, its value and its range
     */
    public Config {
      hidden = List.copyOf(hidden);
      Require.inside("discount", discount, -Double.MIN_VALUE, 1);
      Require.atLeast("distillation", distillation, 0);
      Require.atLeast("flowSteps", flowSteps, 1);
      Require.inside("learningRate", learningRate, 0, Double.POSITIVE_INFINITY);
      Require.inside("targetRate", targetRate, 0, Math.nextUp(1.0));
      Require.atLeast("batchSize", batchSize, 1);
      Require.widths("hidden", hidden);
      Require.atLeast("candidates", candidates, 1);
    }

    @Override
    public String name() {
      return "fql";
    }

    @Override
    public String summary() {
      return "Flow Q-learning: a one-step policy near a flow of the records (Park et al., 2025).";
    }

    @Override
    public Policy.ActionMode evaluationMode() {
      return Policy.ActionMode.SAMPLED;
    }

    @Override
    public LearnerPlan declare(EnvironmentSpec spec, Parameters parameters, BatchInputs inputs) {
      Require.vectorsAndBoxes(name(), spec);
      Perception seen = new Perception(spec, parameters, inputs);
      Fql fql = new Fql(this, seen, parameters);
      Graph g = Graph.named("fql");
      fql.update(g, seen.declare(g, batchSize));
      return fql.plan(g.compile(), seen);
    }
  }
}
