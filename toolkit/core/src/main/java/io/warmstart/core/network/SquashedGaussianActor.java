package io.warmstart.core.network;

import io.warmstart.core.learner.BatchInputs;
import io.warmstart.core.loss.SquashedGaussian;
import io.warmstart.engine.Graph;
import io.warmstart.engine.Init;
import io.warmstart.engine.Mlp;
import io.warmstart.engine.Parameter;
import io.warmstart.engine.ParameterSet;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.StepPlan;
import io.warmstart.engine.Tensor;
import java.util.ArrayList;
import java.util.List;

/** The policy of soft actor-critic: a normal from a network, squashed into [-1, 1] by tanh. */
public final class SquashedGaussianActor {
  private static final double LOWEST = -20;
  private static final double HIGHEST = 2;

  private final Mlp network;
  private final Perception seen;
  private final LogStd mode;
  private final List<Parameter> extra = new ArrayList<>();
  private final int width;

  /** Where the logarithm of the standard deviation comes from; it is clipped to [-20, 2]. */
  public enum LogStd {
    /** A head of the network: SAC, RLPD. */
    HEAD,
    /** {@code multiplier * head + offset}, two learned scalars from 1 and -1: JaxCQL, Cal-QL. */
    SCALED_HEAD,
    /** One learned vector from 0 for all states: WSRL on antmaze. */
    UNIFORM
  }

  /**
   * Declares {@code path/dense<i>/...} and, as the mode needs them, {@code path/logStd} or {@code
   * path/logStdMultiplier} and {@code path/logStdOffset}.
   *
   * @param parameters receives them
   * @param path prefix
   * @param seen gives the widths O and A
   * @param style of the network
   * @param mode where the deviation comes from
   */
  public SquashedGaussianActor(
      Parameters parameters, String path, Perception seen, Mlp.Style style, LogStd mode) {
    this.seen = seen;
    this.mode = mode;
    width = seen.actionWidth();
    int out = mode == LogStd.UNIFORM ? width : 2 * width;
    network = Mlp.of(parameters, path, seen.width(), out, style);
    switch (mode) {
      case HEAD -> {}
      case SCALED_HEAD -> {
        extra.add(parameters.add(path + "/logStdMultiplier", new Init.One()));
        extra.add(parameters.add(path + "/logStdOffset", new Init.Constant(-1)));
      }
      case UNIFORM -> extra.add(parameters.add(path + "/logStd", new Init.Zero(), 1, width));
    }
  }

  /** Network and deviation. */
  public ParameterSet parameters() {
    return network.parameters().and(ParameterSet.of(extra));
  }

  /**
   * The distribution at each observation.
   *
   * @param observations [B, O]
   */
  public SquashedGaussian at(Tensor observations) {
    Graph g = observations.graph();
    Tensor out = network.apply(seen.forPolicy(observations));
    Tensor mean = out.slice(1, 0, width);
    Tensor logStd =
        switch (mode) {
          case HEAD -> out.slice(1, width, 2 * width);
          case SCALED_HEAD ->
              out.slice(1, width, 2 * width).times(g.read(extra.get(0))).plus(g.read(extra.get(1)));
          case UNIFORM -> g.read(extra.getFirst());
        };
    return new SquashedGaussian(mean, logStd.clip(LOWEST, HIGHEST));
  }

  /** The plan of the mean's action, from input {@code observation} to output {@code action}. */
  public StepPlan act(BatchInputs inputs) {
    Graph g = Graph.named("act");
    g.output("action", at(inputs.observation(g)).mode());
    return g.compile();
  }

  /** The plan of a drawn action. */
  public StepPlan sample(BatchInputs inputs) {
    Graph g = Graph.named("sample");
    g.output("action", at(inputs.observation(g)).draw("action", 1).actions());
    return g.compile();
  }

  /**
   * The plan of the best of several drawn actions, by the smallest critic.
   *
   * @param inputs declares the observation
   * @param critics rank them
   * @param candidates at least 1
   */
  public StepPlan bestOf(BatchInputs inputs, Critics critics, int candidates) {
    Graph g = Graph.named("best-of-" + candidates);
    Tensor observation = inputs.observation(g); // [1, O]
    Tensor actions = at(observation).draw("action", candidates).actions(); // [n, A]
    Tensor q = critics.online(observation.repeat(0, candidates), actions).min(0); // [n]
    g.output("action", actions.take(q.insert(0).argmax(1)));
    return g.compile();
  }

  /** The plan of the smallest critic at the mean's action, to output {@code value}, [1]. */
  public StepPlan value(BatchInputs inputs, Critics critics) {
    Graph g = Graph.named("value");
    Tensor observation = inputs.observation(g);
    g.output("value", critics.online(observation, at(observation).mode()).min(0));
    return g.compile();
  }
}
