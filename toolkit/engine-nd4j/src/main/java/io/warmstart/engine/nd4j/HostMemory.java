package io.warmstart.engine.nd4j;

import io.warmstart.engine.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Typed arrays of the host as float32. */
final class HostMemory {
  private HostMemory() {}

  /** All elements of a segment. */
  static float[] read(MemorySegment segment, DType type, int count) {
    float[] values = new float[count];
    read(segment, type, 0, count, values, 0);
    return values;
  }

  /** {@code count} elements from element {@code from} on. */
  static void read(MemorySegment segment, DType type, long from, int count, float[] into, int at) {
    switch (type) {
      case F32 ->
          MemorySegment.copy(
              segment, ValueLayout.JAVA_FLOAT_UNALIGNED, from * Float.BYTES, into, at, count);
      case I32 -> {
        for (int i = 0; i < count; i++) {
          into[at + i] = segment.get(ValueLayout.JAVA_INT_UNALIGNED, (from + i) * Integer.BYTES);
        }
      }
      case I64 -> {
        for (int i = 0; i < count; i++) {
          into[at + i] = segment.get(ValueLayout.JAVA_LONG_UNALIGNED, (from + i) * Long.BYTES);
        }
      }
      case U8 -> {
        for (int i = 0; i < count; i++) {
          into[at + i] = segment.get(ValueLayout.JAVA_BYTE, from + i) & 0xFF;
        }
      }
    }
  }
}
