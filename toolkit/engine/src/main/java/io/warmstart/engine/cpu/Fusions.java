package io.warmstart.engine.cpu;

/**
 * Which patterns the lowering may use; everything is on except in tests.
 *
 * @param epilogue bias and ReLU inside the matrix product
 * @param mask ReLU mask inside the product that computes an input gradient
 * @param heads dot, outer product and column kernels for one-output layers
 * @param squareSum sum of squares in one pass
 * @param rowNorm normalisation with scale, shift and ReLU in one pass
 * @param chains several pointwise operations in one pass
 * @param polyak target averaging inside the optimiser
 * @param chosen products with members chosen at run time, without copying weights
 * @param reuse memory shared between values that are not alive together
 */
record Fusions(
    boolean epilogue,
    boolean mask,
    boolean heads,
    boolean squareSum,
    boolean rowNorm,
    boolean chains,
    boolean polyak,
    boolean chosen,
    boolean reuse) {
  /** Everything on. */
  static final Fusions ALL = new Fusions(true, true, true, true, true, true, true, true, true);

  /** Everything off. */
  static final Fusions NONE =
      new Fusions(false, false, false, false, false, false, false, false, false);
}
