package io.warmstart.core.network;

import io.warmstart.core.config.Setting;
import io.warmstart.core.learner.BatchInputs;
import io.warmstart.core.loss.Densities;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.engine.Graph;
import io.warmstart.engine.Init;
import io.warmstart.engine.Mlp;
import io.warmstart.engine.Parameter;
import io.warmstart.engine.ParameterSet;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.StepPlan;
import io.warmstart.engine.Tensor;

/**
 * A diagonal normal around {@code tanh} of a network, with a standard deviation that does not
 * depend on the state. The distribution itself is not squashed; draws are clipped to [-1, 1].
 */
public final class GaussianActor {
  private final Mlp network;
  private final Parameter logStd;
  private final Range logStdRange;
  private final int width;

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
   * Declares the parameters {@code path/dense<i>/...} and {@code path/logStd}, the latter 0.
   *
   * @param parameters receives them
   * @param path prefix
   * @param spec gives the widths O and A
   * @param style of the mean network
   * @param logStdRange where the deviation stays
   */
  public GaussianActor(
      Parameters parameters,
      String path,
      EnvironmentSpec spec,
      Mlp.Style style,
      Range logStdRange) {
    this.network = Mlp.of(parameters, path, spec.observationWidth(), spec.actionWidth(), style);
    this.logStd = parameters.add(path + "/logStd", new Init.Zero(), 1, spec.actionWidth());
    this.logStdRange = logStdRange;
    this.width = spec.actionWidth();
  }

  /** Network and deviation. */
  public ParameterSet parameters() {
    return network.parameters().and(ParameterSet.of(logStd));
  }

  /**
   * Mean action.
   *
   * @param observations [B, O]
   * @return in [-1, 1], [B, A]
   */
  public Tensor mean(Tensor observations) {
    return network.apply(observations).tanh();
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
    Tensor mean = network.applyTraining(observations, "dropout").tanh();
    return Densities.normal(actions, mean, logStd(actions.graph()));
  }

  /** The plan of the mean action, from input {@code observation} to output {@code action}. */
  public StepPlan act(BatchInputs inputs) {
    Graph graph = Graph.named("act");
    graph.output("action", mean(inputs.observation(graph)));
    return graph.compile();
  }

  /** The plan of a drawn action, clipped to [-1, 1]. */
  public StepPlan sample(BatchInputs inputs) {
    Graph graph = Graph.named("sample");
    Tensor noise = graph.normal("action", 1, width).times(logStd(graph).exp());
    graph.output("action", mean(inputs.observation(graph)).plus(noise).clip(-1, 1));
    return graph.compile();
  }
}
