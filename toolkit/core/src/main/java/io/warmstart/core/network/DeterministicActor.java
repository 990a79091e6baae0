package io.warmstart.core.network;

import io.warmstart.core.config.Setting;
import io.warmstart.core.learner.BatchInputs;
import io.warmstart.core.learner.Require;
import io.warmstart.engine.Graph;
import io.warmstart.engine.Mlp;
import io.warmstart.engine.ParameterSet;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.StepPlan;
import io.warmstart.engine.Tensor;

/**
 * One action per state, {@code tanh} of a network, with a target copy that follows it: the actor of
 * TD3 and its descendants.
 *
 * @see <a href="https://arxiv.org/abs/1802.09477">Fujimoto et al., 2018</a>
 */
public final class DeterministicActor {
  private final Mlp network;
  private final Mlp target;
  private final Perception seen;
  private final int width;

  /**
   * Noise on the target's action, which keeps critics from exploiting narrow peaks (Fujimoto et
   * al., 2018, Eq. 14).
   *
   * @param noise standard deviation, in half widths of the action box, at least 0
   * @param clip largest absolute noise, in half widths of the action box, at least 0
   */
  public record Smoothing(
      @Setting(doc = "standard deviation of the noise on target actions", min = 0) double noise,
      @Setting(doc = "largest absolute noise on target actions", min = 0) double clip) {
    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a number is negative or not finite
     */
    public Smoothing {
      Require.atLeast("smoothing.noise", noise, 0);
      Require.atLeast("smoothing.clip", clip, 0);
    }

    /** The values of TD3: noise 0.2, clipped at 0.5. */
    public Smoothing() {
      this(0.2, 0.5);
    }
  }

  /**
   * Declares the parameters {@code path/dense<i>/...} and their copies {@code
   * pathTarget/dense<i>/...}.
   *
   * @param parameters receives them
   * @param path prefix
   * @param seen gives the widths O and A
   * @param style of the network
   */
  public DeterministicActor(Parameters parameters, String path, Perception seen, Mlp.Style style) {
    this.seen = seen;
    width = seen.actionWidth();
    network = Mlp.of(parameters, path, seen.width(), width, style);
    target = Mlp.targetOf(parameters, path + "Target", network);
  }

  /** Weights that are optimised. */
  public ParameterSet parameters() {
    return network.parameters();
  }

  /** Weights of the target copy. */
  public ParameterSet targets() {
    return target.parameters();
  }

  /**
   * The action.
   *
   * @param observations [B, O]
   * @return in [-1, 1], [B, A]
   */
  public Tensor action(Tensor observations) {
    return network.apply(seen.forPolicy(observations)).tanh();
  }

  /**
   * The target's action with clipped noise, {@code clip(target(s') + clip(N(0, noise^2), -clip,
   * clip), -1, 1)}, without gradient.
   *
   * @param stream name of the draw, used once per graph
   * @param nextObservations [B, O]
   * @param smoothing of the action
   * @return in [-1, 1], [B, A]
   */
  public Tensor smoothed(String stream, Tensor nextObservations, Smoothing smoothing) {
    Graph graph = nextObservations.graph();
    Tensor noise =
        graph
            .normal(stream, nextObservations.size(0), width)
            .times(smoothing.noise())
            .clip(-smoothing.clip(), smoothing.clip());
    Tensor next = target.apply(seen.forTargets(nextObservations)).tanh();
    return next.plus(noise).clip(-1, 1).detach();
  }

  /** Moves the target copy by {@code rate} of the way to the current weights. */
  public void follow(Graph graph, double rate) {
    graph.polyak(targets(), parameters(), graph.constant(rate));
  }

  /** The plan of the action, from input {@code observation} to output {@code action}. */
  public StepPlan act(BatchInputs inputs) {
    Graph graph = Graph.named("act");
    graph.output("action", action(inputs.observation(graph)));
    return graph.compile();
  }

  /**
   * The plan of an exploring action, {@code clip(action + N(0, noise^2), -1, 1)}.
   *
   * @param inputs declares the observation
   * @param noise standard deviation, in half widths of the action box
   */
  public StepPlan sample(BatchInputs inputs, double noise) {
    Graph graph = Graph.named("sample");
    Tensor exploration = graph.normal("action", 1, width).times(noise);
    graph.output("action", action(inputs.observation(graph)).plus(exploration).clip(-1, 1));
    return graph.compile();
  }
}
