package io.warmstart.core.network;

import io.warmstart.engine.Graph;
import io.warmstart.engine.Mlp;
import io.warmstart.engine.ParameterSet;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Tensor;
import java.util.List;

/**
 * A policy that denoises: a network {@code eps(x, k, s)} predicts the noise in an action, and an
 * action is drawn by the reverse process of a {@link DiffusionSchedule}. The network sees {@code
 * concat(x, embedding(k), s)} and has Mish activations and PyTorch's initialisation.
 *
 * @see <a href="https://arxiv.org/abs/2208.06193">Wang et al., 2023</a>
 */
public final class DiffusionActor {
  private static final int EMBEDDING = 16;

  private final DiffusionSchedule schedule;
  private final int actionWidth;
  private final TimeEmbedding time;
  private final Mlp network;

  private DiffusionActor(
      DiffusionSchedule schedule, int actionWidth, TimeEmbedding time, Mlp network) {
    this.schedule = schedule;
    this.actionWidth = actionWidth;
    this.time = time;
    this.network = network;
  }

  /**
   * Declares {@code path/time/...} and {@code path/noise/...}.
   *
   * @param seen gives the widths O and A
   * @param hidden widths of the network's hidden layers
   */
  public static DiffusionActor of(
      Parameters parameters,
      String path,
      Perception seen,
      DiffusionSchedule schedule,
      List<Integer> hidden) {
    int a = seen.actionWidth();
    return new DiffusionActor(
        schedule,
        a,
        TimeEmbedding.of(parameters, path + "/time", EMBEDDING),
        Mlp.of(
            parameters,
            path + "/noise",
            a + EMBEDDING + seen.width(),
            a,
            Mlp.Style.torch(hidden, Tensor::mish)));
  }

  /** Declares an actor like {@code online} that starts as an exact copy of it. */
  public static DiffusionActor targetOf(Parameters parameters, String path, DiffusionActor online) {
    return new DiffusionActor(
        online.schedule,
        online.actionWidth,
        TimeEmbedding.targetOf(parameters, path + "/time", online.time),
        Mlp.targetOf(parameters, path + "/noise", online.network));
  }

  /** Time embedding and network. */
  public ParameterSet parameters() {
    return time.parameters().and(network.parameters());
  }

  /**
   * Behaviour cloning {@code mean( (eps(x_k, k, s) - noise)^2 )} over rows and dimensions: Eq. 1.
   *
   * @param observations [B, O]
   * @param actions [B, A]
   * @param stream prefix of the two draws: the step of each row and its noise
   * @return scalar
   */
  public Tensor cloning(Tensor observations, Tensor actions, String stream) {
    Graph graph = actions.graph();
    int rows = actions.size(0);
    Tensor k = graph.integers(stream + "/step", graph.constant(schedule.steps()), rows); // [B]
    Tensor noise = graph.normal(stream + "/noise", rows, actionWidth); // [B, A]
    Tensor noisy = schedule.noisy(actions, k, noise);
    Tensor embedded = time.indices(graph, schedule.steps()).take(k); // [B, W]
    return predict(noisy, embedded, observations).minus(noise).square().mean();
  }

  /**
   * One action per row, drawn from the policy, with gradient through all steps.
   *
   * @param observations [B, O]
   * @param noise where the draws come from, such as {@code graph::normal}
   * @param stream prefix of the draws: {@code stream/T} starts the process, {@code stream/k} is
   *     added at step k
   * @return in [-1, 1], [B, A]
   */
  public Tensor sample(Tensor observations, CandidatePlans.Noise noise, String stream) {
    int rows = observations.size(0);
    Tensor embedded = time.indices(observations.graph(), schedule.steps()); // [T, W]
    return schedule.sample(
        (x, k) -> predict(x, embedded.slice(0, k, k + 1).repeat(0, rows), observations),
        k -> noise.normal(stream + "/" + k, rows, actionWidth));
  }

  private Tensor predict(Tensor noisy, Tensor embedded, Tensor observations) {
    return network.apply(noisy.concat(embedded, observations));
  }
}
