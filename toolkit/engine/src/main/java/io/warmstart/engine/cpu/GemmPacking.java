package io.warmstart.engine.cpu;

import static io.warmstart.engine.cpu.Lanes.L;
import static io.warmstart.engine.cpu.Lanes.S;
import static io.warmstart.engine.cpu.Lanes.load;
import static io.warmstart.engine.cpu.Lanes.store;

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
      store(load(p), out + (long) k * WIDE);
      store(load(p + L), out + (long) k * WIDE + L);
    }
  }

  /** One vector per row. */
  static void narrow(long b, int ldb, int inner, long out) {
    for (int k = 0; k < inner; k++) {
      store(load(b + (long) k * ldb), out + (long) k * L);
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
        copyBlock(from + k, ldb, rows, Lanes.below(k, inner), to, width);
        for (int stage = 0; stage < STAGES; stage++) {
          exchange(to, width, Exchange.of(stage));
        }
      }
    }
  }

  private static void copyBlock(
      long from, int ldb, int rows, VectorMask<Float> mask, long to, int width) {
    for (int r = 0; r < rows; r++) {
      store(load(from + (long) r * ldb, mask), to + (long) r * width);
    }
    for (int r = rows; r < L; r++) {
      store(FloatVector.zero(S), to + (long) r * width);
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
      FloatVector x = load(p);
      FloatVector y = load(q);
      store(x.blend(y.rearrange(swap), upper), p);
      store(y.blend(x.rearrange(swap), lower), q);
    }
  }

  /** One stage: lanes a distance apart change places. */
  private record Exchange(int distance, VectorShuffle<Float> swap, VectorMask<Float> upper) {
    private static final Exchange[] ALL = new Exchange[STAGES];

    static {
      for (int s = 0; s < STAGES; s++) {
        int distance = L >> (s + 1);
        boolean[] upper = new boolean[L];
        for (int lane = 0; lane < L; lane++) {
          upper[lane] = (lane & distance) != 0;
        }
        ALL[s] =
            new Exchange(
                distance,
                VectorShuffle.fromOp(S, lane -> lane ^ distance),
                VectorMask.fromArray(S, upper, 0));
      }
    }

    static Exchange of(int stage) {
      return ALL[stage];
    }
  }
}
