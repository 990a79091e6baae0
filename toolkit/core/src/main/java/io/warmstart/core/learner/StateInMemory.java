package io.warmstart.core.learner;

import io.warmstart.engine.DType;
import io.warmstart.engine.Shape;
import io.warmstart.engine.StateSink;
import io.warmstart.engine.StateSource;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A saved state that never touches a disk; memory is freed when it becomes unreachable. */
final class StateInMemory implements StateSink, StateSource {
  private record Key(int seed, String name) {}

  private record Entry(DType type, Shape shape, MemorySegment data) {}

  private final Arena arena = Arena.ofAuto();
  private final Map<Key, Entry> entries = new LinkedHashMap<>();

  @Override
  public void put(int seed, String name, DType type, Shape shape, MemorySegment data) {
    MemorySegment copy = arena.allocate(Math.max(1, data.byteSize()), 64);
    MemorySegment.copy(data, 0, copy, 0, data.byteSize());
    entries.put(new Key(seed, name), new Entry(type, shape, copy.asSlice(0, data.byteSize())));
  }

  @Override
  public @Nullable MemorySegment get(int seed, String name, DType type, Shape shape) {
    Entry entry = entries.get(new Key(seed, name));
    if (entry == null) {
      return null;
    }
    if (entry.type != type || !entry.shape.equals(shape)) {
      throw new IllegalArgumentException(
          "\""
              + name
              + "\" was saved as "
              + entry.type
              + entry.shape
              + ", asked for "
              + type
              + shape);
    }
    return entry.data.asReadOnly();
  }
}
