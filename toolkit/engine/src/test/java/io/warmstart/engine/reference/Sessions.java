package io.warmstart.engine.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmstart.engine.Column;
import io.warmstart.engine.Feed;
import io.warmstart.engine.InputBuffers;
import io.warmstart.engine.Philox;
import io.warmstart.engine.Session;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.Map;

/** Feeds and state of sessions under test. */
final class Sessions {
  private Sessions() {}

  static void fill(int seed, long program, InputBuffers buffers) {
    for (String name : buffers.names()) {
      MemorySegment buffer = buffers.buffer(name);
      for (int i = 0; i < buffer.byteSize() / Float.BYTES; i++) {
        buffer.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) Philox.of(9, name).normal(0, i));
      }
    }
  }

  static Feed resident(Column column, MemorySegment rows, long count) {
    return new Feed() {
      @Override
      public void fill(int seed, long program, InputBuffers buffers) {
        assertThat(buffers.names()).isEmpty();
      }

      @Override
      public MemorySegment column(int seed, Column wanted) {
        assertThat(wanted).isEqualTo(column);
        return rows;
      }

      @Override
      public long count(int seed, Column wanted) {
        return count;
      }
    };
  }

  static void copy(float[] from, MemorySegment to) {
    MemorySegment.copy(from, 0, to, ValueLayout.JAVA_FLOAT, 0, from.length);
  }

  static Map<String, Double> metrics(Session session) {
    Map<String, Double> metrics = new HashMap<>();
    session.metrics((plan, name, seed, step, value) -> {
      if (seed == 0) {
        metrics.put(plan + "/" + name, value);
      }
    });
    return metrics;
  }

  static Map<String, byte[]> saved(Session session) {
    Map<String, byte[]> saved = new HashMap<>();
    session.save((seed, name, type, shape, data) ->
        saved.put(key(seed, name), data.toArray(ValueLayout.JAVA_BYTE)));
    return saved;
  }

  static void load(Session session, Map<String, byte[]> saved) {
    session.load((seed, name, type, shape) -> {
      byte[] bytes = saved.get(key(seed, name));
      return bytes == null ? null : MemorySegment.ofArray(bytes);
    });
  }

  static String key(int seed, String name) {
    return seed == 0 ? name : seed + ":" + name;
  }
}
