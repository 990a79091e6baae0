package io.warmstart.engine.cpu;

import static io.warmstart.engine.cpu.Lanes.L;
import static io.warmstart.engine.cpu.Lanes.LOGICAL;
import static io.warmstart.engine.cpu.Lanes.S;
import static io.warmstart.engine.cpu.Lanes.base;
import static io.warmstart.engine.cpu.Lanes.below;
import static io.warmstart.engine.cpu.Lanes.load;
import static io.warmstart.engine.cpu.Lanes.set;
import static io.warmstart.engine.cpu.Lanes.store;

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
        store(load(p + j).sub(mean).mul(r), o + j);
      }
      if (j < cols) {
        VectorMask<Float> tail = below(j, cols);
        store(load(p + j, tail).sub(mean).mul(r), o + j, tail);
      }
    }
  }

  /** out = y scale + shift. */
  static void affine(
      MemorySegment m,
      long x,
      int ldx,
      int rows,
      int cols,
      float epsilon,
      long scale,
      long shift,
      long out,
      int ldo) {
    affine(base(m), x, ldx, rows, cols, epsilon, scale, shift, Float.NEGATIVE_INFINITY, out, ldo);
  }

  /** out = relu(y scale + shift). */
  static void affineRelu(
      MemorySegment m,
      long x,
      int ldx,
      int rows,
      int cols,
      float epsilon,
      long scale,
      long shift,
      long out,
      int ldo) {
    affine(base(m), x, ldx, rows, cols, epsilon, scale, shift, 0f, out, ldo);
  }

  private static void affine(
      long base,
      long x,
      int ldx,
      int rows,
      int cols,
      float epsilon,
      long scale,
      long shift,
      float floor,
      long out,
      int ldo) {
    for (int i = 0; i < rows; i++) {
      long p = base + x + (long) i * ldx;
      long o = base + out + (long) i * ldo;
      float mean = Reduce.sumRow(p, cols) / cols;
      float r = inverseDeviation(p, cols, mean, epsilon);
      int j = 0;
      for (; j + L <= cols; j += L) {
        FloatVector y = load(p + j).sub(mean).mul(r);
        FloatVector v = y.fma(load(base + scale + j), load(base + shift + j));
        store(v.blend(floor, v.compare(VectorOperators.LE, floor)), o + j);
      }
      if (j < cols) {
        VectorMask<Float> tail = below(j, cols);
        FloatVector y = load(p + j, tail).sub(mean).mul(r);
        FloatVector v = y.fma(load(base + scale + j, tail), load(base + shift + j, tail));
        store(v.blend(floor, v.compare(VectorOperators.LE, floor)), o + j, tail);
      }
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
      float meanGy = r * productRow(p, q, cols, mean) / cols;
      pullRow(p, q, cols, mean, r, meanG, meanGy, base + out + (long) i * ldo);
    }
  }

  private static void pullRow(
      long x, long g, int cols, float mean, float r, float meanG, float meanGy, long out) {
    int j = 0;
    for (; j + L <= cols; j += L) {
      FloatVector y = load(x + j).sub(mean).mul(r);
      store(y.fma(splat(-meanGy), load(g + j).sub(meanG)).mul(r), out + j);
    }
    if (j < cols) {
      VectorMask<Float> tail = below(j, cols);
      FloatVector y = load(x + j, tail).sub(mean).mul(r);
      store(y.fma(splat(-meanGy), load(g + j, tail).sub(meanG)).mul(r), out + j, tail);
    }
  }

  private static FloatVector splat(float value) {
    return FloatVector.broadcast(S, value);
  }

  private static float inverseDeviation(long x, int n, float mean, float epsilon) {
    return (float) (1 / Math.sqrt(productRow(x, x, n, mean, mean) / n + epsilon));
  }

  /** Sum of (x - mean) g. */
  private static float productRow(long x, long g, int n, float mean) {
    return productRow(x, g, n, mean, 0f);
  }

  /** Sum of (x - shiftX) (g - shiftG). */
  private static float productRow(long x, long g, int n, float shiftX, float shiftG) {
    FloatVector sum = productLanes(x, g, n, shiftX, shiftG, 0);
    if (L == 8) {
      sum = sum.add(productLanes(x, g, n, shiftX, shiftG, 8));
    } else if (L == 4) {
      sum =
          sum.add(productLanes(x, g, n, shiftX, shiftG, 8))
              .add(
                  productLanes(x, g, n, shiftX, shiftG, 4)
                      .add(productLanes(x, g, n, shiftX, shiftG, 12)));
    }
    return Lanes.sum(sum);
  }

  private static FloatVector productLanes(
      long x, long g, int n, float shiftX, float shiftG, int lane) {
    FloatVector sum = FloatVector.zero(S);
    int j = lane;
    for (; j + L <= n; j += LOGICAL) {
      sum = load(x + j).sub(shiftX).fma(load(g + j).sub(shiftG), sum);
    }
    if (j < n) {
      VectorMask<Float> tail = below(j, n);
      FloatVector second = FloatVector.zero(S).blend(load(g + j, tail).sub(shiftG), tail);
      sum = load(x + j, tail).sub(shiftX).fma(second, sum);
    }
    return sum;
  }
}
