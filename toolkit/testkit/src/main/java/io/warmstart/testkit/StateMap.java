package io.warmstart.testkit;

import io.warmstart.engine.DType;
import io.warmstart.engine.Shape;
import io.warmstart.engine.StateSink;
import io.warmstart.engine.StateSource;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The state of one learner in memory, to be compared, changed and loaded again. */
public final class StateMap implements StateSink, StateSource {
  private final Map<String, byte[]> data = new TreeMap<>();

  @Override
  public void put(int seed, String name, DType type, Shape shape, MemorySegment segment) {
    data.put(name, segment.toArray(ValueLayout.JAVA_BYTE));
  }

  @Override
  public @Nullable MemorySegment get(int seed, String name, DType type, Shape shape) {
    byte[] bytes = data.get(name);
    if (bytes == null) {
      return null;
    }
    MemorySegment segment = Arena.ofAuto().allocate(Math.max(1, bytes.length), 64);
    MemorySegment.copy(bytes, 0, segment, ValueLayout.JAVA_BYTE, 0, bytes.length);
    return segment.asSlice(0, bytes.length);
  }

  /** Names of all arrays, sorted. */
  public Set<String> names() {
    return Set.copyOf(data.keySet());
  }

  /** The F32 array of that name. */
  public float[] floats(String name) {
    byte[] bytes = data.get(name);
    if (bytes == null) {
      throw new IllegalArgumentException("no array " + name + "; there are " + data.keySet());
    }
    MemorySegment segment = MemorySegment.ofArray(bytes);
    float[] values = new float[bytes.length / Float.BYTES];
    for (int i = 0; i < values.length; i++) {
      values[i] = segment.get(ValueLayout.JAVA_FLOAT_UNALIGNED, (long) i * Float.BYTES);
    }
    return values;
  }

  /**
   * Replaces a parameter's values, and forgets what an executor kept beside them at higher
   * precision.
   */
  public void set(String name, double... values) {
    int size = floats(name).length;
    if (size != values.length) {
      throw new IllegalArgumentException(
          name + " has " + size + " values, " + values.length + " were given");
    }
    byte[] bytes = new byte[values.length * Float.BYTES];
    MemorySegment segment = MemorySegment.ofArray(bytes);
    for (int i = 0; i < values.length; i++) {
      segment.set(ValueLayout.JAVA_FLOAT_UNALIGNED, (long) i * Float.BYTES, (float) values[i]);
    }
    data.put(name, bytes);
    data.keySet().removeIf(other -> other.equals(name + "#exact"));
  }

  /** Names of arrays whose bits differ, or that only one side has, sorted. */
  public List<String> differences(StateMap other) {
    List<String> names = new ArrayList<>();
    Map<String, byte[]> all = new TreeMap<>(data);
    all.putAll(other.data);
    for (String name : all.keySet()) {
      if (!Arrays.equals(data.get(name), other.data.get(name))) {
        names.add(name);
      }
    }
    return names;
  }
}
