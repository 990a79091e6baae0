package io.warmstart.engine.cpu;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Vector width and addressing by absolute float address.
 *
 * <p>A vector never crosses the border of a method of ours: C2 inlines the vector API whatever it
 * costs, but other methods only until the compiled one has grown, and boxes the vectors of a call
 * that is left. Hence the long-hand loads and stores in all kernels; what several of them share is
 * copied by {@link Transplant}.
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

  static final VectorShuffle<Float> BY_8 = VectorShuffle.fromOp(S, lane -> (lane + 8) % L);
  static final VectorShuffle<Float> BY_4 = VectorShuffle.fromOp(S, lane -> (lane + 4) % L);
  static final VectorShuffle<Float> BY_2 = VectorShuffle.fromOp(S, lane -> (lane + 2) % L);
  static final VectorShuffle<Float> BY_1 = VectorShuffle.fromOp(S, lane -> (lane + 1) % L);

  private Lanes() {}

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

  static float get(long at) {
    return ALL.get(ValueLayout.JAVA_FLOAT, at << 2);
  }

  static void set(long at, float value) {
    ALL.set(ValueLayout.JAVA_FLOAT, at << 2, value);
  }

  /** Rounds up to the 16 floats of a padded row. */
  static int padded(int n) {
    return (n + 15) & ~15;
  }
}
