package io.warmstart.core.network;

import io.warmstart.engine.Graph;
import io.warmstart.engine.Mlp;
import io.warmstart.engine.ParameterSet;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Tensor;
import java.util.List;

/**
 * Learned embedding of a scalar time: {@link Sinusoids} of width W, then a layer of 2 W units, Mish
 * and a layer of W units, all with PyTorch's initialisation.
 *
 * @see <a href="https://arxiv.org/abs/2208.06193">Wang et al., 2023, and their code</a>
 */
public final class TimeEmbedding {
  private final Sinusoids sinusoids;
  private final Mlp network;

  private TimeEmbedding(Sinusoids sinusoids, Mlp network) {
    this.sinusoids = sinusoids;
    this.network = network;
  }

  /**
   * Declares {@code path/dense0/...} and {@code path/dense1/...}.
   *
   * @param width W, even and at least 4
   */
  public static TimeEmbedding of(Parameters parameters, String path, int width) {
    Mlp.Style style = Mlp.Style.torch(List.of(2 * width), Tensor::mish);
    return new TimeEmbedding(new Sinusoids(width), Mlp.of(parameters, path, width, width, style));
  }

  /** Declares an embedding like {@code online} that starts as an exact copy of it. */
  public static TimeEmbedding targetOf(Parameters parameters, String path, TimeEmbedding online) {
    return new TimeEmbedding(online.sinusoids, Mlp.targetOf(parameters, path, online.network));
  }

  /** W. */
  public int width() {
    return sinusoids.width();
  }

  /** Weights of both layers. */
  public ParameterSet parameters() {
    return network.parameters();
  }

  /**
   * Embeddings of the whole numbers 0 to {@code steps - 1}: pick rows with {@code slice} or {@code
   * take} instead of embedding the same few numbers once per row of a batch.
   *
   * @return [steps, W]
   */
  public Tensor indices(Graph graph, int steps) {
    return network.apply(sinusoids.indices(graph, steps));
  }

  /**
   * Embeddings of real times, with gradient and tangent.
   *
   * @param times [B, 1]
   * @return [B, W]
   */
  public Tensor of(Tensor times) {
    return network.apply(sinusoids.of(times));
  }
}
