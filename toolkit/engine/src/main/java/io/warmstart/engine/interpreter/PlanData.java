package io.warmstart.engine.interpreter;

import io.warmstart.engine.Column;
import io.warmstart.engine.SourceOp;
import java.lang.foreign.MemorySegment;

/** The inputs and columns that one run of a plan sees. */
public interface PlanData {
  /** The block of an input, dense and row-major in its storage type. */
  MemorySegment input(SourceOp.Input input);

  /** Rows of a column, dense and row-major in its storage type. */
  MemorySegment column(Column column);

  /** Live rows of a column. */
  long count(Column column);
}
