package io.warmstart.engine.cpu;

import java.lang.foreign.MemorySegment;

/** A bound piece of work on one arena. */
@FunctionalInterface
interface Kernel {
  /**
   * Does the work.
   *
   * @param arena of one seed
   * @param scratch offset of the calling worker's own floats
   */
  void run(MemorySegment arena, long scratch);
}
