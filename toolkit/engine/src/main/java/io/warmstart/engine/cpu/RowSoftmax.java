package io.warmstart.engine.cpu;

import static io.warmstart.engine.cpu.Lanes.L;
import static io.warmstart.engine.cpu.Lanes.S;
import static io.warmstart.engine.cpu.Lanes.base;
import static io.warmstart.engine.cpu.Lanes.below;
import static io.warmstart.engine.cpu.Lanes.load;
import static io.warmstart.engine.cpu.Lanes.set;
import static io.warmstart.engine.cpu.Lanes.store;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** Softmax and log-sum-exp over the last axis, after subtraction of the largest element. */
final class RowSoftmax {
  private RowSoftmax() {}

  /** out [rows, cols] = e^(x - max) / sum e^(x - max), row by row. */
  static void softmax(MemorySegment m, long x, int ldx, int rows, int cols, long out, int ldo) {
    long base = base(m);
    for (int i = 0; i < rows; i++) {
      long p = base + x + (long) i * ldx;
      long o = base + out + (long) i * ldo;
      exponentials(p, cols, Extremes.largest(p, cols), o);
      scale(o, cols, 1 / Reduce.sumRow(o, cols));
    }
  }

  /**
   * out [rows] = max + log(sum e^(x - max)).
   *
   * @param scratch cols floats rounded up to 16, owned by the calling worker
   */
  static void logSumExp(
      MemorySegment m, long x, int ldx, int rows, int cols, long out, long scratch) {
    long base = base(m);
    for (int i = 0; i < rows; i++) {
      long p = base + x + (long) i * ldx;
      float largest = Extremes.largest(p, cols);
      if (Float.isInfinite(largest)) {
        set(base + out + i, largest);
        continue;
      }
      exponentials(p, cols, largest, base + scratch);
      FloatVector sum = FloatVector.broadcast(S, Reduce.sumRow(base + scratch, cols));
      set(base + out + i, Transcendental.log(sum).lane(0) + largest);
    }
  }

  /** Masked throughout: one copy of the function, so that C2 inlines all of it. */
  private static void exponentials(long x, int n, float shift, long out) {
    for (int j = 0; j < n; j += L) {
      VectorMask<Float> mask = below(j, n);
      store(Transcendental.exp(load(x + j, mask).sub(shift)), out + j, mask);
    }
  }

  private static void scale(long x, int n, float factor) {
    int j = 0;
    for (; j + L <= n; j += L) {
      store(load(x + j).mul(factor), x + j);
    }
    if (j < n) {
      VectorMask<Float> tail = below(j, n);
      store(load(x + j, tail).mul(factor), x + j, tail);
    }
  }
}
