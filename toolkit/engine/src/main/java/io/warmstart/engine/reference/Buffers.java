package io.warmstart.engine.reference;

import io.warmstart.engine.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Typed access to off-heap arrays. */
final class Buffers {
  private Buffers() {}

  static double get(MemorySegment segment, DType type, long index) {
    return switch (type) {
      case F32 -> segment.get(ValueLayout.JAVA_FLOAT_UNALIGNED, index * Float.BYTES);
      case I32 -> segment.get(ValueLayout.JAVA_INT_UNALIGNED, index * Integer.BYTES);
      case I64 -> segment.get(ValueLayout.JAVA_LONG_UNALIGNED, index * Long.BYTES);
      case U8 -> segment.get(ValueLayout.JAVA_BYTE, index) & 0xFF;
    };
  }

  /** {@code count} elements from element {@code from} on. */
  static double[] read(MemorySegment segment, DType type, long from, int count) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = get(segment, type, from + i);
    }
    return values;
  }

  static float[] narrowed(double[] values) {
    float[] narrow = new float[values.length];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = (float) values[i];
    }
    return narrow;
  }

  static MemorySegment segment(float[] values) {
    return MemorySegment.ofArray(values);
  }

  static MemorySegment segment(long value) {
    return MemorySegment.ofArray(new long[] {value});
  }

  /** The bits of each double. */
  static MemorySegment bits(double[] values) {
    long[] bits = new long[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Double.doubleToRawLongBits(values[i]);
    }
    return MemorySegment.ofArray(bits);
  }

  static double[] fromBits(MemorySegment segment, int count) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] =
          Double.longBitsToDouble(
              segment.get(ValueLayout.JAVA_LONG_UNALIGNED, (long) i * Long.BYTES));
    }
    return values;
  }
}
