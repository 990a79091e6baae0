package io.warmstart.engine.cpu;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Vector width, addressing by absolute float address, and the fixed sum over lanes.
 *
 * <p>{@code reduceLanes(ADD)} is not used anywhere: its order differs between the interpreter and
 * the compiler.
 */
final class Lanes {
  static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  static final int L = S.length();

  /**
   * The whole address space. Its bounds are compile-time constants, so an access costs no check;
   * with the bounds of the arena a product of 256 x 256 x 256 takes 204 us, with these 140.
   */
  static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;

  /** Logical lanes of every sum; a narrower species makes several passes, so bits do not change. */
  static final int LOGICAL = 16;

  /**
   * Lanes eight apart are joined first: a sum starts at {@code lane} = 0, L, ... below 8 and, for
   * each, at lane, lane + FOLD, ... below 16. With 16 hardware lanes that is one pass.
   */
  static final int FOLD = Math.max(8, L);

  static final VectorShuffle<Float> BY_8 = rotation(8);
  static final VectorShuffle<Float> BY_4 = rotation(4);
  static final VectorShuffle<Float> BY_2 = rotation(2);
  static final VectorShuffle<Float> BY_1 = rotation(1);

  private Lanes() {}

  private static VectorShuffle<Float> rotation(int lanes) {
    return VectorShuffle.fromOp(S, lane -> (lane + lanes) % L);
  }

  /**
   * Address of the segment in floats; kernels add it to every offset on entry.
   *
   * @throws IllegalArgumentException if the segment is on the heap or not aligned to 64 bytes
   */
  static long base(MemorySegment m) {
    if (!m.isNative() || (m.address() & 63) != 0) {
      throw new IllegalArgumentException(
          "The arena of a CPU session must be native memory aligned to 64 bytes, got " + m);
    }
    return m.address() >> 2;
  }

  static FloatVector load(long at) {
    return FloatVector.fromMemorySegment(S, ALL, at << 2, LE);
  }

  static FloatVector load(long at, VectorMask<Float> mask) {
    return FloatVector.fromMemorySegment(S, ALL, at << 2, LE, mask);
  }

  static void store(FloatVector v, long at) {
    v.intoMemorySegment(ALL, at << 2, LE);
  }

  static void store(FloatVector v, long at, VectorMask<Float> mask) {
    v.intoMemorySegment(ALL, at << 2, LE, mask);
  }

  static float get(long at) {
    return ALL.get(ValueLayout.JAVA_FLOAT, at << 2);
  }

  static void set(long at, float value) {
    ALL.set(ValueLayout.JAVA_FLOAT, at << 2, value);
  }

  static FloatVector splat(long at) {
    return FloatVector.broadcast(S, ALL.get(ValueLayout.JAVA_FLOAT, at << 2));
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

  /** Largest lane, NaN if any is; the order does not matter for the value. */
  static float max(FloatVector v) {
    if (L >= 16) {
      v = v.max(v.rearrange(BY_8));
    }
    if (L >= 8) {
      v = v.max(v.rearrange(BY_4));
    }
    v = v.max(v.rearrange(BY_2));
    return v.max(v.rearrange(BY_1)).lane(0);
  }
}
