package io.warmstart.engine.cpu;

import static io.warmstart.engine.cpu.Lanes.ALL;
import static io.warmstart.engine.cpu.Lanes.L;
import static io.warmstart.engine.cpu.Lanes.LE;
import static io.warmstart.engine.cpu.Lanes.S;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

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
 *
 * <p>The vector API is called directly, not through {@link Lanes}: C2 stops inlining ordinary
 * methods in a large one. Two row pointers and three strides, all in bytes, keep every address in a
 * register.
 */
final class GemmTiles {
  private GemmTiles() {}

  /** Eight rows by two vectors. */
  static void tile8x2(
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
    FloatVector c0y = FloatVector.fromMemorySegment(S, ALL, (init + L) << 2, LE);
    FloatVector c1x = FloatVector.fromMemorySegment(S, ALL, (init + initRow) << 2, LE);
    FloatVector c1y = FloatVector.fromMemorySegment(S, ALL, (init + initRow + L) << 2, LE);
    FloatVector c2x = FloatVector.fromMemorySegment(S, ALL, (init + 2 * initRow) << 2, LE);
    FloatVector c2y = FloatVector.fromMemorySegment(S, ALL, (init + 2 * initRow + L) << 2, LE);
    FloatVector c3x = FloatVector.fromMemorySegment(S, ALL, (init + 3 * initRow) << 2, LE);
    FloatVector c3y = FloatVector.fromMemorySegment(S, ALL, (init + 3 * initRow + L) << 2, LE);
    FloatVector c4x = FloatVector.fromMemorySegment(S, ALL, (init + 4 * initRow) << 2, LE);
    FloatVector c4y = FloatVector.fromMemorySegment(S, ALL, (init + 4 * initRow + L) << 2, LE);
    FloatVector c5x = FloatVector.fromMemorySegment(S, ALL, (init + 5 * initRow) << 2, LE);
    FloatVector c5y = FloatVector.fromMemorySegment(S, ALL, (init + 5 * initRow + L) << 2, LE);
    FloatVector c6x = FloatVector.fromMemorySegment(S, ALL, (init + 6 * initRow) << 2, LE);
    FloatVector c6y = FloatVector.fromMemorySegment(S, ALL, (init + 6 * initRow + L) << 2, LE);
    FloatVector c7x = FloatVector.fromMemorySegment(S, ALL, (init + 7 * initRow) << 2, LE);
    FloatVector c7y = FloatVector.fromMemorySegment(S, ALL, (init + 7 * initRow + L) << 2, LE);
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
      FloatVector y = FloatVector.fromMemorySegment(S, ALL, q + 4L * L, LE);
      FloatVector s = FloatVector.broadcast(S, ALL.get(JAVA_FLOAT, p));
      c0x = s.fma(x, c0x);
      c0y = s.fma(y, c0y);
      s = FloatVector.broadcast(S, ALL.get(JAVA_FLOAT, p + s1));
      c1x = s.fma(x, c1x);
      c1y = s.fma(y, c1y);
      s = FloatVector.broadcast(S, ALL.get(JAVA_FLOAT, p + s2));
      c2x = s.fma(x, c2x);
      c2y = s.fma(y, c2y);
      s = FloatVector.broadcast(S, ALL.get(JAVA_FLOAT, p + s3));
      c3x = s.fma(x, c3x);
      c3y = s.fma(y, c3y);
      s = FloatVector.broadcast(S, ALL.get(JAVA_FLOAT, u));
      c4x = s.fma(x, c4x);
      c4y = s.fma(y, c4y);
      s = FloatVector.broadcast(S, ALL.get(JAVA_FLOAT, u + s1));
      c5x = s.fma(x, c5x);
      c5y = s.fma(y, c5y);
      s = FloatVector.broadcast(S, ALL.get(JAVA_FLOAT, u + s2));
      c6x = s.fma(x, c6x);
      c6y = s.fma(y, c6y);
      s = FloatVector.broadcast(S, ALL.get(JAVA_FLOAT, u + s3));
      c7x = s.fma(x, c7x);
      c7y = s.fma(y, c7y);
      p += stepA;
      u += stepA;
      q += stepB;
    }
    FloatVector least = FloatVector.broadcast(S, floor);
    c0x = c0x.blend(least, c0x.compare(VectorOperators.LE, least));
    c0x.intoMemorySegment(ALL, c << 2, LE);
    c0y = c0y.blend(least, c0y.compare(VectorOperators.LE, least));
    c0y.intoMemorySegment(ALL, (c + L) << 2, LE);
    c1x = c1x.blend(least, c1x.compare(VectorOperators.LE, least));
    c1x.intoMemorySegment(ALL, (c + ldc) << 2, LE);
    c1y = c1y.blend(least, c1y.compare(VectorOperators.LE, least));
    c1y.intoMemorySegment(ALL, (c + ldc + L) << 2, LE);
    c2x = c2x.blend(least, c2x.compare(VectorOperators.LE, least));
    c2x.intoMemorySegment(ALL, (c + 2 * ldc) << 2, LE);
    c2y = c2y.blend(least, c2y.compare(VectorOperators.LE, least));
    c2y.intoMemorySegment(ALL, (c + 2 * ldc + L) << 2, LE);
    c3x = c3x.blend(least, c3x.compare(VectorOperators.LE, least));
    c3x.intoMemorySegment(ALL, (c + 3 * ldc) << 2, LE);
    c3y = c3y.blend(least, c3y.compare(VectorOperators.LE, least));
    c3y.intoMemorySegment(ALL, (c + 3 * ldc + L) << 2, LE);
    c4x = c4x.blend(least, c4x.compare(VectorOperators.LE, least));
    c4x.intoMemorySegment(ALL, (c + 4 * ldc) << 2, LE);
    c4y = c4y.blend(least, c4y.compare(VectorOperators.LE, least));
    c4y.intoMemorySegment(ALL, (c + 4 * ldc + L) << 2, LE);
    c5x = c5x.blend(least, c5x.compare(VectorOperators.LE, least));
    c5x.intoMemorySegment(ALL, (c + 5 * ldc) << 2, LE);
    c5y = c5y.blend(least, c5y.compare(VectorOperators.LE, least));
    c5y.intoMemorySegment(ALL, (c + 5 * ldc + L) << 2, LE);
    c6x = c6x.blend(least, c6x.compare(VectorOperators.LE, least));
    c6x.intoMemorySegment(ALL, (c + 6 * ldc) << 2, LE);
    c6y = c6y.blend(least, c6y.compare(VectorOperators.LE, least));
    c6y.intoMemorySegment(ALL, (c + 6 * ldc + L) << 2, LE);
    c7x = c7x.blend(least, c7x.compare(VectorOperators.LE, least));
    c7x.intoMemorySegment(ALL, (c + 7 * ldc) << 2, LE);
    c7y = c7y.blend(least, c7y.compare(VectorOperators.LE, least));
    c7y.intoMemorySegment(ALL, (c + 7 * ldc + L) << 2, LE);
  }

  /** Six rows by two vectors, for processors with sixteen registers. */
  static void tile6x2(
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
    FloatVector c0y = FloatVector.fromMemorySegment(S, ALL, (init + L) << 2, LE);
    FloatVector c1x = FloatVector.fromMemorySegment(S, ALL, (init + initRow) << 2, LE);
    FloatVector c1y = FloatVector.fromMemorySegment(S, ALL, (init + initRow + L) << 2, LE);
    FloatVector c2x = FloatVector.fromMemorySegment(S, ALL, (init + 2 * initRow) << 2, LE);
    FloatVector c2y = FloatVector.fromMemorySegment(S, ALL, (init + 2 * initRow + L) << 2, LE);
    FloatVector c3x = FloatVector.fromMemorySegment(S, ALL, (init + 3 * initRow) << 2, LE);
    FloatVector c3y = FloatVector.fromMemorySegment(S, ALL, (init + 3 * initRow + L) << 2, LE);
    FloatVector c4x = FloatVector.fromMemorySegment(S, ALL, (init + 4 * initRow) << 2, LE);
    FloatVector c4y = FloatVector.fromMemorySegment(S, ALL, (init + 4 * initRow + L) << 2, LE);
    FloatVector c5x = FloatVector.fromMemorySegment(S, ALL, (init + 5 * initRow) << 2, LE);
    FloatVector c5y = FloatVector.fromMemorySegment(S, ALL, (init + 5 * initRow + L) << 2, LE);
    long p = a << 2;
    long u = (a + 3 * sI) << 2;
    long q = b << 2;
    long s1 = sI << 2;
    long s2 = sI << 3;
    long stepA = sK << 2;
    long stepB = sB << 2;
    for (int k = 0; k < inner; k++) {
      FloatVector x = FloatVector.fromMemorySegment(S, ALL, q, LE);
      FloatVector y = FloatVector.fromMemorySegment(S, ALL, q + 4L * L, LE);
      FloatVector s = FloatVector.broadcast(S, ALL.get(JAVA_FLOAT, p));
      c0x = s.fma(x, c0x);
      c0y = s.fma(y, c0y);
      s = FloatVector.broadcast(S, ALL.get(JAVA_FLOAT, p + s1));
      c1x = s.fma(x, c1x);
      c1y = s.fma(y, c1y);
      s = FloatVector.broadcast(S, ALL.get(JAVA_FLOAT, p + s2));
      c2x = s.fma(x, c2x);
      c2y = s.fma(y, c2y);
      s = FloatVector.broadcast(S, ALL.get(JAVA_FLOAT, u));
      c3x = s.fma(x, c3x);
      c3y = s.fma(y, c3y);
      s = FloatVector.broadcast(S, ALL.get(JAVA_FLOAT, u + s1));
      c4x = s.fma(x, c4x);
      c4y = s.fma(y, c4y);
      s = FloatVector.broadcast(S, ALL.get(JAVA_FLOAT, u + s2));
      c5x = s.fma(x, c5x);
      c5y = s.fma(y, c5y);
      p += stepA;
      u += stepA;
      q += stepB;
    }
    FloatVector least = FloatVector.broadcast(S, floor);
    c0x = c0x.blend(least, c0x.compare(VectorOperators.LE, least));
    c0x.intoMemorySegment(ALL, c << 2, LE);
    c0y = c0y.blend(least, c0y.compare(VectorOperators.LE, least));
    c0y.intoMemorySegment(ALL, (c + L) << 2, LE);
    c1x = c1x.blend(least, c1x.compare(VectorOperators.LE, least));
    c1x.intoMemorySegment(ALL, (c + ldc) << 2, LE);
    c1y = c1y.blend(least, c1y.compare(VectorOperators.LE, least));
    c1y.intoMemorySegment(ALL, (c + ldc + L) << 2, LE);
    c2x = c2x.blend(least, c2x.compare(VectorOperators.LE, least));
    c2x.intoMemorySegment(ALL, (c + 2 * ldc) << 2, LE);
    c2y = c2y.blend(least, c2y.compare(VectorOperators.LE, least));
    c2y.intoMemorySegment(ALL, (c + 2 * ldc + L) << 2, LE);
    c3x = c3x.blend(least, c3x.compare(VectorOperators.LE, least));
    c3x.intoMemorySegment(ALL, (c + 3 * ldc) << 2, LE);
    c3y = c3y.blend(least, c3y.compare(VectorOperators.LE, least));
    c3y.intoMemorySegment(ALL, (c + 3 * ldc + L) << 2, LE);
    c4x = c4x.blend(least, c4x.compare(VectorOperators.LE, least));
    c4x.intoMemorySegment(ALL, (c + 4 * ldc) << 2, LE);
    c4y = c4y.blend(least, c4y.compare(VectorOperators.LE, least));
    c4y.intoMemorySegment(ALL, (c + 4 * ldc + L) << 2, LE);
    c5x = c5x.blend(least, c5x.compare(VectorOperators.LE, least));
    c5x.intoMemorySegment(ALL, (c + 5 * ldc) << 2, LE);
    c5y = c5y.blend(least, c5y.compare(VectorOperators.LE, least));
    c5y.intoMemorySegment(ALL, (c + 5 * ldc + L) << 2, LE);
  }

  /** Four rows by two vectors. */
  static void tile4x2(
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
    FloatVector c0y = FloatVector.fromMemorySegment(S, ALL, (init + L) << 2, LE);
    FloatVector c1x = FloatVector.fromMemorySegment(S, ALL, (init + initRow) << 2, LE);
    FloatVector c1y = FloatVector.fromMemorySegment(S, ALL, (init + initRow + L) << 2, LE);
    FloatVector c2x = FloatVector.fromMemorySegment(S, ALL, (init + 2 * initRow) << 2, LE);
    FloatVector c2y = FloatVector.fromMemorySegment(S, ALL, (init + 2 * initRow + L) << 2, LE);
    FloatVector c3x = FloatVector.fromMemorySegment(S, ALL, (init + 3 * initRow) << 2, LE);
    FloatVector c3y = FloatVector.fromMemorySegment(S, ALL, (init + 3 * initRow + L) << 2, LE);
    long p = a << 2;
    long q = b << 2;
    long s1 = sI << 2;
    long s2 = sI << 3;
    long s3 = s1 + s2;
    long stepA = sK << 2;
    long stepB = sB << 2;
    for (int k = 0; k < inner; k++) {
      FloatVector x = FloatVector.fromMemorySegment(S, ALL, q, LE);
      FloatVector y = FloatVector.fromMemorySegment(S, ALL, q + 4L * L, LE);
      FloatVector s = FloatVector.broadcast(S, ALL.get(JAVA_FLOAT, p));
      c0x = s.fma(x, c0x);
      c0y = s.fma(y, c0y);
      s = FloatVector.broadcast(S, ALL.get(JAVA_FLOAT, p + s1));
      c1x = s.fma(x, c1x);
      c1y = s.fma(y, c1y);
      s = FloatVector.broadcast(S, ALL.get(JAVA_FLOAT, p + s2));
      c2x = s.fma(x, c2x);
      c2y = s.fma(y, c2y);
      s = FloatVector.broadcast(S, ALL.get(JAVA_FLOAT, p + s3));
      c3x = s.fma(x, c3x);
      c3y = s.fma(y, c3y);
      p += stepA;
      q += stepB;
    }
    FloatVector least = FloatVector.broadcast(S, floor);
    c0x = c0x.blend(least, c0x.compare(VectorOperators.LE, least));
    c0x.intoMemorySegment(ALL, c << 2, LE);
    c0y = c0y.blend(least, c0y.compare(VectorOperators.LE, least));
    c0y.intoMemorySegment(ALL, (c + L) << 2, LE);
    c1x = c1x.blend(least, c1x.compare(VectorOperators.LE, least));
    c1x.intoMemorySegment(ALL, (c + ldc) << 2, LE);
    c1y = c1y.blend(least, c1y.compare(VectorOperators.LE, least));
    c1y.intoMemorySegment(ALL, (c + ldc + L) << 2, LE);
    c2x = c2x.blend(least, c2x.compare(VectorOperators.LE, least));
    c2x.intoMemorySegment(ALL, (c + 2 * ldc) << 2, LE);
    c2y = c2y.blend(least, c2y.compare(VectorOperators.LE, least));
    c2y.intoMemorySegment(ALL, (c + 2 * ldc + L) << 2, LE);
    c3x = c3x.blend(least, c3x.compare(VectorOperators.LE, least));
    c3x.intoMemorySegment(ALL, (c + 3 * ldc) << 2, LE);
    c3y = c3y.blend(least, c3y.compare(VectorOperators.LE, least));
    c3y.intoMemorySegment(ALL, (c + 3 * ldc + L) << 2, LE);
  }

  /** One row by two vectors. */
  static void tile1x2(
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
    FloatVector c0y = FloatVector.fromMemorySegment(S, ALL, (init + L) << 2, LE);
    long p = a << 2;
    long q = b << 2;
    long stepA = sK << 2;
    long stepB = sB << 2;
    for (int k = 0; k < inner; k++) {
      FloatVector x = FloatVector.fromMemorySegment(S, ALL, q, LE);
      FloatVector y = FloatVector.fromMemorySegment(S, ALL, q + 4L * L, LE);
      FloatVector s = FloatVector.broadcast(S, ALL.get(JAVA_FLOAT, p));
      c0x = s.fma(x, c0x);
      c0y = s.fma(y, c0y);
      p += stepA;
      q += stepB;
    }
    FloatVector least = FloatVector.broadcast(S, floor);
    c0x = c0x.blend(least, c0x.compare(VectorOperators.LE, least));
    c0x.intoMemorySegment(ALL, c << 2, LE);
    c0y = c0y.blend(least, c0y.compare(VectorOperators.LE, least));
    c0y.intoMemorySegment(ALL, (c + L) << 2, LE);
  }
}
