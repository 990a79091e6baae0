package io.warmstart.core.loss;

import io.warmstart.engine.Graph;
import io.warmstart.engine.Tensor;

/**
 * Value regression as classification over uniform bins: a target y becomes the probabilities that a
 * normal around it gives to each bin,
 *
 * <pre>
 * p_i = (Phi((e_{i+1} - y) / sigma) - Phi((e_i - y) / sigma)) / (Phi((high - y) / sigma) - Phi((low - y) / sigma))
 * </pre>
 *
 * <p>with edges e and sigma = 0.75 bin widths, and the loss is the cross-entropy with them. A value
 * is the mean of the bin centres under the softmax of the logits. Targets outside the range are
 * clipped to it.
 *
 * @param bins m, at least 2
 * @param low lower edge of the first bin
 * @param high upper edge of the last bin
 * @see <a href="https://arxiv.org/abs/2403.03950">Farebrother et al., 2024, section 3.1</a>
 */
public record HlGauss(int bins, double low, double high) {
  private static final double SIGMA_OVER_WIDTH = 0.75;

  /**
   * Decodes logits.
   *
   * @param logits [E, B, m]
   * @return values, [E, B]
   */
  public Tensor value(Tensor logits) {
    Tensor centers = table(logits.graph(), bins, low + 0.5 * width());
    return logits.softmax(2).times(centers).sum(2);
  }

  /**
   * Probabilities of the bins, without gradient.
   *
   * @param targets y, [B]
   * @return [B, m]
   */
  public Tensor probabilities(Tensor targets) {
    Graph graph = targets.graph();
    double scale = 1 / (Math.sqrt(2) * SIGMA_OVER_WIDTH * width());
    Tensor y = targets.detach().clip(low, high).insert(1); // [B, 1]
    Tensor edges = table(graph, bins + 1, low).reshape(1, bins + 1);
    Tensor phi = edges.minus(y).times(scale).erf(); // [B, m + 1]; 2 Phi - 1
    Tensor mass = phi.slice(1, 1, bins + 1).minus(phi.slice(1, 0, bins));
    Tensor total = phi.slice(1, bins, bins + 1).minus(phi.slice(1, 0, 1));
    return mass.over(total);
  }

  /**
   * Cross-entropy of the bins of y with the softmax of the logits.
   *
   * @param logits [E, B, m]
   * @param targets y, [B]
   * @return [E, B]
   */
  public Tensor loss(Tensor logits, Tensor targets) {
    Tensor probabilities = probabilities(targets).insert(0); // [1, B, m]
    return logits.logSumExp(2).minus(logits.times(probabilities).sum(2));
  }

  private double width() {
    return (high - low) / bins;
  }

  /** {@code count} numbers from {@code first} in steps of a bin, [1, 1, count]. */
  private Tensor table(Graph graph, int count, double first) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (first + i * width());
    }
    return graph.constant(values, 1, 1, count);
  }
}
