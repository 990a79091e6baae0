package io.warmstart.engine;

/**
 * Rows of a dataset or replay buffer that stay resident beside the learner; the live row count may
 * grow without a new plan.
 *
 * @param name unique within a program
 * @param type storage type of the elements
 * @param capacity largest number of rows
 * @param rowShape shape of one row, a scalar for one number per row
 */
public record Column(String name, DType type, int capacity, Shape rowShape) {
  /** Checks the capacity. */
  public Column {
    if (capacity < 1) {
      throw new ShapeException(
          "Column \"" + name + "\" has capacity " + capacity + "; it needs at least 1 row.");
    }
  }

  /** A column with the row shape given as sizes. */
  public Column(String name, DType type, int capacity, int... rowShape) {
    this(name, type, capacity, Shape.of(rowShape));
  }
}
