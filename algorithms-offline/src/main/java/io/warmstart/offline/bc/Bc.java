package io.warmstart.offline.bc;

import io.warmstart.core.config.Setting;
import io.warmstart.core.learner.Batch;
import io.warmstart.core.learner.BatchInputs;
import io.warmstart.core.learner.LearnerConfig;
import io.warmstart.core.learner.LearnerPlan;
import io.warmstart.core.learner.Require;
import io.warmstart.core.network.GaussianActor;
import io.warmstart.core.network.Perception;
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
 * Behavioural cloning: regresses the recorded action on the observation.
 *
 * <ul>
 *   <li>{@link Variant#DETERMINISTIC}: {@code tanh(MLP)} under the mean squared error over batch
 *       and action dimensions, as in CORL's {@code any_percent_bc} with all trajectories kept
 *   <li>{@link Variant#GAUSSIAN}: maximises {@code log N(a; tanh(MLP(s)), sigma)} with a
 *       state-independent sigma, for warm starts of stochastic learners
 * </ul>
 *
 * <p>With images the observation is the vector parts and, behind them, the features of a {@link
 * io.warmstart.core.network.ConvEncoder} that is trained with the policy.
 *
 * <p>Differences from CORL: observations are not normalised unless the run asks for it.
 */
public final class Bc {
  private Bc() {}

  /** What is regressed. */
  public enum Variant {
    /** One action per state; sampling gives the same action. */
    DETERMINISTIC,
    /** A normal distribution around it. */
    GAUSSIAN
  }

  /** Settings of behavioural cloning; the defaults are CORL's. */
  public record Config(
      @Setting(doc = "what is regressed: one action, or a distribution") Variant variant,
      @Setting(doc = "Adam step size", min = 0, minExclusive = true, source = "CORL")
          double learningRate,
      @Setting(doc = "rows per update", min = 1, source = "CORL") int batchSize,
      @Setting(doc = "widths of the hidden layers", min = 1, source = "CORL") List<Integer> hidden,
      @Setting(doc = "where the gaussian variant's log standard deviation stays")
          GaussianActor.Range logStd)
      implements LearnerConfig {
    /** CORL's settings, deterministic. */
    public Config() {
      this(Variant.DETERMINISTIC, 3e-4, 256, List.of(256, 256), new GaussianActor.Range(-5, 2));
    }

    /**
     * Copies the list and checks the ranges.
     *
     * @throws IllegalArgumentException naming the setting, its value and its range
     */
    public Config {
      hidden = List.copyOf(hidden);
      Require.inside("learningRate", learningRate, 0, Double.POSITIVE_INFINITY);
      Require.atLeast("batchSize", batchSize, 1);
      Require.widths("hidden", hidden);
    }

    @Override
    public String name() {
      return "bc";
    }

    @Override
    public String summary() {
      return "Behavioural cloning: imitates the recorded actions (Pomerleau, 1988; CORL settings).";
    }

    @Override
    public LearnerPlan declare(EnvironmentSpec spec, Parameters parameters, BatchInputs inputs) {
      Require.vectorsAndBoxes(name(), spec);
      Perception seen = new Perception(spec, parameters, inputs);
      return switch (variant) {
        case DETERMINISTIC -> deterministic(this, parameters, seen);
        case GAUSSIAN -> gaussian(this, parameters, seen);
      };
    }
  }

  /** {@code L = mean( (tanh(MLP(s)) - a)^2 )} over batch and action dimensions. */
  private static LearnerPlan deterministic(Config config, Parameters parameters, Perception seen) {
    Mlp policy = Mlp.of(parameters, "policy", seen.width(), seen.actionWidth(), style(config));
    Graph g = Graph.named("bc");
    Batch batch = seen.declare(g, config.batchSize());
    Tensor error = policy.apply(batch.observations()).tanh().minus(batch.actions()); // [B, A]
    Tensor loss = error.square().mean();
    g.minimize(
        loss, policy.parameters().and(seen.encoders()), Optimizer.Adam.of(config.learningRate()));
    g.metric("policy/loss", loss);
    return new LearnerPlan(
        config.batchSize(),
        Program.run(g.compile()),
        acting("act", policy, seen),
        acting("sample", policy, seen),
        Map.of());
  }

  private static StepPlan acting(String name, Mlp policy, BatchInputs inputs) {
    Graph g = Graph.named(name);
    g.output("action", policy.apply(inputs.observation(g)).tanh());
    return g.compile();
  }

  /** {@code L = -mean( log N(a; tanh(MLP(s)), sigma) )}. */
  private static LearnerPlan gaussian(Config config, Parameters parameters, Perception seen) {
    GaussianActor policy =
        new GaussianActor(
            parameters, "policy", seen, style(config), GaussianActor.Centre.TANH, config.logStd());
    Graph g = Graph.named("bc");
    Batch batch = seen.declare(g, config.batchSize());
    Tensor loss = policy.logDensity(batch.observations(), batch.actions()).mean().negate();
    g.minimize(
        loss, policy.parameters().and(seen.encoders()), Optimizer.Adam.of(config.learningRate()));
    g.metric("policy/loss", loss);
    g.metric("policy/logStd", policy.logStd(g).mean());
    return new LearnerPlan(
        config.batchSize(),
        Program.run(g.compile()),
        policy.act(seen),
        policy.sample(seen),
        Map.of());
  }

  private static Mlp.Style style(Config config) {
    return Mlp.Style.torch(config.hidden(), Tensor::relu);
  }
}
