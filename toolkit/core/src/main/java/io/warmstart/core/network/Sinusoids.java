package io.warmstart.core.network;

import io.warmstart.core.learner.Require;
import io.warmstart.engine.Graph;
import io.warmstart.engine.Tensor;

/**
 * Sinusoidal embedding of a scalar time t: {@code W/2} sines, then as many cosines,
 *
 * <pre>sin(t f_j), cos(t f_j), f_j = exp(-j ln(10000) / (W/2 - 1)), j = 0 .. W/2 - 1</pre>
 *
 * so that the frequencies run from 1 down to 1/10000. It holds no parameters.
 *
 * @param width W, even and at least 4
 * @see <a href="https://arxiv.org/abs/1706.03762">Vaswani et al., 2017, section 3.5</a>
 */
public record Sinusoids(int width) {
  private static final double LONGEST = 10_000;

  /**
   * Checks the width.
   *
   * @throws IllegalArgumentException if it is odd or below 4
   */
  public Sinusoids {
    Require.atLeast("width of a time embedding", width, 4);
    if (width % 2 != 0) {
      throw new IllegalArgumentException(
          "width of a time embedding = " + width + " must be even: half sines, half cosines");
    }
  }

  /** f_j, of length W/2. */
  public double[] frequencies() {
    int half = width / 2;
    double[] frequencies = new double[half];
    for (int j = 0; j < half; j++) {
      frequencies[j] = Math.exp(-j * Math.log(LONGEST) / (half - 1));
    }
    return frequencies;
  }

  /**
   * Embeddings of the whole numbers 0 to {@code steps - 1}, constants of the graph.
   *
   * @return [steps, W]
   */
  public Tensor indices(Graph graph, int steps) {
    int half = width / 2;
    double[] frequencies = frequencies();
    float[] table = new float[steps * width];
    for (int k = 0; k < steps; k++) {
      for (int j = 0; j < half; j++) {
        table[k * width + j] = (float) Math.sin(k * frequencies[j]);
        table[k * width + half + j] = (float) Math.cos(k * frequencies[j]);
      }
    }
    return graph.constant(table, steps, width);
  }

  /**
   * Embeddings of real times, with gradient and tangent. Times in [0, 1] are given unscaled: a
   * factor multiplies every derivative with respect to time.
   *
   * @param times [B, 1], of magnitude up to 1e4
   * @return [B, W]
   */
  public Tensor of(Tensor times) {
    double[] frequencies = frequencies();
    float[] row = new float[frequencies.length];
    for (int j = 0; j < row.length; j++) {
      row[j] = (float) frequencies[j];
    }
    Tensor angles = times.times(times.graph().constant(row, 1, row.length)); // [B, W/2]
    return angles.sin().concat(angles.plus(Math.PI / 2).sin());
  }
}
