package io.warmstart.engine.reference;

import io.warmstart.engine.Column;
import java.lang.foreign.MemorySegment;

/** Rows of typed columns. */
final class Columns {
  private Columns() {}

  static void row(MemorySegment segment, Column column, long index, double[] into, int at) {
    int width = column.rowShape().count();
    for (int k = 0; k < width; k++) {
      into[at + k] = Buffers.get(segment, column.type(), index * width + k);
    }
  }
}
