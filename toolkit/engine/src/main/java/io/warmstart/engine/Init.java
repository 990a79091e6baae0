package io.warmstart.engine;

/**
 * First values of a parameter. Weights have shape [in, out], with members [E, in, out]; fan-in is
 * the second-last axis, fan-out the last. For filters [height, width, in, out] fan-in is height x
 * width x in. Values are drawn once on the host in double precision from (seed, path), so all
 * executors start from the same numbers; see {@link Parameters#initial}.
 */
public sealed interface Init {
  /** All 0. */
  record Zero() implements Init {}

  /** All 1. */
  record One() implements Init {}

  /** All the same. */
  record Constant(double value) implements Init {}

  /** Uniform in (-bound, bound). */
  record Uniform(double bound) implements Init {}

  /**
   * Uniform in +-1/sqrt(fan-in), the default of PyTorch's linear layer. As the bias of a layer of
   * an {@link Mlp}, fan-in is that of the layer.
   */
  record TorchDefault() implements Init {}

  /** Orthonormal rows or columns, whichever are fewer, times gain (Saxe et al., 2014). */
  record Orthogonal(double gain) implements Init {}

  /** Uniform in +-gain * sqrt(6 / (fan-in + fan-out)) (Glorot and Bengio, 2010). */
  record XavierUniform(double gain) implements Init {}

  /**
   * Normal with standard deviation sqrt(1/fan-in) after truncation at two deviations of the
   * untruncated one, the default of flax's dense layer.
   */
  record LecunNormal() implements Init {}

  /** Normal with standard deviation sqrt(2/fan-in) (He et al., 2015). */
  record HeNormal() implements Init {}

  /** An exact copy of another parameter, of equal shape: how target networks start. */
  record CopyOf(String path) implements Init {}
}
