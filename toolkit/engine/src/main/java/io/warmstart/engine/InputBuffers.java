package io.warmstart.engine;

import java.lang.foreign.MemorySegment;
import java.util.List;

/** The inputs of one seed. */
public interface InputBuffers {
  /** Inputs that some plan really uses; a declared input that no effect depends on is absent. */
  List<String> names();

  /**
   * The buffer of an input, dense and row-major in its storage type and native byte order; for a
   * sliced input all blocks one behind the other.
   *
   * @throws GraphException if no plan uses the input
   */
  MemorySegment buffer(String input);
}
