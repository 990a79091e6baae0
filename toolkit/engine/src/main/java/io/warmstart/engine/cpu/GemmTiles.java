package io.warmstart.engine.cpu;

import static io.warmstart.engine.cpu.Lanes.L;
import static io.warmstart.engine.cpu.Lanes.load;
import static io.warmstart.engine.cpu.Lanes.splat;
import static io.warmstart.engine.cpu.Lanes.store;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Register tiles of the matrix product, two vectors wide.
 *
 * <p>Every element is one chain of fused multiply-adds over increasing k that starts at {@code
 * init}, so its bits depend neither on the tile nor on the species. {@code a} advances by {@code
 * sI} per row and {@code sK} per k, {@code b} by {@code sB} per k; {@code init} advances by {@code
 * initRow} per row. Results not above {@code floor} become {@code floor}: zero gives ReLU, negative
 * infinity nothing. NaN stays NaN.
 */
final class GemmTiles {
  private GemmTiles() {}

  private static FloatVector atLeast(FloatVector v, float floor) {
    return v.blend(floor, v.compare(VectorOperators.LE, floor));
  }

  /** Eight rows by two vectors. */
  static void tile8x2(
      MemorySegment m,
      long a,
      long sI,
      long sK,
      long b,
      long sB,
      int inner,
      long init,
      long initRow,
      long c,
      long ldc,
      float floor) {
    FloatVector c0x = load(m, init);
    FloatVector c0y = load(m, init + L);
    FloatVector c1x = load(m, init + initRow);
    FloatVector c1y = load(m, init + initRow + L);
    FloatVector c2x = load(m, init + 2 * initRow);
    FloatVector c2y = load(m, init + 2 * initRow + L);
    FloatVector c3x = load(m, init + 3 * initRow);
    FloatVector c3y = load(m, init + 3 * initRow + L);
    FloatVector c4x = load(m, init + 4 * initRow);
    FloatVector c4y = load(m, init + 4 * initRow + L);
    FloatVector c5x = load(m, init + 5 * initRow);
    FloatVector c5y = load(m, init + 5 * initRow + L);
    FloatVector c6x = load(m, init + 6 * initRow);
    FloatVector c6y = load(m, init + 6 * initRow + L);
    FloatVector c7x = load(m, init + 7 * initRow);
    FloatVector c7y = load(m, init + 7 * initRow + L);
    long p = a;
    long q = b;
    for (int k = 0; k < inner; k++) {
      FloatVector x = load(m, q);
      FloatVector y = load(m, q + L);
      FloatVector s = splat(m, p);
      c0x = s.fma(x, c0x);
      c0y = s.fma(y, c0y);
      s = splat(m, p + sI);
      c1x = s.fma(x, c1x);
      c1y = s.fma(y, c1y);
      s = splat(m, p + 2 * sI);
      c2x = s.fma(x, c2x);
      c2y = s.fma(y, c2y);
      s = splat(m, p + 3 * sI);
      c3x = s.fma(x, c3x);
      c3y = s.fma(y, c3y);
      s = splat(m, p + 4 * sI);
      c4x = s.fma(x, c4x);
      c4y = s.fma(y, c4y);
      s = splat(m, p + 5 * sI);
      c5x = s.fma(x, c5x);
      c5y = s.fma(y, c5y);
      s = splat(m, p + 6 * sI);
      c6x = s.fma(x, c6x);
      c6y = s.fma(y, c6y);
      s = splat(m, p + 7 * sI);
      c7x = s.fma(x, c7x);
      c7y = s.fma(y, c7y);
      p += sK;
      q += sB;
    }
    store(atLeast(c0x, floor), m, c);
    store(atLeast(c0y, floor), m, c + L);
    store(atLeast(c1x, floor), m, c + ldc);
    store(atLeast(c1y, floor), m, c + ldc + L);
    store(atLeast(c2x, floor), m, c + 2 * ldc);
    store(atLeast(c2y, floor), m, c + 2 * ldc + L);
    store(atLeast(c3x, floor), m, c + 3 * ldc);
    store(atLeast(c3y, floor), m, c + 3 * ldc + L);
    store(atLeast(c4x, floor), m, c + 4 * ldc);
    store(atLeast(c4y, floor), m, c + 4 * ldc + L);
    store(atLeast(c5x, floor), m, c + 5 * ldc);
    store(atLeast(c5y, floor), m, c + 5 * ldc + L);
    store(atLeast(c6x, floor), m, c + 6 * ldc);
    store(atLeast(c6y, floor), m, c + 6 * ldc + L);
    store(atLeast(c7x, floor), m, c + 7 * ldc);
    store(atLeast(c7y, floor), m, c + 7 * ldc + L);
  }

  /** Four rows by two vectors. */
  static void tile4x2(
      MemorySegment m,
      long a,
      long sI,
      long sK,
      long b,
      long sB,
      int inner,
      long init,
      long initRow,
      long c,
      long ldc,
      float floor) {
    FloatVector c0x = load(m, init);
    FloatVector c0y = load(m, init + L);
    FloatVector c1x = load(m, init + initRow);
    FloatVector c1y = load(m, init + initRow + L);
    FloatVector c2x = load(m, init + 2 * initRow);
    FloatVector c2y = load(m, init + 2 * initRow + L);
    FloatVector c3x = load(m, init + 3 * initRow);
    FloatVector c3y = load(m, init + 3 * initRow + L);
    long p = a;
    long q = b;
    for (int k = 0; k < inner; k++) {
      FloatVector x = load(m, q);
      FloatVector y = load(m, q + L);
      FloatVector s = splat(m, p);
      c0x = s.fma(x, c0x);
      c0y = s.fma(y, c0y);
      s = splat(m, p + sI);
      c1x = s.fma(x, c1x);
      c1y = s.fma(y, c1y);
      s = splat(m, p + 2 * sI);
      c2x = s.fma(x, c2x);
      c2y = s.fma(y, c2y);
      s = splat(m, p + 3 * sI);
      c3x = s.fma(x, c3x);
      c3y = s.fma(y, c3y);
      p += sK;
      q += sB;
    }
    store(atLeast(c0x, floor), m, c);
    store(atLeast(c0y, floor), m, c + L);
    store(atLeast(c1x, floor), m, c + ldc);
    store(atLeast(c1y, floor), m, c + ldc + L);
    store(atLeast(c2x, floor), m, c + 2 * ldc);
    store(atLeast(c2y, floor), m, c + 2 * ldc + L);
    store(atLeast(c3x, floor), m, c + 3 * ldc);
    store(atLeast(c3y, floor), m, c + 3 * ldc + L);
  }

  /** One row by two vectors. */
  static void tile1x2(
      MemorySegment m,
      long a,
      long sI,
      long sK,
      long b,
      long sB,
      int inner,
      long init,
      long initRow,
      long c,
      long ldc,
      float floor) {
    FloatVector c0x = load(m, init);
    FloatVector c0y = load(m, init + L);
    long p = a;
    long q = b;
    for (int k = 0; k < inner; k++) {
      FloatVector x = load(m, q);
      FloatVector y = load(m, q + L);
      FloatVector s = splat(m, p);
      c0x = s.fma(x, c0x);
      c0y = s.fma(y, c0y);
      p += sK;
      q += sB;
    }
    store(atLeast(c0x, floor), m, c);
    store(atLeast(c0y, floor), m, c + L);
  }
}
