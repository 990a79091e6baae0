package io.warmstart.engine.cpu;

import static io.warmstart.engine.cpu.Lanes.ALL;
import static io.warmstart.engine.cpu.Lanes.L;
import static io.warmstart.engine.cpu.Lanes.LE;
import static io.warmstart.engine.cpu.Lanes.S;
import static io.warmstart.engine.cpu.Lanes.base;
import static io.warmstart.engine.cpu.Lanes.get;
import static io.warmstart.engine.cpu.Lanes.set;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Smallest and largest elements. Among equal ones the first counts; a NaN, once met, is the result.
 *
 * <p>The strided forms walk one axis of length {@code along} with stride {@code step} from each of
 * rows x cols start points; they serve the last axis (step 1, cols 1) and any other.
 */
final class Extremes {
  private Extremes() {}

  /** out [n] = the smallest over e of x[e] for members {@code stride} floats apart. */
  static void memberMin(MemorySegment m, long x, long stride, int members, int n, long out) {
    long base = base(m);
    for (int j = 0; j < n; j += L) {
      VectorMask<Float> mask = S.indexInRange(j, n);
      FloatVector best = FloatVector.fromMemorySegment(S, ALL, (base + x + j) << 2, LE, mask);
      for (int e = 1; e < members; e++) {
        best =
            best.min(
                FloatVector.fromMemorySegment(S, ALL, (base + x + e * stride + j) << 2, LE, mask));
      }
      best.intoMemorySegment(ALL, (base + out + j) << 2, LE, mask);
    }
  }

  /** out [n] = the largest over e of x[e] for members {@code stride} floats apart. */
  static void memberMax(MemorySegment m, long x, long stride, int members, int n, long out) {
    long base = base(m);
    for (int j = 0; j < n; j += L) {
      VectorMask<Float> mask = S.indexInRange(j, n);
      FloatVector best = FloatVector.fromMemorySegment(S, ALL, (base + x + j) << 2, LE, mask);
      for (int e = 1; e < members; e++) {
        best =
            best.max(
                FloatVector.fromMemorySegment(S, ALL, (base + x + e * stride + j) << 2, LE, mask));
      }
      best.intoMemorySegment(ALL, (base + out + j) << 2, LE, mask);
    }
  }

  /** out [rows] = smallest of each row of x [rows, cols]. */
  static void rowMin(MemorySegment m, long x, int ldx, int rows, int cols, long out) {
    long base = base(m);
    for (int i = 0; i < rows; i++) {
      float best = get(base + x + (long) i * ldx);
      for (int j = 1; j < cols; j++) {
        best = Math.min(best, get(base + x + (long) i * ldx + j));
      }
      set(base + out + i, best);
    }
  }

  /** out [rows] = largest of each row of x [rows, cols]. */
  static void rowMax(MemorySegment m, long x, int ldx, int rows, int cols, long out) {
    long base = base(m);
    for (int i = 0; i < rows; i++) {
      set(base + out + i, largest(base + x + (long) i * ldx, cols));
    }
  }

  /** Largest of n floats from an absolute address. */
  static float largest(long x, int n) {
    float best = get(x);
    int j = 1;
    if (n >= L) {
      FloatVector v = FloatVector.fromMemorySegment(S, ALL, x << 2, LE);
      for (j = L; j + L <= n; j += L) {
        v = v.max(FloatVector.fromMemorySegment(S, ALL, (x + j) << 2, LE));
      }
      if (L >= 16) {
        v = v.max(v.rearrange(Lanes.BY_8));
      }
      if (L >= 8) {
        v = v.max(v.rearrange(Lanes.BY_4));
      }
      v = v.max(v.rearrange(Lanes.BY_2));
      best = v.max(v.rearrange(Lanes.BY_1)).lane(0);
    }
    for (; j < n; j++) {
      best = Math.max(best, get(x + j));
    }
    return best;
  }

  /**
   * out[i, j] = index along the axis of the first largest element, as a float.
   *
   * @param ldx stride of x along rows, {@code step} along the axis, 1 along cols
   */
  static void argmax(
      MemorySegment m,
      long x,
      int ldx,
      int step,
      int rows,
      int cols,
      int along,
      long out,
      int ldo) {
    long base = base(m);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < cols; j++) {
        set(
            base + out + (long) i * ldo + j,
            firstLargest(base + x + (long) i * ldx + j, step, along));
      }
    }
  }

  /** 1 at the first largest element along the axis, else 0; out has the strides of x. */
  static void hotMax(
      MemorySegment m, long x, int ldx, int step, int rows, int cols, int along, long out) {
    long base = base(m);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < cols; j++) {
        long start = (long) i * ldx + j;
        mark(base + out + start, step, along, firstLargest(base + x + start, step, along));
      }
    }
  }

  /** 1 at the first smallest element along the axis, else 0; out has the strides of x. */
  static void hotMin(
      MemorySegment m, long x, int ldx, int step, int rows, int cols, int along, long out) {
    long base = base(m);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < cols; j++) {
        long start = (long) i * ldx + j;
        mark(base + out + start, step, along, firstSmallest(base + x + start, step, along));
      }
    }
  }

  private static void mark(long out, int step, int along, int hot) {
    for (int k = 0; k < along; k++) {
      set(out + (long) k * step, k == hot ? 1f : 0f);
    }
  }

  private static int firstLargest(long x, int step, int along) {
    int at = 0;
    float best = get(x);
    for (int k = 1; k < along; k++) {
      float v = get(x + (long) k * step);
      if (v > best) {
        best = v;
        at = k;
      }
    }
    return at;
  }

  private static int firstSmallest(long x, int step, int along) {
    int at = 0;
    float best = get(x);
    for (int k = 1; k < along; k++) {
      float v = get(x + (long) k * step);
      if (v < best) {
        best = v;
        at = k;
      }
    }
    return at;
  }
}
