package io.warmstart.engine.cpu;

import io.warmstart.engine.DType;
import io.warmstart.engine.Session;
import io.warmstart.engine.StateSource;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Saved state as maps, and its hash. */
final class States {
  private States() {}

  /** Everything a session saves, as bytes. */
  static Map<String, byte[]> bytes(Session session) {
    Map<String, byte[]> state = new TreeMap<>();
    session.save((seed, name, type, shape, data) ->
        state.put(seed + ":" + name, data.toArray(ValueLayout.JAVA_BYTE)));
    return state;
  }

  /** All float arrays. */
  static Map<String, float[]> floats(Session session) {
    Map<String, float[]> state = new TreeMap<>();
    session.save((seed, name, type, shape, data) -> {
      if (type == DType.F32) {
        state.put(seed + ":" + name, data.toArray(ValueLayout.JAVA_FLOAT_UNALIGNED));
      }
    });
    return state;
  }

  static StateSource source(Map<String, byte[]> state) {
    return (seed, name, type, shape) -> {
      byte[] data = state.get(seed + ":" + name);
      return data == null ? null : MemorySegment.ofArray(data);
    };
  }

  /** One number for all weights, moments and counters. */
  static long hash(Session session) {
    long hash = 0;
    for (Map.Entry<String, byte[]> entry : bytes(session).entrySet()) {
      hash = 31 * hash + entry.getKey().hashCode();
      hash = 31 * hash + Arrays.hashCode(entry.getValue());
    }
    return hash;
  }
}
