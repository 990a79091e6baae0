package io.warmstart.engine;

import java.lang.foreign.MemorySegment;

/** Receives a session's state. */
@FunctionalInterface
public interface StateSink {
  /**
   * One named array, row-major in native byte order, valid during the call only.
   *
   * @param name a parameter's path, or a path with a suffix for moments and counters
   */
  void put(int seed, String name, DType type, Shape shape, MemorySegment data);
}
