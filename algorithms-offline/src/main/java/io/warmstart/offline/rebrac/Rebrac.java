package io.warmstart.offline.rebrac;

import io.warmstart.core.config.Setting;
import io.warmstart.core.learner.Batch;
import io.warmstart.core.learner.BatchInputs;
import io.warmstart.core.learner.BatchInputs.NextActions;
import io.warmstart.core.learner.LearnerConfig;
import io.warmstart.core.learner.LearnerPlan;
import io.warmstart.core.learner.Require;
import io.warmstart.core.network.Critics;
import io.warmstart.core.network.DeterministicActor;
import io.warmstart.core.network.DeterministicActor.Smoothing;
import io.warmstart.core.network.Perception;
import io.warmstart.core.network.ValueHead;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.engine.Graph;
import io.warmstart.engine.Init;
import io.warmstart.engine.Mlp;
import io.warmstart.engine.Optimizer;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Program;
import io.warmstart.engine.StepPlan;
import io.warmstart.engine.Tensor;
import java.util.List;
import java.util.Map;

/**
 * ReBRAC (Tarasov et al., 2023), in the order of the authors' code: critics; at updates 0, {@code
 * policyDelay}, ... the actor on the new critics and all targets, the target actor towards the
 * actor from before its step.
 *
 * <p>Differences from the authors' code: at the last step of an episode, which has no recorded next
 * action, the critic's penalty is left out; they drop the rows at time limits instead, and at a
 * true end the mask hides what they use.
 *
 * @see <a href="https://arxiv.org/abs/2305.09836">arXiv:2305.09836</a>
 */
public final class Rebrac {
  private static final int CRITICS = 2;
  private static final double ACTOR_HEAD = 1e-3;
  private static final double CRITIC_HEAD = 3e-3;

  /** Flax's default. */
  private static final double NORM_EPSILON = 1e-6;

  private final Config config;
  private final Critics critics;
  private final DeterministicActor policy;

  private Rebrac(Config config, Perception seen, Parameters parameters) {
    Mlp.Style style = style(config.hidden(), CRITIC_HEAD);
    Mlp.Style normed = style.withNorm(Mlp.Norm.AFTER_ACTIVATION, NORM_EPSILON);
    this.config = config;
    critics =
        new Critics(
            parameters, seen, CRITICS, config.criticNorm() ? normed : style, config.valueHead());
    policy = new DeterministicActor(parameters, "policy", seen, style(config.hidden(), ACTOR_HEAD));
  }

  /** Hidden weights U(+-1/sqrt(fan-in)), hidden biases 0.1, the head U(+-bound). */
  private static Mlp.Style style(List<Integer> hidden, double bound) {
    Init head = new Init.Uniform(bound);
    return Mlp.Style.of(hidden, Tensor::relu, new Init.TorchDefault())
        .withBias(new Init.Constant(0.1))
        .withOutputWeight(head)
        .withOutputBias(head);
  }

  /**
   * {@code min_i Qtarget_i(s', a~) - penalty known ||a~ - a'||^2}, the value inside the target.
   *
   * @param q target critics at the smoothed action, [E, B]
   * @param smoothed a~, [B, A]
   * @param recorded a' where it is known
   * @param penalty of the critic, beta_2
   * @return [B]
   */
  static Tensor nextValue(Tensor q, Tensor smoothed, NextActions recorded, double penalty) {
    Tensor distance = distance(smoothed, recorded.actions()).times(penalty);
    Tensor nothing = distance.graph().constant(0);
    return q.min(0).minus(recorded.known().select(distance, nothing));
  }

  /**
   * {@code mean(penalty ||pi(s) - a||^2 - q / mean|q|)}, the normaliser a constant.
   *
   * @param q smaller critic at the policy's action, [B]
   * @param chosen action of the policy, [B, A]
   * @param recorded action, [B, A]
   * @param penalty of the actor, beta_1
   * @return a scalar
   */
  static Tensor policyLoss(Tensor q, Tensor chosen, Tensor recorded, double penalty) {
    Tensor size = q.detach().abs().mean();
    return distance(chosen, recorded).mean().times(penalty).minus(q.mean().over(size));
  }

  /** Squared distance, summed over action dimensions, [B]. */
  private static Tensor distance(Tensor a, Tensor b) {
    return a.minus(b).square().sum(1);
  }

  /** {@code sum_i E[ (y - Q_i(s, a))^2 ]}, y = r + discount mask nextValue. */
  private StepPlan criticPlan(BatchInputs inputs) {
    Graph g = Graph.named("rebrac-critic");
    Batch batch = inputs.declare(g, config.batchSize());
    NextActions recorded = inputs.nextActions(g, config.batchSize());
    Tensor next = batch.nextObservations();
    Tensor action = policy.smoothed("smoothing", next, config.smoothing());
    Tensor value =
        nextValue(critics.target(next, action), action, recorded, config.criticPenalty());
    Tensor y = batch.target(value, config.discount()); // [B]
    Critics.Fit fit = critics.fit(batch.observations(), batch.actions(), y);
    g.minimize(fit.losses().sum(), critics.parameters(), Optimizer.Adam.of(config.criticRate()));
    g.metric("critic/loss", fit.losses().mean());
    g.metric("critic/mean", fit.values().mean());
    return g.compile();
  }

  private StepPlan policyPlan(BatchInputs inputs) {
    Graph g = Graph.named("rebrac-policy");
    Batch batch = inputs.declare(g, config.batchSize());
    Tensor chosen = policy.action(batch.observations());
    Tensor q = critics.online(batch.observations(), chosen).min(0); // [B]
    Tensor loss = policyLoss(q, chosen, batch.actions(), config.actorPenalty());
    g.metric("policy/loss", loss);
    g.metric("policy/distance", distance(chosen, batch.actions()).mean());
    g.metric("policy/value", q.mean());
    policy.follow(g, config.targetRate()); // towards the actor from before its step
    g.minimize(loss, policy.parameters(), Optimizer.Adam.of(config.actorRate()));
    critics.follow(g, config.targetRate());
    return g.compile();
  }

  /** {@code min_i Q_i(s, pi(s))}. */
  private StepPlan valuePlan(BatchInputs inputs) {
    Graph g = Graph.named("value");
    Tensor observation = inputs.observation(g);
    g.output("value", critics.online(observation, policy.action(observation)).min(0));
    return g.compile();
  }

  /** Settings of ReBRAC; the defaults are the authors' for hopper-medium. */
  public record Config(
      @Setting(doc = "discount per control step; antmaze 0.999", min = 0, max = 1) double discount,
      @Setting(doc = "weight of imitation in the actor, beta_1; per dataset", min = 0)
          double actorPenalty,
      @Setting(doc = "price of leaving the records in the critic, beta_2; per dataset", min = 0)
          double criticPenalty,
      @Setting(doc = "critic updates per actor update", min = 1, source = "TD3") int policyDelay,
      @Setting(doc = "noise on target actions", source = "TD3") Smoothing smoothing,
      @Setting(doc = "standard deviation of exploring actions", min = 0, source = "TD3")
          double explorationNoise,
      @Setting(doc = "Adam step size of the actor; not gym 3e-4", min = 0) double actorRate,
      @Setting(doc = "Adam step size of the critics; antmaze 5e-5", min = 0) double criticRate,
      @Setting(doc = "share of the weights moved to targets", min = 0, max = 1) double targetRate,
      @Setting(doc = "rows per update; not gym 256", min = 1) int batchSize,
      @Setting(doc = "widths of the hidden layers", min = 1) List<Integer> hidden,
      @Setting(doc = "layer norm after each hidden layer of the critics") boolean criticNorm,
      @Setting(doc = "how critics represent values") ValueHead valueHead)
      implements LearnerConfig {
    /** The authors' settings. */
    public Config() {
      this(
          0.99,
          0.01,
          0.01,
          2,
          new Smoothing(),
          0.1,
          1e-3,
          1e-3,
          0.005,
          1024,
          List.of(256, 256, 256),
          true,
          ValueHead.REGRESSION);
    }

    /**
     * Copies the list and checks the ranges.
     *
     * @throws IllegalArgumentException naming the setting, its value and its range
     */
    public Config {
      hidden = List.copyOf(hidden);
      Require.inside("discount", discount, -Double.MIN_VALUE, Math.nextUp(1.0));
      Require.atLeast("actorPenalty", actorPenalty, 0);
      Require.atLeast("criticPenalty", criticPenalty, 0);
      Require.atLeast("policyDelay", policyDelay, 1);
      Require.atLeast("explorationNoise", explorationNoise, 0);
      Require.inside("actorRate", actorRate, 0, Double.POSITIVE_INFINITY);
      Require.inside("criticRate", criticRate, 0, Double.POSITIVE_INFINITY);
      Require.inside("targetRate", targetRate, 0, Math.nextUp(1.0));
      Require.atLeast("batchSize", batchSize, 1);
      Require.widths("hidden", hidden);
    }

    @Override
    public String name() {
      return "rebrac";
    }

    @Override
    public String summary() {
      return "ReBRAC: TD3+BC with separate penalties in actor and critic (Tarasov et al., 2023).";
    }

    @Override
    public LearnerPlan declare(EnvironmentSpec spec, Parameters parameters, BatchInputs inputs) {
      Require.vectorsAndBoxes(name(), spec);
      Perception seen = new Perception(spec, parameters, inputs);
      Rebrac rebrac = new Rebrac(this, seen, parameters);
      Program critic = Program.run(rebrac.criticPlan(seen));
      Program delayed = new Program.Every(policyDelay, 1, Program.run(rebrac.policyPlan(seen)));
      return new LearnerPlan(
          batchSize,
          Program.of(critic, delayed),
          rebrac.policy.act(seen),
          rebrac.policy.sample(seen, explorationNoise),
          Map.of("value", rebrac.valuePlan(seen)));
    }
  }
}
