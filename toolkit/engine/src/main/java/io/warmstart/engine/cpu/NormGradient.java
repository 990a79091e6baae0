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

/**
 * Gradient of {@code y scale + shift} with {@code y = (x - mean) r} from the statistics that the
 * forward pass kept, in one pass over each row. For the incoming gradient d [rows, cols]: {@code g
 * = d scale}, {@code dx = r (g - mean(g) - y mean(g y))}; the gradients of scale and shift and the
 * sum of dx over rows are [cols], added up in the order of the rows.
 */
final class NormGradient {
  /** Floats of scratch before the first 16: two sums of one row. */
  private static final int SUMS = 16;

  private NormGradient() {}

  /** Floats of scratch: the sums of a row and three gradients, for those that nobody wants. */
  static int scratchFloats(int cols) {
    return SUMS + 3 * Lanes.padded(cols);
  }

  /**
   * Where the sums over rows go.
   *
   * @param scale offset of the gradient of the scale, or -1
   * @param shift offset of the gradient of the shift, or -1
   * @param rows offset of the sum of dx, or -1
   */
  record Sums(long scale, long shift, long rows) {}

  /** The whole gradient. */
  static void run(
      MemorySegment m,
      long x,
      int ldx,
      long d,
      int ldd,
      long scale,
      long mean,
      long inverse,
      int rows,
      int cols,
      long out,
      int ldo,
      Sums sums,
      long scratch) {
    long base = base(m);
    int width = Lanes.padded(cols);
    long spare = base + scratch + SUMS;
    long toScale = sums.scale() < 0 ? spare : base + sums.scale();
    long toShift = sums.shift() < 0 ? spare + width : base + sums.shift();
    long toRows = sums.rows() < 0 ? spare + 2L * width : base + sums.rows();
    clear(toScale, width);
    clear(toShift, width);
    clear(toRows, width);
    for (int i = 0; i < rows; i++) {
      long p = base + x + (long) i * ldx;
      long q = base + d + (long) i * ldd;
      float average = get(base + mean + i);
      float r = get(base + inverse + i);
      rowSums(p, q, base + scale, cols, average, base + scratch);
      float meanG = get(base + scratch) / cols;
      float meanGy = r * get(base + scratch + 1) / cols;
      row(
          p,
          q,
          base + scale,
          cols,
          average,
          r,
          meanG,
          meanGy,
          base + out + (long) i * ldo,
          toScale,
          toShift,
          toRows);
    }
  }

  /** A padded row of zeros. */
  private static void clear(long row, int width) {
    for (int j = 0; j < width; j += L) {
      FloatVector.zero(S).intoMemorySegment(ALL, (row + j) << 2, LE);
    }
  }

  /** out[0] = sum of d scale, out[1] = sum of d scale (x - mean). */
  private static void rowSums(long x, long d, long scale, int n, float mean, long out) {
    FloatVector plain = FloatVector.zero(S);
    FloatVector along = FloatVector.zero(S);
    for (int lane = 0; lane < 8; lane += L) {
      FloatVector pair = FloatVector.zero(S);
      FloatVector pairAlong = FloatVector.zero(S);
      for (int start = lane; start < LOGICAL; start += FOLD) {
        FloatVector sum = FloatVector.zero(S);
        FloatVector sumAlong = FloatVector.zero(S);
        int j = start;
        for (; j + L <= n; j += LOGICAL) {
          FloatVector g =
              FloatVector.fromMemorySegment(S, ALL, (d + j) << 2, LE)
                  .mul(FloatVector.fromMemorySegment(S, ALL, (scale + j) << 2, LE));
          sum = sum.add(g);
          sumAlong =
              FloatVector.fromMemorySegment(S, ALL, (x + j) << 2, LE).sub(mean).fma(g, sumAlong);
        }
        if (j < n) {
          VectorMask<Float> tail = S.indexInRange(j, n);
          FloatVector g =
              FloatVector.fromMemorySegment(S, ALL, (d + j) << 2, LE, tail)
                  .mul(FloatVector.fromMemorySegment(S, ALL, (scale + j) << 2, LE, tail));
          sum = sum.add(g);
          sumAlong =
              FloatVector.fromMemorySegment(S, ALL, (x + j) << 2, LE, tail)
                  .sub(mean)
                  .fma(g, sumAlong);
        }
        pair = pair.add(sum);
        pairAlong = pairAlong.add(sumAlong);
      }
      plain = plain.add(pair);
      along = along.add(pairAlong);
    }
    if (L >= 16) {
      plain = plain.add(plain.rearrange(Lanes.BY_8));
      along = along.add(along.rearrange(Lanes.BY_8));
    }
    if (L >= 8) {
      plain = plain.add(plain.rearrange(Lanes.BY_4));
      along = along.add(along.rearrange(Lanes.BY_4));
    }
    plain = plain.add(plain.rearrange(Lanes.BY_2));
    along = along.add(along.rearrange(Lanes.BY_2));
    set(out, plain.add(plain.rearrange(Lanes.BY_1)).lane(0));
    set(out + 1, along.add(along.rearrange(Lanes.BY_1)).lane(0));
  }

  private static void row(
      long x,
      long d,
      long scale,
      int n,
      float mean,
      float r,
      float meanG,
      float meanGy,
      long out,
      long toScale,
      long toShift,
      long toRows) {
    FloatVector slope = FloatVector.broadcast(S, -meanGy);
    int j = 0;
    for (; j + L <= n; j += L) {
      FloatVector y = FloatVector.fromMemorySegment(S, ALL, (x + j) << 2, LE).sub(mean).mul(r);
      FloatVector v = FloatVector.fromMemorySegment(S, ALL, (d + j) << 2, LE);
      FloatVector g = v.mul(FloatVector.fromMemorySegment(S, ALL, (scale + j) << 2, LE));
      FloatVector dx = y.fma(slope, g.sub(meanG)).mul(r);
      dx.intoMemorySegment(ALL, (out + j) << 2, LE);
      FloatVector.fromMemorySegment(S, ALL, (toScale + j) << 2, LE)
          .add(v.mul(y))
          .intoMemorySegment(ALL, (toScale + j) << 2, LE);
      FloatVector.fromMemorySegment(S, ALL, (toShift + j) << 2, LE)
          .add(v)
          .intoMemorySegment(ALL, (toShift + j) << 2, LE);
      FloatVector.fromMemorySegment(S, ALL, (toRows + j) << 2, LE)
          .add(dx)
          .intoMemorySegment(ALL, (toRows + j) << 2, LE);
    }
    if (j < n) {
      tail(
          x + j,
          d + j,
          scale + j,
          n - j,
          mean,
          r,
          meanG,
          meanGy,
          out + j,
          toScale + j,
          toShift + j,
          toRows + j);
    }
  }

  /** In a method of its own: C2 stops inlining when a method has grown, and then boxes vectors. */
  private static void tail(
      long x,
      long d,
      long scale,
      int n,
      float mean,
      float r,
      float meanG,
      float meanGy,
      long out,
      long toScale,
      long toShift,
      long toRows) {
    VectorMask<Float> tail = S.indexInRange(0, n);
    FloatVector y = FloatVector.fromMemorySegment(S, ALL, x << 2, LE, tail).sub(mean).mul(r);
    FloatVector v = FloatVector.fromMemorySegment(S, ALL, d << 2, LE, tail);
    FloatVector g = v.mul(FloatVector.fromMemorySegment(S, ALL, scale << 2, LE, tail));
    FloatVector dx = y.fma(FloatVector.broadcast(S, -meanGy), g.sub(meanG)).mul(r);
    dx.intoMemorySegment(ALL, out << 2, LE, tail);
    FloatVector.fromMemorySegment(S, ALL, toScale << 2, LE, tail)
        .add(v.mul(y))
        .intoMemorySegment(ALL, toScale << 2, LE, tail);
    FloatVector.fromMemorySegment(S, ALL, toShift << 2, LE, tail)
        .add(v)
        .intoMemorySegment(ALL, toShift << 2, LE, tail);
    FloatVector.fromMemorySegment(S, ALL, toRows << 2, LE, tail)
        .add(dx)
        .intoMemorySegment(ALL, toRows << 2, LE, tail);
  }
}
