package io.warmstart.core.network;

import io.warmstart.core.loss.MeanFlow;
import io.warmstart.engine.Graph;
import io.warmstart.engine.Mlp;
import io.warmstart.engine.ParameterSet;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Shape;
import io.warmstart.engine.Tensor;
import java.util.List;

/**
 * A policy that turns noise into an action with one network call, trained by {@link MeanFlow}. The
 * network is that of Diffusion-QL with a second time embedding, {@code MLP(s, x, embedding(t),
 * embedding(r))}, Mish activations and PyTorch's initialisation; both times are in [0, 1],
 * unscaled.
 */
public final class FlowActor {
  private static final int EMBEDDING = 16;

  private final Form form;
  private final int actionWidth;
  private final TimeEmbedding end;
  private final TimeEmbedding start;
  private final Mlp network;

  /** What the network stands for. */
  public enum Form {
    /** The average velocity u(x, r, t), as in OFQL. */
    AVERAGE,
    /** {@code g(x, t) = x - u(x, 0, t)} under a loss with weighted rows, as in MeanFlowQL. */
    RESIDUAL
  }

  private FlowActor(
      Form form, int actionWidth, TimeEmbedding end, TimeEmbedding start, Mlp network) {
    this.form = form;
    this.actionWidth = actionWidth;
    this.end = end;
    this.start = start;
    this.network = network;
  }

  /**
   * Declares {@code path/t/...}, {@code path/r/...} and {@code path/velocity/...}.
   *
   * @param parameters receives them
   * @param path prefix
   * @param seen gives the widths O and A
   * @param form what the network stands for
   * @param hidden widths of the network's hidden layers
   */
  public static FlowActor of(
      Parameters parameters, String path, Perception seen, Form form, List<Integer> hidden) {
    int a = seen.actionWidth();
    return new FlowActor(
        form,
        a,
        TimeEmbedding.of(parameters, path + "/t", EMBEDDING),
        TimeEmbedding.of(parameters, path + "/r", EMBEDDING),
        Mlp.of(
            parameters,
            path + "/velocity",
            seen.width() + a + 2 * EMBEDDING,
            a,
            Mlp.Style.torch(hidden, Tensor::mish)));
  }

  /** Declares an actor like {@code online} that starts as an exact copy of it. */
  public static FlowActor targetOf(Parameters parameters, String path, FlowActor online) {
    return new FlowActor(
        online.form,
        online.actionWidth,
        TimeEmbedding.targetOf(parameters, path + "/t", online.end),
        TimeEmbedding.targetOf(parameters, path + "/r", online.start),
        Mlp.targetOf(parameters, path + "/velocity", online.network));
  }

  /** Embeddings and network. */
  public ParameterSet parameters() {
    return end.parameters().and(start.parameters()).and(network.parameters());
  }

  /**
   * The average velocities in these states; in the residual form from r = 0 only, and not at t = 0.
   *
   * @param observations [B, O]
   */
  public MeanFlow.Field velocity(Tensor observations) {
    return switch (form) {
      case AVERAGE -> (x, r, t) -> network(observations, x, r, t);
      case RESIDUAL -> (x, r, t) -> x.minus(network(observations, x, r, t));
    };
  }

  /**
   * The flow's loss on recorded actions.
   *
   * @param observations [B, O]
   * @param actions [B, A]
   * @param stream prefix of the draws
   * @param flowRatio share of rows with r = t in the average form, in [0, 1]
   * @return scalar
   */
  public Tensor imitation(Tensor observations, Tensor actions, String stream, double flowRatio) {
    Graph graph = actions.graph();
    int rows = actions.size(0);
    Tensor noise = graph.normal(stream + "/noise", rows, actionWidth);
    return switch (form) {
      case AVERAGE ->
          MeanFlow.loss(
              velocity(observations),
              actions,
              noise,
              MeanFlow.Times.draw(graph, stream, rows, flowRatio));
      case RESIDUAL ->
          MeanFlow.residualLoss(
              (x, t) -> network(observations, x, t.times(0), t),
              actions,
              noise,
              graph.uniform(stream + "/time", rows, 1));
    };
  }

  /**
   * {@code e - u(e, 0, 1, s)}, not clipped, [B, A].
   *
   * @param observations [B, O]
   * @param noise e, [B, A]
   */
  public Tensor action(Tensor observations, Tensor noise) {
    return switch (form) {
      case AVERAGE -> MeanFlow.oneStep(velocity(observations), noise);
      case RESIDUAL -> {
        Tensor zero = noise.graph().constant(0).stretch(Shape.of(noise.size(0), 1));
        yield network(observations, noise, zero, zero.plus(1));
      }
    };
  }

  private Tensor network(Tensor observations, Tensor x, Tensor r, Tensor t) {
    return network.apply(observations.concat(x, end.of(t), start.of(r)));
  }
}
