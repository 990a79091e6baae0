package io.warmstart.engine.cpu;

import static io.warmstart.engine.cpu.Lanes.ALL;
import static io.warmstart.engine.cpu.Lanes.FOLD;
import static io.warmstart.engine.cpu.Lanes.L;
import static io.warmstart.engine.cpu.Lanes.LE;
import static io.warmstart.engine.cpu.Lanes.LOGICAL;
import static io.warmstart.engine.cpu.Lanes.S;
import static io.warmstart.engine.cpu.Lanes.base;
import static io.warmstart.engine.cpu.Lanes.get;
import static io.warmstart.engine.cpu.Lanes.set;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Layers with one output: products with a column or a row instead of padded matrices.
 *
 * <p>x is [rows, cols] with row stride {@code ldx}; w and d are dense vectors.
 */
final class Heads {
  private Heads() {}

  /** out [rows] = x w, w [cols]. */
  static void dot(MemorySegment m, long x, int ldx, int rows, int cols, long w, long out) {
    long base = base(m);
    for (int i = 0; i < rows; i++) {
      set(base + out + i, dotRow(base + x + (long) i * ldx, base + w, cols));
    }
  }

  /** out [rows] = x w + bias, the bias one float. */
  static void dotBias(
      MemorySegment m, long x, int ldx, int rows, int cols, long w, long bias, long out) {
    long base = base(m);
    float b = get(base + bias);
    for (int i = 0; i < rows; i++) {
      set(base + out + i, dotRow(base + x + (long) i * ldx, base + w, cols) + b);
    }
  }

  /** Only the vector API is called: C2 always inlines it, and stops inlining other methods. */
  private static float dotRow(long x, long w, int n) {
    FloatVector total = FloatVector.zero(S);
    for (int lane = 0; lane < 8; lane += L) {
      FloatVector pair = FloatVector.zero(S);
      for (int start = lane; start < LOGICAL; start += FOLD) {
        FloatVector sum = FloatVector.zero(S);
        int j = start;
        for (; j + L <= n; j += LOGICAL) {
          FloatVector v = FloatVector.fromMemorySegment(S, ALL, (x + j) << 2, LE);
          sum = v.fma(FloatVector.fromMemorySegment(S, ALL, (w + j) << 2, LE), sum);
        }
        if (j < n) {
          VectorMask<Float> mask = S.indexInRange(j, n);
          FloatVector v = FloatVector.fromMemorySegment(S, ALL, (x + j) << 2, LE, mask);
          sum = v.fma(FloatVector.fromMemorySegment(S, ALL, (w + j) << 2, LE, mask), sum);
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

  /** out [cols] = sum over rows i, in order, of d[i] x[i]: the weight gradient of a head. */
  static void weightGradient(
      MemorySegment m, long x, int ldx, int rows, int cols, long d, long out) {
    long base = base(m);
    for (int j = 0; j < cols; j += 2 * L) {
      FloatVector low = FloatVector.zero(S);
      FloatVector high = low;
      VectorMask<Float> first = S.indexInRange(j, cols);
      VectorMask<Float> second = S.indexInRange(j + L, cols);
      for (int i = 0; i < rows; i++) {
        long p = base + x + (long) i * ldx + j;
        FloatVector s = FloatVector.broadcast(S, get(base + d + i));
        low = s.fma(FloatVector.fromMemorySegment(S, ALL, p << 2, LE, first), low);
        high = s.fma(FloatVector.fromMemorySegment(S, ALL, (p + L) << 2, LE, second), high);
      }
      low.intoMemorySegment(ALL, (base + out + j) << 2, LE, first);
      high.intoMemorySegment(ALL, (base + out + j + L) << 2, LE, second);
    }
  }

  /** out [rows, cols] = d w^T. */
  static void outer(MemorySegment m, long d, long w, int rows, int cols, long out, int ldo) {
    long base = base(m);
    for (int i = 0; i < rows; i++) {
      FloatVector s = FloatVector.broadcast(S, get(base + d + i));
      long p = base + out + (long) i * ldo;
      int j = 0;
      for (; j + L <= cols; j += L) {
        s.mul(FloatVector.fromMemorySegment(S, ALL, (base + w + j) << 2, LE))
            .intoMemorySegment(ALL, (p + j) << 2, LE);
      }
      if (j < cols) {
        VectorMask<Float> tail = S.indexInRange(j, cols);
        s.mul(FloatVector.fromMemorySegment(S, ALL, (base + w + j) << 2, LE, tail))
            .intoMemorySegment(ALL, (p + j) << 2, LE, tail);
      }
    }
  }

  /** out [rows, cols] = d w^T where mask > 0, else 0; the mask has row stride {@code ldm}. */
  static void outerMask(
      MemorySegment m, long d, long w, long mask, int ldm, int rows, int cols, long out, int ldo) {
    long base = base(m);
    for (int i = 0; i < rows; i++) {
      FloatVector s = FloatVector.broadcast(S, get(base + d + i));
      long p = base + out + (long) i * ldo;
      long q = base + mask + (long) i * ldm;
      int j = 0;
      for (; j + L <= cols; j += L) {
        VectorMask<Float> on =
            FloatVector.fromMemorySegment(S, ALL, (q + j) << 2, LE).compare(VectorOperators.GT, 0f);
        FloatVector.zero(S)
            .blend(s.mul(FloatVector.fromMemorySegment(S, ALL, (base + w + j) << 2, LE)), on)
            .intoMemorySegment(ALL, (p + j) << 2, LE);
      }
      if (j < cols) {
        VectorMask<Float> tail = S.indexInRange(j, cols);
        VectorMask<Float> on =
            FloatVector.fromMemorySegment(S, ALL, (q + j) << 2, LE, tail)
                .compare(VectorOperators.GT, 0f);
        FloatVector.zero(S)
            .blend(s.mul(FloatVector.fromMemorySegment(S, ALL, (base + w + j) << 2, LE, tail)), on)
            .intoMemorySegment(ALL, (p + j) << 2, LE, tail);
      }
    }
  }
}
