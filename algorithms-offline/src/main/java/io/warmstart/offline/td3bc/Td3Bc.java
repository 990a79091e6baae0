package io.warmstart.offline.td3bc;

import io.warmstart.core.config.Setting;
import io.warmstart.core.learner.Batch;
import io.warmstart.core.learner.BatchInputs;
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
import io.warmstart.engine.Mlp;
import io.warmstart.engine.Optimizer;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Program;
import io.warmstart.engine.StepPlan;
import io.warmstart.engine.Tensor;
import java.util.List;
import java.util.Map;

/**
 * TD3+BC (Fujimoto and Gu, 2021): TD3 whose actor also regresses the recorded action, in the order
 * of the authors and of CORL: critics; at every {@code policyDelay}-th update the actor on the new
 * first critic, then all targets.
 *
 * <p>Differences from CORL: observations are normalised only where the run asks for it.
 *
 * @see <a href="https://arxiv.org/abs/2106.06860">arXiv:2106.06860</a>
 */
public final class Td3Bc {
  private static final int CRITICS = 2;

  private final Config config;
  private final Critics critics;
  private final DeterministicActor policy;

  private Td3Bc(Config config, Perception seen, Parameters parameters) {
    Mlp.Style style = Mlp.Style.torch(config.hidden(), Tensor::relu);
    this.config = config;
    critics = new Critics(parameters, seen, CRITICS, style, config.valueHead());
    policy = new DeterministicActor(parameters, "policy", seen, style);
  }

  /**
   * {@code -lambda mean(Q_1(s, pi(s))) + mean((pi(s) - a)^2)}, {@code lambda = alpha / mean|Q_1|}
   * without gradient; the second mean is over batch and action dimensions: Eq. 3 and 5.
   *
   * @param q first critic at the policy's action, [B]
   * @param chosen action of the policy, [B, A]
   * @param recorded action, [B, A]
   * @param alpha weight of the critic
   * @return a scalar
   */
  static Tensor policyLoss(Tensor q, Tensor chosen, Tensor recorded, double alpha) {
    Tensor size = q.detach().abs().mean();
    Tensor guided = q.mean().over(size).times(alpha);
    return cloning(chosen, recorded).minus(guided);
  }

  /** {@code mean((pi(s) - a)^2)}, a scalar. */
  private static Tensor cloning(Tensor chosen, Tensor recorded) {
    return chosen.minus(recorded).square().mean();
  }

  /** {@code sum_i E[ (y - Q_i(s, a))^2 ]}, y = r + discount mask min_i Qtarget_i(s', a~). */
  private StepPlan criticPlan(BatchInputs inputs) {
    Graph g = Graph.named("td3bc-critic");
    Batch batch = inputs.declare(g, config.batchSize());
    Tensor next = batch.nextObservations();
    Tensor action = policy.smoothed("smoothing", next, config.smoothing());
    Tensor y = batch.target(critics.target(next, action).min(0), config.discount()); // [B]
    Critics.Fit fit = critics.fit(batch.observations(), batch.actions(), y);
    g.minimize(fit.losses().sum(), critics.parameters(), adam());
    g.metric("critic/loss", fit.losses().mean());
    g.metric("critic/mean", fit.values().mean());
    return g.compile();
  }

  private StepPlan policyPlan(BatchInputs inputs) {
    Graph g = Graph.named("td3bc-policy");
    Batch batch = inputs.declare(g, config.batchSize());
    Tensor chosen = policy.action(batch.observations());
    Tensor q = critics.online(batch.observations(), chosen).slice(0, 0, 1).reshape(chosen.size(0));
    Tensor loss = policyLoss(q, chosen, batch.actions(), config.alpha());
    g.metric("policy/loss", loss);
    g.metric("policy/cloning", cloning(chosen, batch.actions()));
    g.metric("policy/value", q.mean());
    g.minimize(loss, policy.parameters(), adam());
    critics.follow(g, config.targetRate());
    policy.follow(g, config.targetRate());
    return g.compile();
  }

  private Optimizer adam() {
    return Optimizer.Adam.of(config.learningRate());
  }

  /** {@code min_i Q_i(s, pi(s))}. */
  private StepPlan valuePlan(BatchInputs inputs) {
    Graph g = Graph.named("value");
    Tensor observation = inputs.observation(g);
    g.output("value", critics.online(observation, policy.action(observation)).min(0));
    return g.compile();
  }

  /** Settings of TD3+BC; the defaults are the authors'. */
  public record Config(
      @Setting(doc = "discount per control step", min = 0, max = 1) double discount,
      @Setting(doc = "weight of the critic against imitation", min = 0, source = "paper")
          double alpha,
      @Setting(doc = "critic updates per actor update", min = 1, source = "TD3") int policyDelay,
      @Setting(doc = "noise on target actions", source = "TD3") Smoothing smoothing,
      @Setting(doc = "standard deviation of exploring actions", min = 0, source = "TD3")
          double explorationNoise,
      @Setting(doc = "Adam step size of all networks", min = 0) double learningRate,
      @Setting(doc = "share of the weights moved to targets", min = 0, max = 1) double targetRate,
      @Setting(doc = "rows per update", min = 1) int batchSize,
      @Setting(doc = "widths of the hidden layers", min = 1) List<Integer> hidden,
      @Setting(doc = "how critics represent values") ValueHead valueHead)
      implements LearnerConfig {
    /** The authors' settings. */
    public Config() {
      this(
          0.99,
          2.5,
          2,
          new Smoothing(),
          0.1,
          3e-4,
          0.005,
          256,
          List.of(256, 256),
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
      Require.atLeast("alpha", alpha, 0);
      Require.atLeast("policyDelay", policyDelay, 1);
      Require.atLeast("explorationNoise", explorationNoise, 0);
      Require.inside("learningRate", learningRate, 0, Double.POSITIVE_INFINITY);
      Require.inside("targetRate", targetRate, 0, Math.nextUp(1.0));
      Require.atLeast("batchSize", batchSize, 1);
      Require.widths("hidden", hidden);
    }

    @Override
    public String name() {
      return "td3bc";
    }

    @Override
    public String summary() {
      return "TD3+BC: actor-critic that also imitates the records (Fujimoto and Gu, 2021).";
    }

    @Override
    public LearnerPlan declare(EnvironmentSpec spec, Parameters parameters, BatchInputs inputs) {
      Require.vectorsAndBoxes(name(), spec);
      Perception seen = new Perception(spec, parameters, inputs);
      Td3Bc td3 = new Td3Bc(this, seen, parameters);
      Program critic = Program.run(td3.criticPlan(seen));
      Program delayed = new Program.Every(policyDelay, Program.run(td3.policyPlan(seen)));
      return new LearnerPlan(
          batchSize,
          Program.of(critic, delayed),
          td3.policy.act(seen),
          td3.policy.sample(seen, explorationNoise),
          Map.of("value", td3.valuePlan(seen)));
    }
  }
}
