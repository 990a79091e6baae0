package io.warmstart.engine.cpu;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Vector width, addressing by float offset, and the fixed sum over lanes.
 *
 * <p>{@code reduceLanes(ADD)} is not used anywhere: its order differs between the interpreter and
 * the compiler.
 */
final class Lanes {
  static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  static final int L = S.length();
  static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;

  /** Logical lanes of every sum; a narrower species makes several passes, so bits do not change. */
  static final int LOGICAL = 16;

  private static final VectorShuffle<Float> BY_8 = rotation(8);
  private static final VectorShuffle<Float> BY_4 = rotation(4);
  private static final VectorShuffle<Float> BY_2 = rotation(2);
  private static final VectorShuffle<Float> BY_1 = rotation(1);

  private Lanes() {}

  private static VectorShuffle<Float> rotation(int lanes) {
    return VectorShuffle.fromOp(S, lane -> (lane + lanes) % L);
  }

  static FloatVector load(MemorySegment m, long at) {
    return FloatVector.fromMemorySegment(S, m, at << 2, LE);
  }

  static FloatVector load(MemorySegment m, long at, VectorMask<Float> mask) {
    return FloatVector.fromMemorySegment(S, m, at << 2, LE, mask);
  }

  static void store(FloatVector v, MemorySegment m, long at) {
    v.intoMemorySegment(m, at << 2, LE);
  }

  static void store(FloatVector v, MemorySegment m, long at, VectorMask<Float> mask) {
    v.intoMemorySegment(m, at << 2, LE, mask);
  }

  static float get(MemorySegment m, long at) {
    return m.get(ValueLayout.JAVA_FLOAT, at << 2);
  }

  static void set(MemorySegment m, long at, float value) {
    m.set(ValueLayout.JAVA_FLOAT, at << 2, value);
  }

  static FloatVector splat(MemorySegment m, long at) {
    return FloatVector.broadcast(S, m.get(ValueLayout.JAVA_FLOAT, at << 2));
  }

  /** Lanes below {@code n - j}; all of them if {@code j + L <= n}. */
  static VectorMask<Float> below(int j, int n) {
    return S.indexInRange(j, n);
  }

  /** Rounds up to the 16 floats of a padded row. */
  static int padded(int n) {
    return (n + 15) & ~15;
  }

  /** Sum over the lanes: halves are added until one lane is left. */
  static float sum(FloatVector v) {
    if (L >= 16) {
      v = v.add(v.rearrange(BY_8));
    }
    if (L >= 8) {
      v = v.add(v.rearrange(BY_4));
    }
    v = v.add(v.rearrange(BY_2));
    return v.add(v.rearrange(BY_1)).lane(0);
  }
}
