package io.warmstart.offline.diffusionql;

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
import io.warmstart.core.network.DiffusionActor;
import io.warmstart.core.network.DiffusionSchedule;
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
 * Diffusion Q-learning (Wang, Hunt and Zhou, 2023): a diffusion policy under behaviour cloning plus
 * the value of its own actions, through all denoising steps.
 *
 * <p>Order of one update: critics; policy with the new critics; averaged policy; target critics.
 * Differences from the authors' code: the share of the cosine decay, off by default there, is left
 * out (it ends at 0.999 of the first rate). Deterministic acting takes the best of a fixed set of
 * noises instead of a draw.
 *
 * @see <a href="https://arxiv.org/abs/2208.06193">arXiv:2208.06193</a>
 */
public final class DiffusionQl {
  private static final int CRITICS = 2;

  private final Config config;
  private final DiffusionActor actor;
  private final DiffusionActor average;
  private final Critics critics;

  private DiffusionQl(Config config, Perception seen, Parameters parameters) {
    DiffusionSchedule schedule = new DiffusionSchedule(config.denoisingSteps());
    Mlp.Style style = Mlp.Style.torch(config.hidden(), Tensor::mish);
    this.config = config;
    actor = DiffusionActor.of(parameters, "actor", seen, schedule, config.hidden());
    average = DiffusionActor.targetOf(parameters, "average", actor);
    critics = new Critics(parameters, seen, CRITICS, style, config.valueHead());
  }

  /**
   * {@code min_i max_n Qtarget_i(s', a'_n)} with draws a' of the averaged policy; with one draw,
   * {@code min_i Qtarget_i(s', a')}: Eq. 4 and appendix B.
   */
  private Tensor nextValue(Tensor nextObservations) {
    int draws = config.backupSamples();
    Tensor repeated = nextObservations.repeat(0, draws); // [N B, O]
    Tensor q =
        critics.target(
            repeated, average.sample(repeated, repeated.graph()::normal, "next")); // [2, N B]
    return NextValue.MAX_THEN_MIN.of(q.reshape(CRITICS, draws, config.batchSize()));
  }

  /** {@code E[ (r + discount mask nextValue - Q_i(s, a))^2 ]}, summed over the critics: Eq. 4. */
  private Tensor criticLoss(Graph g, Batch batch) {
    Tensor y = batch.target(nextValue(batch.nextObservations()), config.discount());
    Critics.Fit fit = critics.fit(batch.observations(), batch.actions(), y);
    g.metric("critic/loss", fit.losses().mean());
    g.metric("critic/mean", fit.values().mean());
    return fit.losses().sum();
  }

  /** {@code L_bc + eta L_q}: Eq. 3. */
  private Tensor policyLoss(Graph g, Batch batch) {
    Tensor cloning = actor.cloning(batch.observations(), batch.actions(), "cloning");
    g.metric("policy/cloning", cloning);
    if (config.eta() == 0) {
      return cloning;
    }
    Tensor actions = actor.sample(batch.observations(), g::normal, "policy"); // [B, A]
    Tensor q = critics.online(batch.observations(), actions); // [2, B]
    Tensor guidance = Losses.guidance(q, g.uniform("roles").less(0.5));
    g.metric("policy/guidance", guidance);
    g.metric("policy/value", q.mean());
    return cloning.plus(guidance.times(config.eta()));
  }

  private Program update(BatchInputs inputs) {
    Graph g = Graph.named("diffusion-ql");
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
    int count = config.candidates();
    CandidatePlans candidates =
        new CandidatePlans((s, noise) -> actor.sample(s, noise, "action"), critics);
    LearnerPlan plan =
        new LearnerPlan(
            config.batchSize(),
            update(inputs),
            candidates.act(inputs, count),
            candidates.sample(inputs, count),
            Map.of("value", candidates.value(inputs, count)));
    return plan.withBestOf(n -> candidates.bestOf(inputs, n));
  }

  /** Settings of Diffusion-QL; the defaults are the authors' for halfcheetah-medium. */
  public record Config(
      @Setting(doc = "discount per control step", min = 0, max = 1) double discount,
      @Setting(doc = "denoising steps T", min = 1) int denoisingSteps,
      @Setting(doc = "weight of the value term; 0 only imitates", min = 0) double eta,
      @Setting(doc = "next actions per target, best taken; 1: none, antmaze 10", min = 1)
          int backupSamples,
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
    /** The authors' settings for halfcheetah-medium-v2. */
    public Config() {
      this(
          0.99,
          5,
          1,
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
      Require.atLeast("denoisingSteps", denoisingSteps, 1);
      Require.atLeast("eta", eta, 0);
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
      return "diffusion-ql";
    }

    @Override
    public String summary() {
      return "Diffusion Q-learning: a denoising policy led by values (Wang et al., 2023).";
    }

    @Override
    public Policy.ActionMode evaluationMode() {
      return Policy.ActionMode.SAMPLED;
    }

    @Override
    public LearnerPlan declare(EnvironmentSpec spec, Parameters parameters, BatchInputs inputs) {
      Require.vectorsAndBoxes(name(), spec);
      Perception seen = new Perception(spec, parameters, inputs);
      return new DiffusionQl(this, seen, parameters).plan(seen);
    }
  }
}
