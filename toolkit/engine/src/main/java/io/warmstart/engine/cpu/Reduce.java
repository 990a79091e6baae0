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
 * Sums in an order fixed by the shape alone. Rows are added in increasing order, elements of a row
 * over sixteen lanes that are joined by a fixed tree.
 */
final class Reduce {
  private static final int BLOCK = 4 * LOGICAL;

  private Reduce() {}

  /** out [cols] = sum of the rows of x [rows, cols]. */
  static void columnSums(MemorySegment m, long x, int ldx, int rows, int cols, long out) {
    long base = base(m);
    int j = 0;
    for (; j + 8 * L <= cols; j += 8 * L) {
      wideColumnSums(base + x + j, ldx, rows, base + out + j);
    }
    for (; j < cols; j += 2 * L) {
      FloatVector low = FloatVector.zero(S);
      FloatVector high = low;
      VectorMask<Float> first = S.indexInRange(j, cols);
      VectorMask<Float> second = S.indexInRange(j + L, cols);
      for (int i = 0; i < rows; i++) {
        long p = base + x + (long) i * ldx + j;
        low = low.add(FloatVector.fromMemorySegment(S, ALL, p << 2, LE, first));
        high = high.add(FloatVector.fromMemorySegment(S, ALL, (p + L) << 2, LE, second));
      }
      low.intoMemorySegment(ALL, (base + out + j) << 2, LE, first);
      high.intoMemorySegment(ALL, (base + out + j + L) << 2, LE, second);
    }
  }

  /** Eight vectors side by side: whole cache lines of each row, and sums that do not wait. */
  private static void wideColumnSums(long x, int ldx, int rows, long out) {
    FloatVector a = FloatVector.zero(S);
    FloatVector b = a;
    FloatVector c = a;
    FloatVector d = a;
    FloatVector e = a;
    FloatVector f = a;
    FloatVector g = a;
    FloatVector h = a;
    for (int i = 0; i < rows; i++) {
      long p = x + (long) i * ldx;
      a = a.add(FloatVector.fromMemorySegment(S, ALL, p << 2, LE));
      b = b.add(FloatVector.fromMemorySegment(S, ALL, (p + L) << 2, LE));
      c = c.add(FloatVector.fromMemorySegment(S, ALL, (p + 2 * L) << 2, LE));
      d = d.add(FloatVector.fromMemorySegment(S, ALL, (p + 3 * L) << 2, LE));
      e = e.add(FloatVector.fromMemorySegment(S, ALL, (p + 4 * L) << 2, LE));
      f = f.add(FloatVector.fromMemorySegment(S, ALL, (p + 5 * L) << 2, LE));
      g = g.add(FloatVector.fromMemorySegment(S, ALL, (p + 6 * L) << 2, LE));
      h = h.add(FloatVector.fromMemorySegment(S, ALL, (p + 7 * L) << 2, LE));
    }
    a.intoMemorySegment(ALL, out << 2, LE);
    b.intoMemorySegment(ALL, (out + L) << 2, LE);
    c.intoMemorySegment(ALL, (out + 2 * L) << 2, LE);
    d.intoMemorySegment(ALL, (out + 3 * L) << 2, LE);
    e.intoMemorySegment(ALL, (out + 4 * L) << 2, LE);
    f.intoMemorySegment(ALL, (out + 5 * L) << 2, LE);
    g.intoMemorySegment(ALL, (out + 6 * L) << 2, LE);
    h.intoMemorySegment(ALL, (out + 7 * L) << 2, LE);
  }

  /** out [rows] = sum over the last axis of x [rows, cols]. */
  static void rowSums(MemorySegment m, long x, int ldx, int rows, int cols, long out) {
    long base = base(m);
    for (int i = 0; i < rows; i++) {
      set(base + out + i, sumRow(base + x + (long) i * ldx, cols));
    }
  }

  /** Sum of n floats from an absolute address. */
  static float sumRow(long x, int n) {
    FloatVector total = FloatVector.zero(S);
    for (int lane = 0; lane < 8; lane += L) {
      FloatVector pair = FloatVector.zero(S);
      for (int start = lane; start < LOGICAL; start += FOLD) {
        FloatVector sum = FloatVector.zero(S);
        int j = start;
        for (; j + L <= n; j += LOGICAL) {
          sum = sum.add(FloatVector.fromMemorySegment(S, ALL, (x + j) << 2, LE));
        }
        if (j < n) {
          VectorMask<Float> mask = S.indexInRange(j, n);
          sum = sum.add(FloatVector.fromMemorySegment(S, ALL, (x + j) << 2, LE, mask));
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

  /** out [1] = sum of n contiguous floats, pads included because they are zero. */
  static void total(MemorySegment m, long x, int n, long out) {
    long at = base(m) + x;
    int full = n & -BLOCK;
    FloatVector total = FloatVector.zero(S);
    for (int lane = 0; lane < 8; lane += L) {
      FloatVector pair = FloatVector.zero(S);
      for (int start = lane; start < LOGICAL; start += FOLD) {
        FloatVector a = FloatVector.zero(S);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        int j = start;
        for (; j < full; j += BLOCK) {
          a = a.add(FloatVector.fromMemorySegment(S, ALL, (at + j) << 2, LE));
          b = b.add(FloatVector.fromMemorySegment(S, ALL, (at + j + LOGICAL) << 2, LE));
          c = c.add(FloatVector.fromMemorySegment(S, ALL, (at + j + 2 * LOGICAL) << 2, LE));
          d = d.add(FloatVector.fromMemorySegment(S, ALL, (at + j + 3 * LOGICAL) << 2, LE));
        }
        for (; j < n; j += LOGICAL) {
          a = a.add(FloatVector.fromMemorySegment(S, ALL, (at + j) << 2, LE, S.indexInRange(j, n)));
        }
        pair = pair.add(a.add(b).add(c.add(d)));
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
    set(base(m) + out, total.add(total.rearrange(Lanes.BY_1)).lane(0));
  }

  /** out [1] = sum of squares of n contiguous floats, such as all gradients of one optimiser. */
  static void sumOfSquares(MemorySegment m, long x, int n, long out) {
    long at = base(m) + x;
    int full = n & -BLOCK;
    FloatVector total = FloatVector.zero(S);
    for (int lane = 0; lane < 8; lane += L) {
      FloatVector pair = FloatVector.zero(S);
      for (int start = lane; start < LOGICAL; start += FOLD) {
        FloatVector a = FloatVector.zero(S);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        int j = start;
        for (; j < full; j += BLOCK) {
          FloatVector v = FloatVector.fromMemorySegment(S, ALL, (at + j) << 2, LE);
          a = v.fma(v, a);
          v = FloatVector.fromMemorySegment(S, ALL, (at + j + LOGICAL) << 2, LE);
          b = v.fma(v, b);
          v = FloatVector.fromMemorySegment(S, ALL, (at + j + 2 * LOGICAL) << 2, LE);
          c = v.fma(v, c);
          v = FloatVector.fromMemorySegment(S, ALL, (at + j + 3 * LOGICAL) << 2, LE);
          d = v.fma(v, d);
        }
        for (; j < n; j += LOGICAL) {
          FloatVector v =
              FloatVector.fromMemorySegment(S, ALL, (at + j) << 2, LE, S.indexInRange(j, n));
          a = v.fma(v, a);
        }
        pair = pair.add(a.add(b).add(c.add(d)));
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
    set(base(m) + out, total.add(total.rearrange(Lanes.BY_1)).lane(0));
  }

  /** out [n] = sum over e, in order, of x[e] for members {@code stride} floats apart. */
  static void memberSums(MemorySegment m, long x, long stride, int members, int n, long out) {
    long base = base(m);
    for (int j = 0; j < n; j += L) {
      VectorMask<Float> mask = S.indexInRange(j, n);
      FloatVector sum = FloatVector.zero(S);
      for (int e = 0; e < members; e++) {
        sum =
            sum.add(
                FloatVector.fromMemorySegment(S, ALL, (base + x + e * stride + j) << 2, LE, mask));
      }
      sum.intoMemorySegment(ALL, (base + out + j) << 2, LE, mask);
    }
  }

  /**
   * Sum over any axes of up to four: every element of x is added to the output element that its
   * index maps to, in row-major order of x. An axis that is summed has output stride 0. The output
   * elements must be zero before.
   *
   * @param sizes sizes of the four axes, 1 where unused
   * @param strides strides of x
   * @param outStrides strides of the output
   */
  static void strided(
      MemorySegment m, long x, int[] sizes, int[] strides, long out, int[] outStrides) {
    long base = base(m);
    for (int i = 0; i < sizes[0]; i++) {
      for (int j = 0; j < sizes[1]; j++) {
        for (int k = 0; k < sizes[2]; k++) {
          long p = base + x + (long) i * strides[0] + (long) j * strides[1] + (long) k * strides[2];
          long q =
              base
                  + out
                  + (long) i * outStrides[0]
                  + (long) j * outStrides[1]
                  + (long) k * outStrides[2];
          for (int n = 0; n < sizes[3]; n++) {
            long o = q + (long) n * outStrides[3];
            set(o, get(o) + get(p + (long) n * strides[3]));
          }
        }
      }
    }
  }
}
