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
 *
 * <p>The vector API is called directly, not through {@link Lanes}: C2 stops inlining ordinary
 * methods in a large one. Two row pointers and three strides, all in bytes, keep every address in a
 * register.
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
    long p = a << 2;
    long u = (a + 4 * sI) << 2;
    long q = b << 2;
    long s1 = sI << 2;
    long s2 = sI << 3;
    long s3 = s1 + s2;
    long stepA = sK << 2;
    long stepB = sB << 2;
    for (int k = 0; k < inner; k++) {
      FloatVector x = FloatVector.fromMemorySegment(S, ALL, q, LE);
      FloatVector s = FloatVector.broadcast(S, ALL.get(JAVA_FLOAT, p));
      c0x = s.fma(x, c0x);
      s = FloatVector.broadcast(S, ALL.get(JAVA_FLOAT, p + s1));
      c1x = s.fma(x, c1x);
      s = FloatVector.broadcast(S, ALL.get(JAVA_FLOAT, p + s2));
      c2x = s.fma(x, c2x);
      s = FloatVector.broadcast(S, ALL.get(JAVA_FLOAT, p + s3));
      c3x = s.fma(x, c3x);
      s = FloatVector.broadcast(S, ALL.get(JAVA_FLOAT, u));
      c4x = s.fma(x, c4x);
      s = FloatVector.broadcast(S, ALL.get(JAVA_FLOAT, u + s1));
      c5x = s.fma(x, c5x);
      s = FloatVector.broadcast(S, ALL.get(JAVA_FLOAT, u + s2));
      c6x = s.fma(x, c6x);
      s = FloatVector.broadcast(S, ALL.get(JAVA_FLOAT, u + s3));
      c7x = s.fma(x, c7x);
      p += stepA;
      u += stepA;
      q += stepB;
    }
    FloatVector least = FloatVector.broadcast(S, floor);
    c0x = c0x.blend(least, c0x.compare(VectorOperators.LE, least));
    c0x.intoMemorySegment(ALL, c << 2, LE);
    c1x = c1x.blend(least, c1x.compare(VectorOperators.LE, least));
    c1x.intoMemorySegment(ALL, (c + ldc) << 2, LE);
    c2x = c2x.blend(least, c2x.compare(VectorOperators.LE, least));
    c2x.intoMemorySegment(ALL, (c + 2 * ldc) << 2, LE);
    c3x = c3x.blend(least, c3x.compare(VectorOperators.LE, least));
    c3x.intoMemorySegment(ALL, (c + 3 * ldc) << 2, LE);
    c4x = c4x.blend(least, c4x.compare(VectorOperators.LE, least));
    c4x.intoMemorySegment(ALL, (c + 4 * ldc) << 2, LE);
    c5x = c5x.blend(least, c5x.compare(VectorOperators.LE, least));
    c5x.intoMemorySegment(ALL, (c + 5 * ldc) << 2, LE);
    c6x = c6x.blend(least, c6x.compare(VectorOperators.LE, least));
    c6x.intoMemorySegment(ALL, (c + 6 * ldc) << 2, LE);
    c7x = c7x.blend(least, c7x.compare(VectorOperators.LE, least));
    c7x.intoMemorySegment(ALL, (c + 7 * ldc) << 2, LE);
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
    long p = a << 2;
    long q = b << 2;
    long s1 = sI << 2;
    long s2 = sI << 3;
    long s3 = s1 + s2;
    long stepA = sK << 2;
    long stepB = sB << 2;
    for (int k = 0; k < inner; k++) {
      FloatVector x = FloatVector.fromMemorySegment(S, ALL, q, LE);
      FloatVector s = FloatVector.broadcast(S, ALL.get(JAVA_FLOAT, p));
      c0x = s.fma(x, c0x);
      s = FloatVector.broadcast(S, ALL.get(JAVA_FLOAT, p + s1));
      c1x = s.fma(x, c1x);
      s = FloatVector.broadcast(S, ALL.get(JAVA_FLOAT, p + s2));
      c2x = s.fma(x, c2x);
      s = FloatVector.broadcast(S, ALL.get(JAVA_FLOAT, p + s3));
      c3x = s.fma(x, c3x);
      p += stepA;
      q += stepB;
    }
    FloatVector least = FloatVector.broadcast(S, floor);
    c0x = c0x.blend(least, c0x.compare(VectorOperators.LE, least));
    c0x.intoMemorySegment(ALL, c << 2, LE);
    c1x = c1x.blend(least, c1x.compare(VectorOperators.LE, least));
    c1x.intoMemorySegment(ALL, (c + ldc) << 2, LE);
    c2x = c2x.blend(least, c2x.compare(VectorOperators.LE, least));
    c2x.intoMemorySegment(ALL, (c + 2 * ldc) << 2, LE);
    c3x = c3x.blend(least, c3x.compare(VectorOperators.LE, least));
    c3x.intoMemorySegment(ALL, (c + 3 * ldc) << 2, LE);
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
    long p = a << 2;
    long q = b << 2;
    long stepA = sK << 2;
    long stepB = sB << 2;
    for (int k = 0; k < inner; k++) {
      FloatVector x = FloatVector.fromMemorySegment(S, ALL, q, LE);
      FloatVector s = FloatVector.broadcast(S, ALL.get(JAVA_FLOAT, p));
      c0x = s.fma(x, c0x);
      p += stepA;
      q += stepB;
    }
    FloatVector least = FloatVector.broadcast(S, floor);
    c0x = c0x.blend(least, c0x.compare(VectorOperators.LE, least));
    c0x.intoMemorySegment(ALL, c << 2, LE);
  }
}
