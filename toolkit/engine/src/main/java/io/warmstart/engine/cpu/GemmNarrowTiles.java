package io.warmstart.engine.cpu;

import static io.warmstart.engine.cpu.Lanes.ALL;
import static io.warmstart.engine.cpu.Lanes.LE;
import static io.warmstart.engine.cpu.Lanes.S;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

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

  /** Eight rows by one vector. */
  static void tile8x1(
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
    FloatVector c0x = FloatVector.fromMemorySegment(S, ALL, init << 2, LE);
    FloatVector c1x = FloatVector.fromMemorySegment(S, ALL, (init + initRow) << 2, LE);
    FloatVector c2x = FloatVector.fromMemorySegment(S, ALL, (init + 2 * initRow) << 2, LE);
    FloatVector c3x = FloatVector.fromMemorySegment(S, ALL, (init + 3 * initRow) << 2, LE);
    FloatVector c4x = FloatVector.fromMemorySegment(S, ALL, (init + 4 * initRow) << 2, LE);
    FloatVector c5x = FloatVector.fromMemorySegment(S, ALL, (init + 5 * initRow) << 2, LE);
    FloatVector c6x = FloatVector.fromMemorySegment(S, ALL, (init + 6 * initRow) << 2, LE);
    FloatVector c7x = FloatVector.fromMemorySegment(S, ALL, (init + 7 * initRow) << 2, LE);
    long p = a;
    long q = b;
    for (int k = 0; k < inner; k++) {
      FloatVector x = FloatVector.fromMemorySegment(S, ALL, q << 2, LE);
      FloatVector s = FloatVector.broadcast(S, ALL.get(JAVA_FLOAT, p << 2));
      c0x = s.fma(x, c0x);
      s = FloatVector.broadcast(S, ALL.get(JAVA_FLOAT, (p + sI) << 2));
      c1x = s.fma(x, c1x);
      s = FloatVector.broadcast(S, ALL.get(JAVA_FLOAT, (p + 2 * sI) << 2));
      c2x = s.fma(x, c2x);
      s = FloatVector.broadcast(S, ALL.get(JAVA_FLOAT, (p + 3 * sI) << 2));
      c3x = s.fma(x, c3x);
      s = FloatVector.broadcast(S, ALL.get(JAVA_FLOAT, (p + 4 * sI) << 2));
      c4x = s.fma(x, c4x);
      s = FloatVector.broadcast(S, ALL.get(JAVA_FLOAT, (p + 5 * sI) << 2));
      c5x = s.fma(x, c5x);
      s = FloatVector.broadcast(S, ALL.get(JAVA_FLOAT, (p + 6 * sI) << 2));
      c6x = s.fma(x, c6x);
      s = FloatVector.broadcast(S, ALL.get(JAVA_FLOAT, (p + 7 * sI) << 2));
      c7x = s.fma(x, c7x);
      p += sK;
      q += sB;
    }
    c0x.blend(floor, c0x.compare(VectorOperators.LE, floor)).intoMemorySegment(ALL, c << 2, LE);
    c1x.blend(floor, c1x.compare(VectorOperators.LE, floor))
        .intoMemorySegment(ALL, (c + ldc) << 2, LE);
    c2x.blend(floor, c2x.compare(VectorOperators.LE, floor))
        .intoMemorySegment(ALL, (c + 2 * ldc) << 2, LE);
    c3x.blend(floor, c3x.compare(VectorOperators.LE, floor))
        .intoMemorySegment(ALL, (c + 3 * ldc) << 2, LE);
    c4x.blend(floor, c4x.compare(VectorOperators.LE, floor))
        .intoMemorySegment(ALL, (c + 4 * ldc) << 2, LE);
    c5x.blend(floor, c5x.compare(VectorOperators.LE, floor))
        .intoMemorySegment(ALL, (c + 5 * ldc) << 2, LE);
    c6x.blend(floor, c6x.compare(VectorOperators.LE, floor))
        .intoMemorySegment(ALL, (c + 6 * ldc) << 2, LE);
    c7x.blend(floor, c7x.compare(VectorOperators.LE, floor))
        .intoMemorySegment(ALL, (c + 7 * ldc) << 2, LE);
  }

  /** Four rows by one vector. */
  static void tile4x1(
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
    FloatVector c0x = FloatVector.fromMemorySegment(S, ALL, init << 2, LE);
    FloatVector c1x = FloatVector.fromMemorySegment(S, ALL, (init + initRow) << 2, LE);
    FloatVector c2x = FloatVector.fromMemorySegment(S, ALL, (init + 2 * initRow) << 2, LE);
    FloatVector c3x = FloatVector.fromMemorySegment(S, ALL, (init + 3 * initRow) << 2, LE);
    long p = a;
    long q = b;
    for (int k = 0; k < inner; k++) {
      FloatVector x = FloatVector.fromMemorySegment(S, ALL, q << 2, LE);
      FloatVector s = FloatVector.broadcast(S, ALL.get(JAVA_FLOAT, p << 2));
      c0x = s.fma(x, c0x);
      s = FloatVector.broadcast(S, ALL.get(JAVA_FLOAT, (p + sI) << 2));
      c1x = s.fma(x, c1x);
      s = FloatVector.broadcast(S, ALL.get(JAVA_FLOAT, (p + 2 * sI) << 2));
      c2x = s.fma(x, c2x);
      s = FloatVector.broadcast(S, ALL.get(JAVA_FLOAT, (p + 3 * sI) << 2));
      c3x = s.fma(x, c3x);
      p += sK;
      q += sB;
    }
    c0x.blend(floor, c0x.compare(VectorOperators.LE, floor)).intoMemorySegment(ALL, c << 2, LE);
    c1x.blend(floor, c1x.compare(VectorOperators.LE, floor))
        .intoMemorySegment(ALL, (c + ldc) << 2, LE);
    c2x.blend(floor, c2x.compare(VectorOperators.LE, floor))
        .intoMemorySegment(ALL, (c + 2 * ldc) << 2, LE);
    c3x.blend(floor, c3x.compare(VectorOperators.LE, floor))
        .intoMemorySegment(ALL, (c + 3 * ldc) << 2, LE);
  }

  /** One row by one vector. */
  static void tile1x1(
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
    FloatVector c0x = FloatVector.fromMemorySegment(S, ALL, init << 2, LE);
    long p = a;
    long q = b;
    for (int k = 0; k < inner; k++) {
      FloatVector x = FloatVector.fromMemorySegment(S, ALL, q << 2, LE);
      FloatVector s = FloatVector.broadcast(S, ALL.get(JAVA_FLOAT, p << 2));
      c0x = s.fma(x, c0x);
      p += sK;
      q += sB;
    }
    c0x.blend(floor, c0x.compare(VectorOperators.LE, floor)).intoMemorySegment(ALL, c << 2, LE);
  }
}
