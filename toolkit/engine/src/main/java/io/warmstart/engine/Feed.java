package io.warmstart.engine;

import java.lang.foreign.MemorySegment;

/** Where a session's data comes from: inputs filled per update, and columns that stay resident. */
@FunctionalInterface
public interface Feed {
  /**
   * Fills the input buffers of one seed before an update.
   *
   * @param program number of the update, from 0
   */
  void fill(int seed, long program, InputBuffers buffers);

  /** The rows of a column, row-major in its storage type, at a fixed address. */
  default MemorySegment column(int seed, Column column) {
    throw new UnsupportedOperationException(
        "This feed has no column \"" + column.name() + "\"; override Feed.column.");
  }

  /** Live rows of a column, at least 1 and at most its capacity. */
  default long count(int seed, Column column) {
    return column.capacity();
  }

  /** A feed of programs without inputs and columns. */
  static Feed none() {
    return (seed, program, buffers) -> {};
  }
}
