package io.warmstart.engine;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Gives back what a {@link StateSink} received. */
@FunctionalInterface
public interface StateSource {
  /** The named array, or null where there is none; throws if type or shape differ. */
  @Nullable MemorySegment get(int seed, String name, DType type, Shape shape);
}
