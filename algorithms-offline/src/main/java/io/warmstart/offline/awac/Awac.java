package io.warmstart.offline.awac;

import io.warmstart.core.config.Setting;
import io.warmstart.core.learner.Batch;
import io.warmstart.core.learner.BatchInputs;
import io.warmstart.core.learner.LearnerConfig;
import io.warmstart.core.learner.LearnerPlan;
import io.warmstart.core.learner.Require;
import io.warmstart.core.loss.Losses;
import io.warmstart.core.network.Critics;
import io.warmstart.core.network.GaussianActor;
import io.warmstart.core.network.GaussianActor.Centre;
import io.warmstart.core.network.GaussianActor.Range;
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
 * AWAC (Nair et al., 2020) as in CORL: critics towards the policy's own next action; then the
 * policy by advantage-weighted regression under the new critics; then the targets.
 *
 * <p>The policy is a normal around the network's plain output with a state-independent deviation;
 * its density is not squashed and its draws are clipped. Weights are neither normalised over the
 * batch nor a softmax. Differences from CORL: none intended. The paper uses larger batches (1024).
 *
 * @see <a href="https://arxiv.org/abs/2006.09359">arXiv:2006.09359</a>
 */
public final class Awac {
  private static final int CRITICS = 2;

  private final Config config;
  private final Critics critics;
  private final GaussianActor policy;

  private Awac(Config config, Perception seen, Parameters parameters) {
    Mlp.Style style = Mlp.Style.torch(config.hidden(), Tensor::relu);
    this.config = config;
    critics = new Critics(parameters, seen, CRITICS, style, config.valueHead());
    policy = new GaussianActor(parameters, "policy", seen, style, Centre.LINEAR, config.logStd());
  }

  /** {@code sum_i E[ (y - Q_i(s, a))^2 ]}, y = r + discount mask min_i Qtarget_i(s', a'). */
  private Tensor criticLoss(Graph g, Batch batch) {
    Tensor next = batch.nextObservations();
    Tensor action = policy.draw("next-action", next, config.batchSize());
    Tensor y = batch.target(critics.target(next, action).min(0), config.discount()); // [B]
    Critics.Fit fit = critics.fit(batch.observations(), batch.actions(), y);
    g.metric("critic/loss", fit.losses().mean());
    g.metric("critic/mean", fit.values().mean());
    return fit.losses().sum();
  }

  /**
   * {@code -E[ min(exp(A / lambda), maxWeight) log pi(a|s) ]}, A = min_i Q_i(s, a) - min_i Q_i(s,
   * b) with one draw b from the policy.
   */
  private Tensor policyLoss(Graph g, Batch batch) {
    Tensor observations = batch.observations();
    Tensor drawn = policy.draw("action", observations, config.batchSize());
    Tensor q = critics.online(observations, batch.actions()).min(0); // [B]
    Tensor v = critics.online(observations, drawn).min(0); // [B]
    Tensor logPi = policy.logDensity(observations, batch.actions()); // [B]
    Tensor weight =
        Losses.advantageWeight(q.minus(v), 1 / config.lambda(), config.maxWeight()); // [B]
    Tensor loss = weighted(weight, logPi);
    g.metric("policy/loss", loss);
    g.metric("policy/weight", weight.mean());
    g.metric("policy/advantage", q.minus(v).mean());
    return loss;
  }

  /** {@code -mean(w log pi)}, a scalar. */
  static Tensor weighted(Tensor weight, Tensor logPi) {
    return weight.times(logPi).mean().negate();
  }

  private StepPlan updatePlan(BatchInputs inputs) {
    Graph g = Graph.named("awac");
    Batch batch = inputs.declare(g, config.batchSize());
    Optimizer adam = Optimizer.Adam.of(config.learningRate());
    g.minimize(criticLoss(g, batch), critics.parameters(), adam);
    g.minimize(policyLoss(g, batch), policy.parameters(), adam); // with the new critics
    g.metric("policy/logStd", policy.logStd(g).mean());
    critics.follow(g, config.targetRate());
    return g.compile();
  }

  /** {@code min_i Q_i(s, mode of pi(s))}. */
  private StepPlan valuePlan(BatchInputs inputs) {
    Graph g = Graph.named("value");
    Tensor observation = inputs.observation(g);
    g.output("value", critics.online(observation, policy.mode(observation)).min(0));
    return g.compile();
  }

  /** Settings of AWAC; the defaults are CORL's for gym locomotion. */
  public record Config(
      @Setting(doc = "discount per control step", min = 0, max = 1) double discount,
      @Setting(
              doc = "temperature that divides advantages; not gym 0.1",
              min = 0,
              minExclusive = true)
          double lambda,
      @Setting(doc = "largest weight of a row in the policy loss", min = 0) double maxWeight,
      @Setting(doc = "Adam step size of all networks", min = 0) double learningRate,
      @Setting(doc = "share of the critics moved to targets", min = 0, max = 1) double targetRate,
      @Setting(doc = "rows per update", min = 1) int batchSize,
      @Setting(doc = "widths of the hidden layers", min = 1) List<Integer> hidden,
      @Setting(doc = "range of the log standard deviation") Range logStd,
      @Setting(doc = "how critics represent values") ValueHead valueHead)
      implements LearnerConfig {
    /** CORL's settings for gym locomotion. */
    public Config() {
      this(
          0.99,
          1.0 / 3,
          100,
          3e-4,
          0.005,
          256,
          List.of(256, 256, 256),
          new Range(-20, 2),
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
      Require.inside("lambda", lambda, 0, Double.POSITIVE_INFINITY);
      Require.inside("maxWeight", maxWeight, 0, Double.POSITIVE_INFINITY);
      Require.inside("learningRate", learningRate, 0, Double.POSITIVE_INFINITY);
      Require.inside("targetRate", targetRate, 0, Math.nextUp(1.0));
      Require.atLeast("batchSize", batchSize, 1);
      Require.widths("hidden", hidden);
    }

    @Override
    public String name() {
      return "awac";
    }

    @Override
    public String summary() {
      return "AWAC: actor-critic that imitates records by their advantage (Nair et al., 2020).";
    }

    @Override
    public LearnerPlan declare(EnvironmentSpec spec, Parameters parameters, BatchInputs inputs) {
      Require.vectorsAndBoxes(name(), spec);
      Perception seen = new Perception(spec, parameters, inputs);
      Awac awac = new Awac(this, seen, parameters);
      return new LearnerPlan(
              batchSize,
              Program.run(awac.updatePlan(seen)),
              awac.policy.act(seen),
              awac.policy.sample(seen),
              Map.of("value", awac.valuePlan(seen)))
          .withBestOf(n -> awac.policy.bestOf(seen, awac.critics, n));
    }
  }
}
