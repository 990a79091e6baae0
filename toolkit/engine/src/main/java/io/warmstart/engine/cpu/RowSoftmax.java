package io.warmstart.engine.cpu;

import static io.warmstart.engine.cpu.Lanes.ALL;
import static io.warmstart.engine.cpu.Lanes.L;
import static io.warmstart.engine.cpu.Lanes.LE;
import static io.warmstart.engine.cpu.Lanes.S;
import static io.warmstart.engine.cpu.Lanes.base;
import static io.warmstart.engine.cpu.Lanes.get;
import static io.warmstart.engine.cpu.Lanes.set;

import io.warmstart.engine.cpu.ChainOp.Kind;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Function;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Softmax and log-sum-exp over the last axis, after subtraction of the largest element. One thread
 * at a time may use it.
 */
final class RowSoftmax {
  /** e^(x - shift) for a shift of one float. */
  private static final Chain EXPONENTIAL =
      new Chain(
          2, 0b10, List.of(ChainOp.of(Kind.MINUS, 0, 1), ChainOp.of(Kind.EXP, 2)), List.of(3));

  private static final Chain LOGARITHM =
      new Chain(1, 0, List.of(ChainOp.of(Kind.LOG, 0)), List.of(1));

  /** All chains that it calls. */
  static final List<Chain> CHAINS = List.of(EXPONENTIAL, LOGARITHM);

  private final RowCall exponential;
  private final RowCall logarithm;

  /**
   * The kernels.
   *
   * @param compiler gives the kernel of each of {@link #CHAINS}
   */
  RowSoftmax(Function<Chain, ChainKernel> compiler) {
    exponential = new RowCall(compiler.apply(EXPONENTIAL), 2);
    logarithm = new RowCall(compiler.apply(LOGARITHM), 1);
  }

  /** Floats of scratch memory for rows of this length, owned by the calling worker. */
  static int scratchFloats(int cols) {
    return 16 + Lanes.padded(cols);
  }

  /** out [rows, cols] = e^(x - max) / sum e^(x - max), row by row. */
  void softmax(
      MemorySegment m, long x, int ldx, int rows, int cols, long out, int ldo, long scratch) {
    long base = base(m);
    for (int i = 0; i < rows; i++) {
      long p = x + (long) i * ldx;
      long o = out + (long) i * ldo;
      set(base + scratch, Extremes.largest(base + p, cols));
      exponential.run(m, p, scratch, o, cols);
      scale(base + o, cols, 1 / Reduce.sumRow(base + o, cols));
    }
  }

  /** out [rows] = max + log(sum e^(x - max)). */
  void logSumExp(MemorySegment m, long x, int ldx, int rows, int cols, long out, long scratch) {
    long base = base(m);
    long row = scratch + 16;
    for (int i = 0; i < rows; i++) {
      long p = x + (long) i * ldx;
      float largest = Extremes.largest(base + p, cols);
      if (Float.isInfinite(largest)) {
        set(base + out + i, largest);
        continue;
      }
      set(base + scratch, largest);
      exponential.run(m, p, scratch, row, cols);
      set(base + scratch, Reduce.sumRow(base + row, cols));
      logarithm.run(m, scratch, scratch, 1);
      set(base + out + i, get(base + scratch) + largest);
    }
  }

  private static void scale(long x, int n, float factor) {
    int j = 0;
    for (; j + L <= n; j += L) {
      FloatVector.fromMemorySegment(S, ALL, (x + j) << 2, LE)
          .mul(factor)
          .intoMemorySegment(ALL, (x + j) << 2, LE);
    }
    if (j < n) {
      VectorMask<Float> tail = S.indexInRange(j, n);
      FloatVector.fromMemorySegment(S, ALL, (x + j) << 2, LE, tail)
          .mul(factor)
          .intoMemorySegment(ALL, (x + j) << 2, LE, tail);
    }
  }
}
