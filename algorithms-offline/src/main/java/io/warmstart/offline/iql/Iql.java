package io.warmstart.offline.iql;

import io.warmstart.core.config.Setting;
import io.warmstart.core.learner.Batch;
import io.warmstart.core.learner.BatchInputs;
import io.warmstart.core.learner.LearnerConfig;
import io.warmstart.core.learner.LearnerPlan;
import io.warmstart.core.learner.Require;
import io.warmstart.core.loss.Losses;
import io.warmstart.core.network.Critics;
import io.warmstart.core.network.GaussianActor;
import io.warmstart.core.network.GaussianActor.Range;
import io.warmstart.core.network.Initializer;
import io.warmstart.core.network.Perception;
import io.warmstart.core.network.ValueHead;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.engine.Graph;
import io.warmstart.engine.Mlp;
import io.warmstart.engine.Optimizer;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Program;
import io.warmstart.engine.Schedule;
import io.warmstart.engine.StepPlan;
import io.warmstart.engine.Tensor;
import java.util.List;
import java.util.Map;

/**
 * Implicit Q-learning (Kostrikov, Nair and Levine, 2021): V by expectile regression on target
 * critics, the policy by advantage-weighted regression, critics by one-step targets through V.
 *
 * <p>Two orders of one update: {@link Order#AUTHOR} is the authors' (V; policy with the new V;
 * critics with the new V; targets), {@link Order#CORL} that of the CORL library. Differences from
 * the authors' code: none intended in the author's order.
 *
 * @see <a href="https://arxiv.org/abs/2110.06169">arXiv:2110.06169</a>
 */
public final class Iql {
  private static final int CRITICS = 2;

  /** The authors clip recorded actions a little inside the box. */
  private static final double ACTION_LIMIT = 1 - 1e-5;

  private final Config config;
  private final Critics critics;
  private final Mlp value;
  private final GaussianActor policy;

  private Iql(Config config, Perception seen, Parameters parameters) {
    Mlp.Style style = config.initializer().relu(config.hidden());
    this.config = config;
    critics = new Critics(parameters, seen, CRITICS, style, config.valueHead());
    value = Mlp.of(parameters, "value", seen.width(), 1, style);
    Mlp.Style actorStyle = style.withDropout(config.dropout());
    policy = new GaussianActor(parameters, "policy", seen, actorStyle, config.logStd());
  }

  /** Which parameters each loss sees. */
  public enum Order {
    /** V; then the policy with the new V; then critics with the new V; then targets. */
    AUTHOR,
    /**
     * V; critics with the old V, under the mean of their errors; targets; policy with the old V.
     */
    CORL
  }

  /** {@code L_V = E[ |expectile - 1(u < 0)| u^2 ]}, u = q - V(s): Eq. 5. */
  private Tensor valueLoss(Graph g, Tensor q, Tensor v) {
    Tensor loss = Losses.expectile(q.minus(v), config.expectile()).mean();
    g.metric("value/loss", loss);
    g.metric("value/mean", v.mean());
    return loss;
  }

  /** {@code L_pi = -E[ min(exp(temperature A), maxWeight) log pi(a|s) ]}: Eq. 7. */
  private Tensor policyLoss(Graph g, Batch batch, Tensor advantage) {
    Tensor weight =
        Losses.advantageWeight(advantage, config.temperature(), config.maxWeight()); // [B]
    Tensor logPi = policy.logDensity(batch.observations(), batch.actions()); // [B]
    Tensor loss = weight.times(logPi).mean().negate();
    g.metric("policy/weight", weight.mean());
    g.metric("policy/loss", loss);
    return loss;
  }

  /** {@code E[ (r + discount mask V(s') - Q_i(s, a))^2 ]} of each critic, [2]: Eq. 6. */
  private Tensor criticErrors(Graph g, Batch batch, Tensor nextV) {
    Tensor y = batch.target(nextV, config.discount()); // [B]
    Critics.Fit fit = critics.fit(batch.observations(), batch.actions(), y);
    g.metric("critic/loss", fit.losses().mean());
    g.metric("critic/mean", fit.values().mean());
    return fit.losses();
  }

  /** The smaller of the two target critics, without gradient, [B]. */
  private Tensor targetQ(Batch batch) {
    return critics.target(batch.observations(), batch.actions()).min(0).detach();
  }

  private Tensor v(Tensor observations) {
    return value.apply(observations).reshape(config.batchSize());
  }

  private void authorOrder(Graph g, Batch recorded) {
    Batch batch = recorded.withActions(recorded.actions().clip(-ACTION_LIMIT, ACTION_LIMIT));
    Tensor q = targetQ(batch);
    g.minimize(valueLoss(g, q, v(batch.observations())), value.parameters(), adam(0));

    Tensor advantage = q.minus(v(batch.observations())); // with the new V
    g.minimize(policyLoss(g, batch, advantage), policy.parameters(), adam(config.decaySteps()));

    Tensor errors = criticErrors(g, batch, v(batch.nextObservations()));
    g.minimize(errors.sum(), critics.parameters(), adam(0));
    critics.follow(g, config.targetRate());
  }

  private void corlOrder(Graph g, Batch batch) {
    Tensor q = targetQ(batch);
    Tensor v = v(batch.observations());
    Tensor nextV = v(batch.nextObservations());
    g.minimize(valueLoss(g, q, v), value.parameters(), adam(0));

    Tensor errors = criticErrors(g, batch, nextV);
    g.minimize(errors.mean(), critics.parameters(), adam(0));
    critics.follow(g, config.targetRate());

    Tensor loss = policyLoss(g, batch, q.minus(v));
    g.minimize(loss, policy.parameters(), adam(config.decaySteps()));
  }

  /** Adam with a cosine decay to 0 over {@code decaySteps} updates, or none at 0. */
  private Optimizer adam(long decaySteps) {
    double rate = config.learningRate();
    return Optimizer.Adam.of(
        decaySteps == 0 ? new Schedule.Constant(rate) : new Schedule.Cosine(rate, decaySteps));
  }

  private StepPlan valuePlan(BatchInputs inputs) {
    Graph g = Graph.named("value");
    g.output("value", value.apply(inputs.observation(g)).reshape(1));
    return g.compile();
  }

  /** Settings of IQL; the defaults are the authors' for gym locomotion (appendix B). */
  public record Config(
      @Setting(doc = "which parameters each loss sees") Order order,
      @Setting(doc = "how networks start; CORL torch") Initializer initializer,
      @Setting(doc = "discount per control step", min = 0, max = 1) double discount,
      @Setting(doc = "expectile of the value loss; antmaze 0.9", min = 0, max = 1) double expectile,
      @Setting(doc = "inverse temperature; antmaze 10, kitchen 0.5", min = 0) double temperature,
      @Setting(doc = "largest weight of a row in the policy loss", min = 0) double maxWeight,
      @Setting(doc = "Adam step size of all networks", min = 0) double learningRate,
      @Setting(doc = "updates of the policy's cosine decay; 0: no decay", min = 0) long decaySteps,
      @Setting(doc = "share of the critics moved to targets", min = 0, max = 1) double targetRate,
      @Setting(doc = "rows per update", min = 1) int batchSize,
      @Setting(doc = "widths of the hidden layers", min = 1) List<Integer> hidden,
      @Setting(doc = "policy dropout; kitchen, adroit 0.1", min = 0, max = 1) double dropout,
      @Setting(doc = "range of the log standard deviation; CORL -20 to 2") Range logStd,
      @Setting(doc = "how critics represent values") ValueHead valueHead)
      implements LearnerConfig {
    /** The authors' settings for gym locomotion. */
    public Config() {
      this(
          Order.AUTHOR,
          Initializer.ORTHOGONAL,
          0.99,
          0.7,
          3,
          100,
          3e-4,
          1_000_000,
          0.005,
          256,
          List.of(256, 256),
          0,
          new Range(-5, 2),
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
      Require.inside("expectile", expectile, 0, 1);
      Require.atLeast("temperature", temperature, 0);
      Require.inside("maxWeight", maxWeight, 0, Double.POSITIVE_INFINITY);
      Require.inside("learningRate", learningRate, 0, Double.POSITIVE_INFINITY);
      Require.atLeast("decaySteps", decaySteps, 0);
      Require.inside("targetRate", targetRate, 0, Math.nextUp(1.0));
      Require.atLeast("batchSize", batchSize, 1);
      Require.widths("hidden", hidden);
      Require.inside("dropout", dropout, -Double.MIN_VALUE, 1);
    }

    @Override
    public String name() {
      return "iql";
    }

    @Override
    public String summary() {
      return "Implicit Q-learning: prefers the records' better actions (Kostrikov et al., 2021).";
    }

    @Override
    public LearnerPlan declare(EnvironmentSpec spec, Parameters parameters, BatchInputs inputs) {
      Require.vectorsAndBoxes(name(), spec);
      Perception seen = new Perception(spec, parameters, inputs);
      Iql iql = new Iql(this, seen, parameters);
      Graph g = Graph.named("iql");
      Batch batch = seen.declare(g, batchSize);
      switch (order) {
        case AUTHOR -> iql.authorOrder(g, batch);
        case CORL -> iql.corlOrder(g, batch);
      }
      return new LearnerPlan(
              batchSize,
              Program.run(g.compile()),
              iql.policy.act(seen),
              iql.policy.sample(seen),
              Map.of("value", iql.valuePlan(seen)))
          .withBestOf(n -> iql.policy.bestOf(seen, iql.critics, n));
    }

    /** The same without decay, as in the authors' fine-tuning. */
    @Override
    public Config startOnline() {
      return new Config(
          order,
          initializer,
          discount,
          expectile,
          temperature,
          maxWeight,
          learningRate,
          0,
          targetRate,
          batchSize,
          hidden,
          dropout,
          logStd,
          valueHead);
    }
  }
}
