package io.warmstart.engine.cpu;

import static io.warmstart.engine.cpu.Lanes.ALL;
import static io.warmstart.engine.cpu.Lanes.L;
import static io.warmstart.engine.cpu.Lanes.LE;
import static io.warmstart.engine.cpu.Lanes.S;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * Copies one panel of B, one or two vectors wide, to contiguous memory: with its own row stride the
 * panel would share few sets of the first-level cache.
 */
final class GemmPacking {
  private static final int WIDE = 2 * L;

  /** Lane exchanges of a transposition, for distances L/2, L/4, ... 1. */
  private static final int STAGES = Integer.numberOfTrailingZeros(L);

  private GemmPacking() {}

  /** Two vectors per row. */
  static void wide(long b, int ldb, int inner, long out) {
    for (int k = 0; k < inner; k++) {
      long p = b + (long) k * ldb;
      FloatVector.fromMemorySegment(S, ALL, p << 2, LE)
          .intoMemorySegment(ALL, (out + (long) k * WIDE) << 2, LE);
      FloatVector.fromMemorySegment(S, ALL, (p + L) << 2, LE)
          .intoMemorySegment(ALL, (out + (long) k * WIDE + L) << 2, LE);
    }
  }

  /** One vector per row. */
  static void narrow(long b, int ldb, int inner, long out) {
    for (int k = 0; k < inner; k++) {
      FloatVector.fromMemorySegment(S, ALL, (b + (long) k * ldb) << 2, LE)
          .intoMemorySegment(ALL, (out + (long) k * L) << 2, LE);
    }
  }

  /**
   * The panel of the transpose of B stored [cols, inner]: blocks of L x L are copied and transposed
   * in place. Rows up to the next multiple of L beyond {@code inner} are overwritten.
   */
  static void transposed(long b, int ldb, int cols, int inner, long out, int width) {
    for (int j = 0; j < width; j += L) {
      int rows = Math.clamp(cols - j, 0, L);
      long from = b + (long) j * ldb;
      for (int k = 0; k < inner; k += L) {
        long to = out + (long) k * width + j;
        copyBlock(from + k, ldb, rows, inner - k, to, width);
        for (int stage = 0; stage < STAGES; stage++) {
          exchange(to, width, Exchange.of(stage));
        }
      }
    }
  }

  private static void copyBlock(long from, int ldb, int rows, int columns, long to, int width) {
    VectorMask<Float> mask = S.indexInRange(0, columns);
    for (int r = 0; r < rows; r++) {
      FloatVector.fromMemorySegment(S, ALL, (from + (long) r * ldb) << 2, LE, mask)
          .intoMemorySegment(ALL, (to + (long) r * width) << 2, LE);
    }
    for (int r = rows; r < L; r++) {
      FloatVector.zero(S).intoMemorySegment(ALL, (to + (long) r * width) << 2, LE);
    }
  }

  /** Swaps the upper lanes of row i with the lower lanes of row i + distance, for all pairs. */
  private static void exchange(long block, int width, Exchange stage) {
    VectorShuffle<Float> swap = stage.swap;
    VectorMask<Float> upper = stage.upper;
    VectorMask<Float> lower = upper.not();
    int distance = stage.distance;
    for (int pair = 0; pair < L / 2; pair++) {
      int i = (2 * (pair & -distance)) | (pair & (distance - 1));
      long p = block + (long) i * width;
      long q = p + (long) distance * width;
      FloatVector x = FloatVector.fromMemorySegment(S, ALL, p << 2, LE);
      FloatVector y = FloatVector.fromMemorySegment(S, ALL, q << 2, LE);
      x.blend(y.rearrange(swap), upper).intoMemorySegment(ALL, p << 2, LE);
      y.blend(x.rearrange(swap), lower).intoMemorySegment(ALL, q << 2, LE);
    }
  }

  /** One stage: lanes a distance apart change places. */
  private static final class Exchange {
    private static final Exchange[] IN_ORDER = new Exchange[STAGES];

    static {
      for (int s = 0; s < STAGES; s++) {
        int distance = L >> (s + 1);
        boolean[] upper = new boolean[L];
        for (int lane = 0; lane < L; lane++) {
          upper[lane] = (lane & distance) != 0;
        }
        IN_ORDER[s] = new Exchange(distance, upper);
      }
    }

    private final int distance;
    private final VectorShuffle<Float> swap;
    private final VectorMask<Float> upper;

    private Exchange(int distance, boolean[] upper) {
      this.distance = distance;
      this.upper = VectorMask.fromArray(S, upper, 0);
      swap = VectorShuffle.fromOp(S, lane -> lane ^ distance);
    }

    static Exchange of(int stage) {
      return IN_ORDER[stage];
    }
  }
}
