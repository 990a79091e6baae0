package io.warmstart.engine;

import java.lang.foreign.MemorySegment;

/** The inputs of one seed. */
public interface InputBuffers {
  /**
   * The buffer of an input, dense and row-major in its storage type and native byte order; for a
   * sliced input all blocks one behind the other.
   */
  MemorySegment buffer(String input);
}
