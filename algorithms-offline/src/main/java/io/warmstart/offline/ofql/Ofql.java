package io.warmstart.offline.ofql;

import io.warmstart.core.config.Setting;
import io.warmstart.core.learner.Batch;
import io.warmstart.core.learner.BatchInputs;
import io.warmstart.core.learner.LearnerConfig;
import io.warmstart.core.learner.LearnerPlan;
import io.warmstart.core.learner.Policy;
import io.warmstart.core.learner.Require;
import io.warmstart.core.loss.Losses;
import io.warmstart.core.loss.NextValue;
import io.warmstart.core.network.Averaging;
import io.warmstart.core.network.CandidatePlans;
import io.warmstart.core.network.Critics;
import io.warmstart.core.network.FlowActor;
import io.warmstart.core.network.FlowActor.Form;
import io.warmstart.core.network.Perception;
import io.warmstart.core.network.ValueHead;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.engine.Graph;
import io.warmstart.engine.Mlp;
import io.warmstart.engine.Optimizer;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Program;
import io.warmstart.engine.Tensor;
import java.util.List;
import java.util.Map;

/**
 * One-step flow Q-learning (OFQL, 2025): Diffusion-QL whose policy is an average-velocity flow, so
 * that {@code a = e - u(e, 0, 1, s)} is one network call and the value gradient passes through it
 * once.
 *
 * <p>The authors released no code; this follows the paper's equations on the frame of Diffusion-QL.
 * Order of one update: critics; policy with the new critics; target critics; averaged policy. Our
 * choices where the paper is silent: the flow loss is a mean over dimensions, both times are
 * embedded unscaled, and candidates are drawn as in Diffusion-QL. Deterministic acting takes the
 * best of a fixed set of noises. {@link Form#RESIDUAL} takes flow loss and box penalty from the
 * code of MeanFlowQL and nothing else of it.
 *
 * @see <a href="https://arxiv.org/abs/2508.13904">arXiv:2508.13904</a>
 */
public final class Ofql {
  private static final int CRITICS = 2;

  private final Config config;
  private final int width;
  private final FlowActor actor;
  private final FlowActor average;
  private final Critics critics;

  Ofql(Config config, Perception seen, Parameters parameters) {
    this.config = config;
    width = seen.actionWidth();
    actor = FlowActor.of(parameters, "actor", seen, config.form(), config.hidden());
    average = FlowActor.targetOf(parameters, "average", actor);
    Mlp.Style style = Mlp.Style.torch(config.hidden(), Tensor::mish);
    critics = new Critics(parameters, seen, CRITICS, style, config.valueHead());
  }

  /** {@code min_i max_n Qtarget_i(s', a'_n)} over draws of the averaged policy, [B]. */
  private Tensor nextValue(Graph g, Tensor nextObservations) {
    int draws = config.backupSamples();
    Tensor repeated = nextObservations.repeat(0, draws); // [N B, O]
    Tensor e = g.normal("next", draws * config.batchSize(), width);
    Tensor next = average.action(repeated, e).clip(-1, 1);
    Tensor q = critics.target(repeated, next); // [2, N B]
    return NextValue.MAX_THEN_MIN.of(q.reshape(CRITICS, draws, config.batchSize()));
  }

  /** {@code E[ (r + discount mask nextValue - Q_i(s, a))^2 ]}, summed over the critics. */
  private Tensor criticLoss(Graph g, Batch batch) {
    Tensor y = batch.target(nextValue(g, batch.nextObservations()), config.discount());
    Critics.Fit fit = critics.fit(batch.observations(), batch.actions(), y);
    g.metric("critic/loss", fit.losses().mean());
    g.metric("critic/mean", fit.values().mean());
    return fit.losses().sum();
  }

  /** Imitation + eta * guidance by the new critics. */
  private Tensor policyLoss(Graph g, Batch batch) {
    Tensor imitation =
        actor.imitation(batch.observations(), batch.actions(), "flow", config.flowRatio());
    g.metric("policy/flow", imitation);
    if (config.eta() == 0) {
      return imitation;
    }
    Tensor e = g.normal("policy", config.batchSize(), width);
    Tensor action = actor.action(batch.observations(), e); // [B, A]
    Tensor q = critics.online(batch.observations(), action.clip(-1, 1)); // [2, B]
    Tensor guidance = Losses.guidance(q, g.uniform("roles").less(0.5));
    g.metric("policy/guidance", guidance);
    g.metric("policy/q", q.mean());
    return switch (config.form()) {
      case AVERAGE -> imitation.plus(guidance.times(config.eta()));
      case RESIDUAL -> {
        Tensor outside = action.abs().minus(1).relu().mean();
        yield imitation.plus(guidance.plus(outside).times(config.eta()));
      }
    };
  }

  private Program update(BatchInputs inputs) {
    Graph g = Graph.named("ofql");
    Batch batch = inputs.declare(g, config.batchSize());
    g.minimize(criticLoss(g, batch), critics.parameters(), adam(config.criticRate()));
    Tensor loss = policyLoss(g, batch);
    g.metric("policy/loss", loss);
    g.minimize(loss, actor.parameters(), adam(config.actorRate()));
    critics.follow(g, config.targetRate());
    return Program.of(
        Program.run(g.compile()),
        config.averaging().follow(average.parameters(), actor.parameters()));
  }

  private Optimizer adam(double rate) {
    return Optimizer.Adam.of(rate).withClipNorm(config.clipNorm());
  }

  private LearnerPlan plan(BatchInputs inputs) {
    CandidatePlans acting =
        new CandidatePlans(
            (s, noise) -> actor.action(s, noise.normal("noise", s.size(0), width)).clip(-1, 1),
            critics);
    LearnerPlan plan =
        new LearnerPlan(
            config.batchSize(),
            update(inputs),
            acting.act(inputs, config.candidates()),
            acting.sample(inputs, config.candidates()),
            Map.of("value", acting.value(inputs, config.candidates())));
    return plan.withBestOf(count -> acting.bestOf(inputs, count));
  }

  /** Settings of OFQL; what the paper does not give is Diffusion-QL's. */
  public record Config(
      @Setting(doc = "what the policy network stands for") Form form,
      @Setting(doc = "discount per control step", min = 0, max = 1) double discount,
      @Setting(doc = "weight of the value term; 0 only imitates", min = 0) double eta,
      @Setting(doc = "share of rows with r = t, plain flow matching", min = 0, max = 1)
          double flowRatio,
      @Setting(doc = "next actions per target, best taken; antmaze 10", min = 1) int backupSamples,
      @Setting(doc = "Adam step size of the policy", min = 0) double actorRate,
      @Setting(doc = "Adam step size of the critics", min = 0) double criticRate,
      @Setting(doc = "largest gradient norm of policy and of critics", min = 0) double clipNorm,
      @Setting(doc = "share of the critics moved to targets", min = 0, max = 1) double targetRate,
      @Setting(doc = "how the averaged policy of the targets follows") Averaging averaging,
      @Setting(doc = "actions to choose from when acting", min = 1) int candidates,
      @Setting(doc = "rows per update", min = 1) int batchSize,
      @Setting(doc = "widths of the hidden layers of all networks", min = 1) List<Integer> hidden,
      @Setting(doc = "what critics put out") ValueHead valueHead)
      implements LearnerConfig {
    /** The paper's settings, and Diffusion-QL's for halfcheetah-medium. */
    public Config() {
      this(
          Form.AVERAGE,
          0.99,
          0.1,
          0.5,
          1,
          3e-4,
          3e-4,
          9,
          0.005,
          new Averaging(0.005, 1000, 5),
          50,
          256,
          List.of(256, 256, 256),
          ValueHead.REGRESSION);
    }

    /**
     * Copies the list and checks the ranges.
     *
     * @throws IllegalArgumentException naming the setting, its value and its range
     */
    public Config {
      hidden = List.copyOf(hidden);
      Require.inside("discount", discount, -Double.MIN_VALUE, 1);
      Require.atLeast("eta", eta, 0);
      Require.inside("flowRatio", flowRatio, -Double.MIN_VALUE, Math.nextUp(1.0));
      Require.atLeast("backupSamples", backupSamples, 1);
      Require.inside("actorRate", actorRate, 0, Double.POSITIVE_INFINITY);
      Require.inside("criticRate", criticRate, 0, Double.POSITIVE_INFINITY);
      Require.inside("clipNorm", clipNorm, 0, Double.POSITIVE_INFINITY);
      Require.inside("targetRate", targetRate, 0, Math.nextUp(1.0));
      Require.atLeast("candidates", candidates, 1);
      Require.atLeast("batchSize", batchSize, 1);
      Require.widths("hidden", hidden);
    }

    @Override
    public String name() {
      return "ofql";
    }

    @Override
    public String summary() {
      return "One-step flow Q-learning: a flow policy of one network call (OFQL, 2025).";
    }

    @Override
    public Policy.ActionMode evaluationMode() {
      return Policy.ActionMode.SAMPLED;
    }

    @Override
    public LearnerPlan declare(EnvironmentSpec spec, Parameters parameters, BatchInputs inputs) {
      Require.vectorsAndBoxes(name(), spec);
      Perception seen = new Perception(spec, parameters, inputs);
      return new Ofql(this, seen, parameters).plan(seen);
    }
  }
}
