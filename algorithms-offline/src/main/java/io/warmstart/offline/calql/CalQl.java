package io.warmstart.offline.calql;

import io.warmstart.core.config.Setting;
import io.warmstart.core.learner.Batch;
import io.warmstart.core.learner.BatchInputs;
import io.warmstart.core.learner.LearnerConfig;
import io.warmstart.core.learner.LearnerPlan;
import io.warmstart.core.learner.Require;
import io.warmstart.core.loss.Conservatism;
import io.warmstart.core.loss.ConservativePenalty;
import io.warmstart.core.loss.Multiplier;
import io.warmstart.core.loss.NextValue;
import io.warmstart.core.loss.Proposals;
import io.warmstart.core.loss.SquashedGaussian;
import io.warmstart.core.loss.TemperatureLoss;
import io.warmstart.core.network.Critics;
import io.warmstart.core.network.Initializer;
import io.warmstart.core.network.Perception;
import io.warmstart.core.network.SquashedGaussianActor;
import io.warmstart.core.network.SquashedGaussianActor.LogStd;
import io.warmstart.core.network.ValueHead;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.engine.Graph;
import io.warmstart.engine.Init;
import io.warmstart.engine.Mlp;
import io.warmstart.engine.Optimizer;
import io.warmstart.engine.Parameter;
import io.warmstart.engine.ParameterSet;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Program;
import io.warmstart.engine.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Calibrated Q-learning (Nakamoto, Zhai, Singh, Mark, Ma, Finn, Kumar and Levine, 2023): CQL whose
 * values at the policy's actions are pushed down no further than a reference return, so that
 * fine-tuning starts from values on the scale of real returns.
 *
 * <p>Follows the authors' code: the reference is the recorded return-to-go; uniform actions,
 * recorded actions, targets and the policy's loss are not bounded; all losses see the parameters
 * from the start of the update; the bound stays on online. CORL differs online: it switches it off.
 *
 * @see <a href="https://arxiv.org/abs/2303.05479">arXiv:2303.05479</a>
 */
public final class CalQl {
  /** The authors clip recorded actions a little inside the box. */
  private static final double ACTION_LIMIT = 0.99999;

  private final Config config;
  private final Critics critics;
  private final SquashedGaussianActor policy;
  private final Parameter logAlpha;
  private final ParameterSet multiplier;
  private final double targetEntropy;

  private CalQl(Config config, Perception seen, Parameters parameters) {
    this.config = config;
    Mlp.Style criticStyle = config.style(config.criticHidden());
    critics = new Critics(parameters, seen, config.critics(), criticStyle, config.valueHead());
    Mlp.Style actorStyle = config.style(config.actorHidden());
    policy = new SquashedGaussianActor(parameters, "policy", seen, actorStyle, config.logStd());
    logAlpha = parameters.add("temperature/logAlpha", new Init.Zero());
    Multiplier kind = config.conservatism().multiplier();
    multiplier =
        kind.learned()
            ? ParameterSet.of(parameters.add("multiplier/x", new Init.Constant(kind.start())))
            : ParameterSet.of();
    targetEntropy = -config.entropy() * seen.actionWidth();
  }

  /** {@code y = r + discount mask V(s')}: V by target critics at actions of the policy, [B]. */
  private Tensor target(Batch batch, SquashedGaussian next) {
    int drawn = config.backup().actions(config.conservatism().actions());
    Tensor actions = next.draw("backup", drawn).actions(); // [K B, A]
    Tensor states = batch.nextObservations().repeat(0, drawn); // [K B, O]
    Tensor values = critics.target(states, actions);
    Tensor nextValue = config.backup().of(values.reshape(config.critics(), drawn, rows()));
    return batch.target(nextValue, config.discount());
  }

  /**
   * Eq. 5: soft maximum over proposed actions less Q_i at the recorded one, where the policy's
   * proposals count as max(Q_i, return-to-go), [E].
   */
  private Tensor difference(Batch batch, Tensor returns, Tensor recorded, Proposals proposals) {
    Tensor states = batch.observations().repeat(0, proposals.count()); // [3N B, O]
    Tensor values = critics.online(states, proposals.actions());
    Tensor proposed = values.reshape(config.critics(), proposals.count(), rows());
    Tensor bounded = ConservativePenalty.calibrated(proposed, returns, proposals.each());
    Graph g = proposed.graph();
    Tensor held = proposed.less(bounded).mean().times(1.5); // share of the policy's proposals
    g.metric("conservative/bounded", held);
    return config.conservatism().difference(bounded, proposals, recorded);
  }

  /** {@code E[ alpha log pi(a|s) - min_i Q_i(s, a) ]}, a drawn from the policy. */
  private Tensor policyLoss(Graph g, Batch batch, SquashedGaussian.Draws draws) {
    Tensor alpha = g.read(logAlpha).exp().detach();
    Tensor q = critics.online(batch.observations(), draws.actions()).min(0);
    return alpha.times(draws.logDensity()).minus(q).mean();
  }

  private void update(Graph g, Batch recorded, Tensor returns) {
    Batch batch = recorded.withActions(recorded.actions().clip(-ACTION_LIMIT, ACTION_LIMIT));
    SquashedGaussian here = policy.at(batch.observations());
    SquashedGaussian next = policy.at(batch.nextObservations());
    SquashedGaussian.Draws draws = here.draw("action", 1);
    Conservatism conservatism = config.conservatism();

    Critics.Fit fit = critics.fit(batch.observations(), batch.actions(), target(batch, next));
    Proposals proposals = Proposals.draw(here, next, conservatism.actions());
    Tensor difference = difference(batch, returns, fit.values(), proposals); // [E]
    Tensor m = multiplier(g);
    Tensor penalty = conservatism.penalty(m, difference); // [E]
    Tensor policyLoss = policyLoss(g, batch, draws);
    Tensor x = g.read(logAlpha);
    Tensor temperatureLoss = TemperatureLoss.logarithmic(x, draws.logDensity(), targetEntropy);

    // Every loss is recorded above the first step, so none sees a parameter that has moved.
    g.minimize(temperatureLoss, ParameterSet.of(logAlpha), adam(config.actorRate()));
    g.minimize(policyLoss, policy.parameters(), adam(config.actorRate()));
    if (conservatism.multiplier().learned()) {
      Tensor loss = conservatism.multiplierLoss(m, difference);
      g.minimize(loss, multiplier, adam(config.criticRate()));
    }
    g.minimize(fit.losses().plus(penalty).sum(), critics.parameters(), adam(config.criticRate()));
    critics.follow(g, config.targetRate());

    g.metric("critic/loss", fit.losses().mean());
    g.metric("critic/mean", fit.values().mean());
    g.metric("conservative/difference", difference.mean());
    g.metric("conservative/loss", penalty.mean());
    g.metric("conservative/multiplier", m);
    g.metric("policy/loss", policyLoss);
    g.metric("policy/entropy", draws.logDensity().mean().negate());
    g.metric("temperature/value", x.exp());
  }

  /** The Lagrange multiplier; 1 where the weight is fixed. */
  private Tensor multiplier(Graph g) {
    return multiplier.all().isEmpty()
        ? g.constant(1)
        : config.conservatism().multiplier().of(g.read(multiplier.all().getFirst()));
  }

  private int rows() {
    return config.batchSize();
  }

  private static Optimizer adam(double rate) {
    return Optimizer.Adam.of(rate);
  }

  /** Settings of Cal-QL; the defaults are the authors' for AntMaze, except the failure reward. */
  public record Config(
      Conservatism conservatism,
      @Setting(doc = "stored reward of failing in sparse tasks, antmaze 0, adroit -1; null: dense")
          Optional<Double> failureReward,
      @Setting(doc = "value of the next observation") NextValue backup,
      @Setting(doc = "critics", min = 1) int critics,
      @Setting(doc = "what a critic puts out") ValueHead valueHead,
      @Setting(doc = "how networks start") Initializer initializer,
      @Setting(doc = "layer norm before each activation, as WSRL") boolean layerNorm,
      @Setting(doc = "where the policy's deviation comes from") LogStd logStd,
      @Setting(doc = "discount per control step", min = 0, max = 1) double discount,
      @Setting(doc = "share of the critics moved to targets", min = 0, max = 1) double targetRate,
      @Setting(doc = "rows per update", min = 1) int batchSize,
      @Setting(doc = "widths of the policy's hidden layers", min = 1) List<Integer> actorHidden,
      @Setting(doc = "widths of the critics' hidden layers", min = 1) List<Integer> criticHidden,
      @Setting(doc = "Adam step size of policy and temperature", min = 0) double actorRate,
      @Setting(doc = "Adam step size of critics and multiplier", min = 0) double criticRate,
      @Setting(doc = "target entropy is minus this per action channel") double entropy)
      implements LearnerConfig {
    /** The authors' settings for AntMaze; give the failure reward where rewards are sparse. */
    public Config() {
      this(
          Conservatism.of(5, Multiplier.LAGRANGE, 0.8),
          Optional.empty(),
          NextValue.MIN_THEN_MAX,
          2,
          ValueHead.REGRESSION,
          Initializer.ORTHOGONAL_SMALL_OUTPUT,
          false,
          LogStd.SCALED_HEAD,
          0.99,
          0.005,
          256,
          List.of(256, 256),
          List.of(256, 256, 256, 256),
          1e-4,
          3e-4,
          1);
    }

    /**
     * Copies the lists and checks the ranges.
     *
     * @throws IllegalArgumentException naming the setting, its value and its range
     */
    public Config {
      actorHidden = List.copyOf(actorHidden);
      criticHidden = List.copyOf(criticHidden);
      Require.atLeast("critics", critics, 1);
      Require.inside("discount", discount, -Double.MIN_VALUE, 1);
      Require.inside("targetRate", targetRate, 0, Math.nextUp(1.0));
      Require.atLeast("batchSize", batchSize, 1);
      Require.widths("actorHidden", actorHidden);
      Require.widths("criticHidden", criticHidden);
      Require.inside("actorRate", actorRate, 0, Double.POSITIVE_INFINITY);
      Require.inside("criticRate", criticRate, 0, Double.POSITIVE_INFINITY);
      Require.inside("entropy", entropy, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    }

    private Mlp.Style style(List<Integer> hidden) {
      Mlp.Style plain = initializer.relu(hidden);
      return layerNorm ? plain.withNorm(Mlp.Norm.BEFORE_ACTIVATION, 1e-6) : plain;
    }

    @Override
    public String name() {
      return "calql";
    }

    @Override
    public String summary() {
      return "Calibrated Q-learning: conservative, but not below returns (Nakamoto et al., 2023).";
    }

    @Override
    public LearnerPlan declare(EnvironmentSpec spec, Parameters parameters, BatchInputs inputs) {
      Require.vectorsAndBoxes(name(), spec);
      Perception seen = new Perception(spec, parameters, inputs);
      CalQl calQl = new CalQl(this, seen, parameters);
      Graph g = Graph.named("calql");
      Batch batch = seen.declare(g, batchSize);
      calQl.update(g, batch, seen.returns(g, batchSize, discount, failureReward.orElse(null)));
      return new LearnerPlan(
              batchSize,
              Program.run(g.compile()),
              calQl.policy.act(seen),
              calQl.policy.sample(seen),
              Map.of("value", calQl.policy.value(seen, calQl.critics)))
          .withBestOf(n -> calQl.policy.bestOf(seen, calQl.critics, n));
    }
  }
}
