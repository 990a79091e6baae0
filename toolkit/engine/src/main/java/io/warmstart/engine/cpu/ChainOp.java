package io.warmstart.engine.cpu;

/**
 * One operation of a pointwise chain; operands are register numbers.
 *
 * @param kind what is computed
 * @param a first operand
 * @param b second operand, ignored if the kind has fewer
 * @param c third operand, ignored if the kind has fewer
 * @param x first constant, ignored if the kind has none
 * @param y second constant, ignored if the kind has fewer
 */
record ChainOp(Kind kind, int a, int b, int c, float x, float y) {

  /** The closed set of pointwise operations. */
  enum Kind {
    /** a + b. */
    PLUS(2, 16),
    /** a - b. */
    MINUS(2, 16),
    /** a b. */
    TIMES(2, 16),
    /** a / b. */
    OVER(2, 16),
    /** The smaller of a and b; NaN if either is. */
    MIN(2, 16),
    /** The larger of a and b; NaN if either is. */
    MAX(2, 16),
    /** 1 where a < b, else 0. */
    LESS(2, 30),
    /** a b + c, rounded once. */
    FMA(3, 16),
    /** b where a is not 0, else c. */
    SELECT(3, 30),
    /** a + x. */
    PLUS_CONSTANT(1, 16),
    /** a x. */
    TIMES_CONSTANT(1, 16),
    /** x - a. */
    CONSTANT_MINUS(1, 16),
    /** x / a. */
    CONSTANT_OVER(1, 16),
    /** The smaller of a and x. */
    MIN_CONSTANT(1, 16),
    /** The larger of a and x. */
    MAX_CONSTANT(1, 16),
    /** 1 where a < x, else 0. */
    LESS_CONSTANT(1, 36),
    /** The constant x. */
    CONSTANT(0, 16),
    /** -a. */
    NEGATE(1, 16),
    /** |a|. */
    ABS(1, 16),
    /** -1, 0 or 1; NaN stays. */
    SIGN(1, 39),
    /** a a. */
    SQUARE(1, 16),
    /** Square root. */
    SQRT(1, 16),
    /** {@link Transcendental#exp}. */
    EXP(1, 345),
    /** {@link Transcendental#log}. */
    LOG(1, 449),
    /** {@link Transcendental#tanh}. */
    TANH(1, 576),
    /** {@link Transcendental#sigmoid}. */
    SIGMOID(1, 396),
    /** {@link Transcendental#softplus}. */
    SOFTPLUS(1, 728),
    /** {@link Transcendental#erf}. */
    ERF(1, 787),
    /** {@link Transcendental#sin}. */
    SIN(1, 390),
    /** {@link Transcendental#sinTwoPi}. */
    SIN_TURNS(1, 390),
    /** {@link Transcendental#cosTwoPi}. */
    COS_TURNS(1, 390),
    /** a where a > 0, else 0; NaN stays. */
    RELU(1, 21),
    /** 1 where a > 0, else 0. */
    POSITIVE(1, 25),
    /** a limited to [x, y]. */
    CLIP(1, 50),
    /** 1 where x <= a <= y, else 0. */
    INSIDE(1, 47);

    private final int operands;
    private final int weight;

    Kind(int operands, int weight) {
      this.operands = operands;
      this.weight = weight;
    }

    /** Bytes of code, about; see {@link Chain#MAX_WEIGHT}. */
    int weight() {
      return weight;
    }

    /** Number of register operands. */
    int operands() {
      return operands;
    }
  }

  static ChainOp of(Kind kind, int a) {
    return new ChainOp(kind, a, 0, 0, 0f, 0f);
  }

  static ChainOp of(Kind kind, int a, int b) {
    return new ChainOp(kind, a, b, 0, 0f, 0f);
  }

  static ChainOp of(Kind kind, int a, int b, int c) {
    return new ChainOp(kind, a, b, c, 0f, 0f);
  }

  static ChainOp with(Kind kind, int a, double x) {
    return new ChainOp(kind, a, 0, 0, (float) x, 0f);
  }

  static ChainOp with(Kind kind, int a, double x, double y) {
    return new ChainOp(kind, a, 0, 0, (float) x, (float) y);
  }
}
