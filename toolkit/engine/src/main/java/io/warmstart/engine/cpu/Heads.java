package io.warmstart.engine.cpu;

import static io.warmstart.engine.cpu.Lanes.ALL;
import static io.warmstart.engine.cpu.Lanes.FOLD;
import static io.warmstart.engine.cpu.Lanes.L;
import static io.warmstart.engine.cpu.Lanes.LE;
import static io.warmstart.engine.cpu.Lanes.LOGICAL;
import static io.warmstart.engine.cpu.Lanes.S;
import static io.warmstart.engine.cpu.Lanes.base;
import static io.warmstart.engine.cpu.Lanes.below;
import static io.warmstart.engine.cpu.Lanes.get;
import static io.warmstart.engine.cpu.Lanes.load;
import static io.warmstart.engine.cpu.Lanes.set;
import static io.warmstart.engine.cpu.Lanes.splat;
import static io.warmstart.engine.cpu.Lanes.store;

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
      VectorMask<Float> first = below(j, cols);
      VectorMask<Float> second = below(j + L, cols);
      for (int i = 0; i < rows; i++) {
        long p = base + x + (long) i * ldx + j;
        FloatVector s = splat(base + d + i);
        low = s.fma(load(p, first), low);
        high = s.fma(load(p + L, second), high);
      }
      store(low, base + out + j, first);
      store(high, base + out + j + L, second);
    }
  }

  /** out [rows, cols] = d w^T. */
  static void outer(MemorySegment m, long d, long w, int rows, int cols, long out, int ldo) {
    long base = base(m);
    for (int i = 0; i < rows; i++) {
      FloatVector s = splat(base + d + i);
      long p = base + out + (long) i * ldo;
      int j = 0;
      for (; j + L <= cols; j += L) {
        store(s.mul(load(base + w + j)), p + j);
      }
      if (j < cols) {
        VectorMask<Float> tail = below(j, cols);
        store(s.mul(load(base + w + j, tail)), p + j, tail);
      }
    }
  }

  /** out [rows, cols] = d w^T where mask > 0, else 0; the mask has row stride {@code ldm}. */
  static void outerMask(
      MemorySegment m, long d, long w, long mask, int ldm, int rows, int cols, long out, int ldo) {
    long base = base(m);
    for (int i = 0; i < rows; i++) {
      FloatVector s = splat(base + d + i);
      long p = base + out + (long) i * ldo;
      long q = base + mask + (long) i * ldm;
      int j = 0;
      for (; j + L <= cols; j += L) {
        VectorMask<Float> on = load(q + j).compare(VectorOperators.GT, 0f);
        store(FloatVector.zero(S).blend(s.mul(load(base + w + j)), on), p + j);
      }
      if (j < cols) {
        VectorMask<Float> tail = below(j, cols);
        VectorMask<Float> on = load(q + j, tail).compare(VectorOperators.GT, 0f);
        store(FloatVector.zero(S).blend(s.mul(load(base + w + j, tail)), on), p + j, tail);
      }
    }
  }
}
