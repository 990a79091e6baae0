package io.warmstart.core.network;

import io.warmstart.core.config.Setting;
import io.warmstart.core.learner.BatchInputs;
import io.warmstart.core.loss.Densities;
import io.warmstart.engine.Graph;
import io.warmstart.engine.Init;
import io.warmstart.engine.Mlp;
import io.warmstart.engine.Parameter;
import io.warmstart.engine.ParameterSet;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.StepPlan;
import io.warmstart.engine.Tensor;

/**
 * A diagonal normal around a network, or around its {@code tanh}, with a standard deviation that
 * does not depend on the state. The distribution itself is not squashed; draws are clipped to [-1,
 * 1].
 */
public final class GaussianActor {
  private final Mlp network;
  private final Perception seen;
  private final Parameter logStd;
  private final Centre centre;
  private final Range logStdRange;
  private final int width;

  /** Where the normal stands. */
  public enum Centre {
    /** At the network's {@code tanh}, inside the box. */
    TANH,
    /** At the network's output, anywhere; actions are clipped to the box. */
    LINEAR
  }

  /**
   * Bounds of the logarithm of the standard deviation; beyond them it gets no gradient.
   *
   * @param low lower bound
   * @param high upper bound
   */
  public record Range(
      @Setting(doc = "lower bound") double low, @Setting(doc = "upper bound") double high) {
    /**
     * Checks the order.
     *
     * @throws IllegalArgumentException unless {@code low < high}
     */
    public Range {
      if (!(low < high)) {
        throw new IllegalArgumentException(
            "log-std range [" + low + ", " + high + "] needs low < high");
      }
    }
  }

  /**
   * Declares the parameters {@code path/dense<i>/...} and {@code path/logStd}, the latter 0;
   * centred at the network's {@code tanh}.
   *
   * @param parameters receives them
   * @param path prefix
   * @param seen gives the widths O and A
   * @param style of the mean network
   * @param logStdRange where the deviation stays
   */
  public GaussianActor(
      Parameters parameters, String path, Perception seen, Mlp.Style style, Range logStdRange) {
    this(parameters, path, seen, style, Centre.TANH, logStdRange);
  }

  /**
   * The same with a choice of the centre.
   *
   * @param parameters receives the parameters
   * @param path prefix
   * @param seen gives the widths O and A
   * @param style of the mean network
   * @param centre of the distribution
   * @param logStdRange where the deviation stays
   */
  public GaussianActor(
      Parameters parameters,
      String path,
      Perception seen,
      Mlp.Style style,
      Centre centre,
      Range logStdRange) {
    this.centre = centre;
    this.network = Mlp.of(parameters, path, seen.width(), seen.actionWidth(), style);
    this.logStd = parameters.add(path + "/logStd", new Init.Zero(), 1, seen.actionWidth());
    this.logStdRange = logStdRange;
    this.width = seen.actionWidth();
    this.seen = seen;
  }

  /** Network and deviation. */
  public ParameterSet parameters() {
    return network.parameters().and(ParameterSet.of(logStd));
  }

  /**
   * Centre of the distribution.
   *
   * @param observations [B, O]
   * @return in [-1, 1] for {@link Centre#TANH}, [B, A]
   */
  public Tensor mean(Tensor observations) {
    return centred(network.apply(seen.forPolicy(observations)));
  }

  private Tensor centred(Tensor out) {
    return switch (centre) {
      case TANH -> out.tanh();
      case LINEAR -> out;
    };
  }

  /** The action to take at the centre: the nearest one in the box, [B, A]. */
  public Tensor mode(Tensor observations) {
    Tensor mean = mean(observations);
    return switch (centre) {
      case TANH -> mean;
      case LINEAR -> mean.clip(-1, 1);
    };
  }

  /**
   * Drawn actions, {@code clip(mean + std * noise, -1, 1)}.
   *
   * @param stream name of the draw, used once per graph
   * @param observations [N, O], or [1, O] for N draws at one observation
   * @param count N
   * @return [N, A]
   */
  public Tensor draw(String stream, Tensor observations, int count) {
    Graph graph = observations.graph();
    Tensor noise = graph.normal(stream, count, width).times(logStd(graph).exp());
    return mean(observations).plus(noise).clip(-1, 1);
  }

  /** Logarithm of the standard deviation, inside its range, [1, A]. */
  public Tensor logStd(Graph graph) {
    return graph.read(logStd).clip(logStdRange.low(), logStdRange.high());
  }

  /**
   * Log-density of given actions while training, with dropout where the style asks for it.
   *
   * @param observations [B, O]
   * @param actions [B, A]
   * @return [B]
   */
  public Tensor logDensity(Tensor observations, Tensor actions) {
    Tensor mean = centred(network.applyTraining(seen.forPolicy(observations), "dropout"));
    return Densities.normal(actions, mean, logStd(actions.graph()));
  }

  /** The plan of the centre's action, from input {@code observation} to output {@code action}. */
  public StepPlan act(BatchInputs inputs) {
    Graph graph = Graph.named("act");
    graph.output("action", mode(inputs.observation(graph)));
    return graph.compile();
  }

  /** The plan of a drawn action, clipped to [-1, 1]. */
  public StepPlan sample(BatchInputs inputs) {
    Graph graph = Graph.named("sample");
    graph.output("action", draw("action", inputs.observation(graph), 1));
    return graph.compile();
  }

  /**
   * The plan of the best of several drawn actions, by the smallest critic.
   *
   * @param inputs declares the observation
   * @param critics rank them
   * @param candidates at least 1
   */
  public StepPlan bestOf(BatchInputs inputs, Critics critics, int candidates) {
    Graph graph = Graph.named("best-of-" + candidates);
    Tensor observation = inputs.observation(graph); // [1, O]
    Tensor actions = draw("action", observation, candidates); // [n, A]
    Tensor q = critics.online(observation.repeat(0, candidates), actions).min(0); // [n]
    graph.output("action", actions.take(q.argmax(0).reshape(1)));
    return graph.compile();
  }
}
