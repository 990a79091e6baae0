package io.warmstart.engine.cpu;

import static io.warmstart.engine.cpu.Lanes.ALL;
import static io.warmstart.engine.cpu.Lanes.FOLD;
import static io.warmstart.engine.cpu.Lanes.L;
import static io.warmstart.engine.cpu.Lanes.LE;
import static io.warmstart.engine.cpu.Lanes.LOGICAL;
import static io.warmstart.engine.cpu.Lanes.S;
import static io.warmstart.engine.cpu.Lanes.base;
import static io.warmstart.engine.cpu.Lanes.set;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Normalisation of rows: y = (x - mean) r with r = 1 / sqrt(variance + epsilon) and the population
 * variance, taken around the mean in a second pass. Shapes are [rows, cols]; scale and shift are
 * [cols] in padded buffers.
 */
final class RowNorm {
  private RowNorm() {}

  /** out = y. */
  static void norm(
      MemorySegment m, long x, int ldx, int rows, int cols, float epsilon, long out, int ldo) {
    long base = base(m);
    for (int i = 0; i < rows; i++) {
      long p = base + x + (long) i * ldx;
      long o = base + out + (long) i * ldo;
      float mean = Reduce.sumRow(p, cols) / cols;
      float r = inverseDeviation(p, cols, mean, epsilon);
      int j = 0;
      for (; j + L <= cols; j += L) {
        FloatVector.fromMemorySegment(S, ALL, (p + j) << 2, LE)
            .sub(mean)
            .mul(r)
            .intoMemorySegment(ALL, (o + j) << 2, LE);
      }
      if (j < cols) {
        VectorMask<Float> tail = S.indexInRange(j, cols);
        FloatVector.fromMemorySegment(S, ALL, (p + j) << 2, LE, tail)
            .sub(mean)
            .mul(r)
            .intoMemorySegment(ALL, (o + j) << 2, LE, tail);
      }
    }
  }

  /**
   * out = y scale + shift, or relu of it.
   *
   * @param means offset of [rows], where means are kept for the gradient
   * @param inverses offset of [rows], where r is kept
   */
  static void affine(
      MemorySegment m,
      long x,
      int ldx,
      int rows,
      int cols,
      float epsilon,
      long scale,
      long shift,
      boolean relu,
      long means,
      long inverses,
      long out,
      int ldo) {
    long base = base(m);
    float floor = relu ? 0f : Float.NEGATIVE_INFINITY;
    for (int i = 0; i < rows; i++) {
      long p = base + x + (long) i * ldx;
      long o = base + out + (long) i * ldo;
      float mean = Reduce.sumRow(p, cols) / cols;
      float r = inverseDeviation(p, cols, mean, epsilon);
      set(base + means + i, mean);
      set(base + inverses + i, r);
      int j = 0;
      for (; j + L <= cols; j += L) {
        FloatVector y = FloatVector.fromMemorySegment(S, ALL, (p + j) << 2, LE).sub(mean).mul(r);
        FloatVector v =
            y.fma(
                FloatVector.fromMemorySegment(S, ALL, (base + scale + j) << 2, LE),
                FloatVector.fromMemorySegment(S, ALL, (base + shift + j) << 2, LE));
        v.blend(floor, v.compare(VectorOperators.LE, floor))
            .intoMemorySegment(ALL, (o + j) << 2, LE);
      }
      if (j < cols) {
        VectorMask<Float> tail = S.indexInRange(j, cols);
        FloatVector y =
            FloatVector.fromMemorySegment(S, ALL, (p + j) << 2, LE, tail).sub(mean).mul(r);
        FloatVector v =
            y.fma(
                FloatVector.fromMemorySegment(S, ALL, (base + scale + j) << 2, LE, tail),
                FloatVector.fromMemorySegment(S, ALL, (base + shift + j) << 2, LE, tail));
        v.blend(floor, v.compare(VectorOperators.LE, floor))
            .intoMemorySegment(ALL, (o + j) << 2, LE, tail);
      }
    }
  }

  /** What {@link #affine} keeps, by itself. */
  static void statistics(
      MemorySegment m,
      long x,
      int ldx,
      int rows,
      int cols,
      float epsilon,
      long means,
      long inverses) {
    long base = base(m);
    for (int i = 0; i < rows; i++) {
      long p = base + x + (long) i * ldx;
      float mean = Reduce.sumRow(p, cols) / cols;
      set(base + means + i, mean);
      set(base + inverses + i, inverseDeviation(p, cols, mean, epsilon));
    }
  }

  /** out [rows] = r. */
  static void inverseDeviation(
      MemorySegment m, long x, int ldx, int rows, int cols, float epsilon, long out) {
    long base = base(m);
    for (int i = 0; i < rows; i++) {
      long p = base + x + (long) i * ldx;
      float mean = Reduce.sumRow(p, cols) / cols;
      set(base + out + i, inverseDeviation(p, cols, mean, epsilon));
    }
  }

  /** out = r (g - mean(g) - y mean(g y)): the gradient of {@link #norm} for incoming g. */
  static void pull(
      MemorySegment m,
      long x,
      int ldx,
      long g,
      int ldg,
      int rows,
      int cols,
      float epsilon,
      long out,
      int ldo) {
    long base = base(m);
    for (int i = 0; i < rows; i++) {
      long p = base + x + (long) i * ldx;
      long q = base + g + (long) i * ldg;
      float mean = Reduce.sumRow(p, cols) / cols;
      float r = inverseDeviation(p, cols, mean, epsilon);
      float meanG = Reduce.sumRow(q, cols) / cols;
      float meanGy = r * productRow(p, q, cols, mean, 0f) / cols;
      pullRow(p, q, cols, mean, r, meanG, meanGy, base + out + (long) i * ldo);
    }
  }

  private static void pullRow(
      long x, long g, int cols, float mean, float r, float meanG, float meanGy, long out) {
    FloatVector slope = FloatVector.broadcast(S, -meanGy);
    int j = 0;
    for (; j + L <= cols; j += L) {
      FloatVector y = FloatVector.fromMemorySegment(S, ALL, (x + j) << 2, LE).sub(mean).mul(r);
      FloatVector v = FloatVector.fromMemorySegment(S, ALL, (g + j) << 2, LE).sub(meanG);
      y.fma(slope, v).mul(r).intoMemorySegment(ALL, (out + j) << 2, LE);
    }
    if (j < cols) {
      VectorMask<Float> tail = S.indexInRange(j, cols);
      FloatVector y =
          FloatVector.fromMemorySegment(S, ALL, (x + j) << 2, LE, tail).sub(mean).mul(r);
      FloatVector v = FloatVector.fromMemorySegment(S, ALL, (g + j) << 2, LE, tail).sub(meanG);
      y.fma(slope, v).mul(r).intoMemorySegment(ALL, (out + j) << 2, LE, tail);
    }
  }

  private static float inverseDeviation(long x, int n, float mean, float epsilon) {
    return (float) (1 / Math.sqrt(productRow(x, x, n, mean, mean) / n + epsilon));
  }

  /** Sum of (x - shiftX) (g - shiftG). */
  private static float productRow(long x, long g, int n, float shiftX, float shiftG) {
    FloatVector total = FloatVector.zero(S);
    for (int lane = 0; lane < 8; lane += L) {
      FloatVector pair = FloatVector.zero(S);
      for (int start = lane; start < LOGICAL; start += FOLD) {
        FloatVector sum = FloatVector.zero(S);
        int j = start;
        for (; j + L <= n; j += LOGICAL) {
          FloatVector v = FloatVector.fromMemorySegment(S, ALL, (g + j) << 2, LE).sub(shiftG);
          sum = FloatVector.fromMemorySegment(S, ALL, (x + j) << 2, LE).sub(shiftX).fma(v, sum);
        }
        if (j < n) {
          VectorMask<Float> tail = S.indexInRange(j, n);
          FloatVector v = FloatVector.fromMemorySegment(S, ALL, (g + j) << 2, LE, tail).sub(shiftG);
          FloatVector inside = FloatVector.zero(S).blend(v, tail);
          FloatVector w = FloatVector.fromMemorySegment(S, ALL, (x + j) << 2, LE, tail).sub(shiftX);
          sum = w.fma(inside, sum);
        }
        pair = pair.add(sum);
      }
      total = total.add(pair);
    }
    if (L >= 16) {
      total = total.add(total.rearrange(Lanes.BY_8));
    }
    if (L >= 8) {
      total = total.add(total.rearrange(Lanes.BY_4));
    }
    total = total.add(total.rearrange(Lanes.BY_2));
    return total.add(total.rearrange(Lanes.BY_1)).lane(0);
  }
}
