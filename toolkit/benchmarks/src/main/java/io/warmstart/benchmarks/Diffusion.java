package io.warmstart.benchmarks;

/**
 * Variance-preserving schedule of Diffusion-QL (Wang et al., 2023): {@code alpha_t = exp(-b_min/T -
 * (b_max - b_min)(2t - 1)/(2 T^2))} with b_min 0.1 and b_max 10, t from 1.
 */
record Diffusion(int steps) {
  private double alpha(int k) {
    return Math.exp(-0.1 / steps - 0.5 * 9.9 * (2 * k + 1) / ((double) steps * steps));
  }

  private double kept(int k) {
    double product = 1;
    for (int i = 0; i <= k; i++) {
      product *= alpha(i);
    }
    return product;
  }

  private double before(int k) {
    return k == 0 ? 1 : kept(k - 1);
  }

  float[] kept() {
    float[] values = new float[steps];
    for (int k = 0; k < steps; k++) {
      values[k] = (float) kept(k);
    }
    return values;
  }

  double recip(int k) {
    return 1 / Math.sqrt(kept(k));
  }

  double recipMinusOne(int k) {
    return Math.sqrt(1 / kept(k) - 1);
  }

  double coef1(int k) {
    return (1 - alpha(k)) * Math.sqrt(before(k)) / (1 - kept(k));
  }

  double coef2(int k) {
    return (1 - before(k)) * Math.sqrt(alpha(k)) / (1 - kept(k));
  }

  double sigma(int k) {
    return Math.sqrt(Math.max(1e-20, (1 - alpha(k)) * (1 - before(k)) / (1 - kept(k))));
  }

  /** Sinusoidal embeddings of all steps, [T, width]. */
  float[] sinusoids(int width) {
    int half = width / 2;
    float[] values = new float[steps * width];
    for (int k = 0; k < steps; k++) {
      for (int i = 0; i < half; i++) {
        double angle = k * Math.exp(-i * Math.log(10_000) / (half - 1));
        values[k * width + i] = (float) Math.sin(angle);
        values[k * width + half + i] = (float) Math.cos(angle);
      }
    }
    return values;
  }
}
