package io.warmstart.core.network;

import io.warmstart.engine.Init;
import io.warmstart.engine.Mlp;
import io.warmstart.engine.Tensor;
import java.util.List;

/** How the networks of an algorithm start, as a setting. */
public enum Initializer {
  /** Orthogonal with gain sqrt(2) in every layer, biases 0. */
  ORTHOGONAL,
  /** Orthogonal with gain sqrt(2) in hidden layers, 0.01 in the last, biases 0: JaxCQL, Cal-QL. */
  ORTHOGONAL_SMALL_OUTPUT,
  /** PyTorch's default for linear layers, weights and biases. */
  TORCH;

  /** A ReLU network of this start. */
  public Mlp.Style relu(List<Integer> hidden) {
    return switch (this) {
      case ORTHOGONAL -> orthogonal(hidden);
      case ORTHOGONAL_SMALL_OUTPUT ->
          orthogonal(hidden).withOutputWeight(new Init.Orthogonal(0.01));
      case TORCH -> Mlp.Style.torch(hidden, Tensor::relu);
    };
  }

  private static Mlp.Style orthogonal(List<Integer> hidden) {
    return Mlp.Style.of(hidden, Tensor::relu, new Init.Orthogonal(Math.sqrt(2)));
  }
}
