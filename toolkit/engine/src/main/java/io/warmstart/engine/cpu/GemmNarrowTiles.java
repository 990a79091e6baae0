package io.warmstart.engine.cpu;

import static io.warmstart.engine.cpu.Lanes.L;
import static io.warmstart.engine.cpu.Lanes.load;
import static io.warmstart.engine.cpu.Lanes.splat;
import static io.warmstart.engine.cpu.Lanes.store;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Register tiles of the matrix product, one vector wide.
 *
 * <p>Every element is one chain of fused multiply-adds over increasing k that starts at {@code
 * init}, so its bits depend neither on the tile nor on the species. {@code a} advances by {@code
 * sI} per row and {@code sK} per k, {@code b} by {@code sB} per k; {@code init} advances by {@code
 * initRow} per row. Results not above {@code floor} become {@code floor}: zero gives ReLU, negative
 * infinity nothing. NaN stays NaN.
 */
final class GemmNarrowTiles {
  private GemmNarrowTiles() {}

  private static FloatVector atLeast(FloatVector v, float floor) {
    return v.blend(floor, v.compare(VectorOperators.LE, floor));
  }

  /** Eight rows by one vector. */
  static void tile8x1(
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
    FloatVector c1x = load(m, init + initRow);
    FloatVector c2x = load(m, init + 2 * initRow);
    FloatVector c3x = load(m, init + 3 * initRow);
    FloatVector c4x = load(m, init + 4 * initRow);
    FloatVector c5x = load(m, init + 5 * initRow);
    FloatVector c6x = load(m, init + 6 * initRow);
    FloatVector c7x = load(m, init + 7 * initRow);
    long p = a;
    long q = b;
    for (int k = 0; k < inner; k++) {
      FloatVector x = load(m, q);
      FloatVector s = splat(m, p);
      c0x = s.fma(x, c0x);
      s = splat(m, p + sI);
      c1x = s.fma(x, c1x);
      s = splat(m, p + 2 * sI);
      c2x = s.fma(x, c2x);
      s = splat(m, p + 3 * sI);
      c3x = s.fma(x, c3x);
      s = splat(m, p + 4 * sI);
      c4x = s.fma(x, c4x);
      s = splat(m, p + 5 * sI);
      c5x = s.fma(x, c5x);
      s = splat(m, p + 6 * sI);
      c6x = s.fma(x, c6x);
      s = splat(m, p + 7 * sI);
      c7x = s.fma(x, c7x);
      p += sK;
      q += sB;
    }
    store(atLeast(c0x, floor), m, c);
    store(atLeast(c1x, floor), m, c + ldc);
    store(atLeast(c2x, floor), m, c + 2 * ldc);
    store(atLeast(c3x, floor), m, c + 3 * ldc);
    store(atLeast(c4x, floor), m, c + 4 * ldc);
    store(atLeast(c5x, floor), m, c + 5 * ldc);
    store(atLeast(c6x, floor), m, c + 6 * ldc);
    store(atLeast(c7x, floor), m, c + 7 * ldc);
  }

  /** Four rows by one vector. */
  static void tile4x1(
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
    FloatVector c1x = load(m, init + initRow);
    FloatVector c2x = load(m, init + 2 * initRow);
    FloatVector c3x = load(m, init + 3 * initRow);
    long p = a;
    long q = b;
    for (int k = 0; k < inner; k++) {
      FloatVector x = load(m, q);
      FloatVector s = splat(m, p);
      c0x = s.fma(x, c0x);
      s = splat(m, p + sI);
      c1x = s.fma(x, c1x);
      s = splat(m, p + 2 * sI);
      c2x = s.fma(x, c2x);
      s = splat(m, p + 3 * sI);
      c3x = s.fma(x, c3x);
      p += sK;
      q += sB;
    }
    store(atLeast(c0x, floor), m, c);
    store(atLeast(c1x, floor), m, c + ldc);
    store(atLeast(c2x, floor), m, c + 2 * ldc);
    store(atLeast(c3x, floor), m, c + 3 * ldc);
  }

  /** One row by one vector. */
  static void tile1x1(
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
    long p = a;
    long q = b;
    for (int k = 0; k < inner; k++) {
      FloatVector x = load(m, q);
      FloatVector s = splat(m, p);
      c0x = s.fma(x, c0x);
      p += sK;
      q += sB;
    }
    store(atLeast(c0x, floor), m, c);
  }
}
