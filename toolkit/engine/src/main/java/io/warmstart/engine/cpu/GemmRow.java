package io.warmstart.engine.cpu;

import static io.warmstart.engine.cpu.Lanes.ALL;
import static io.warmstart.engine.cpu.Lanes.L;
import static io.warmstart.engine.cpu.Lanes.LE;
import static io.warmstart.engine.cpu.Lanes.S;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Product of one row with a matrix, eight vectors of columns at a time: inference at batch 1. */
final class GemmRow {
  private GemmRow() {}

  /**
   * c [8 L] = init + a x b, then at least {@code floor}; the same chain per element as {@link
   * GemmTiles}. The row {@code a} has stride {@code sK}, {@code b} row stride {@code sB}, {@code
   * init} advances by {@code initStep} per vector (zero for a constant zero vector).
   */
  static void tile(
      long a, long sK, long b, long sB, int inner, long init, long initStep, long c, float floor) {
    FloatVector c0 = FloatVector.fromMemorySegment(S, ALL, init << 2, LE);
    FloatVector c1 = FloatVector.fromMemorySegment(S, ALL, (init + initStep) << 2, LE);
    FloatVector c2 = FloatVector.fromMemorySegment(S, ALL, (init + 2 * initStep) << 2, LE);
    FloatVector c3 = FloatVector.fromMemorySegment(S, ALL, (init + 3 * initStep) << 2, LE);
    FloatVector c4 = FloatVector.fromMemorySegment(S, ALL, (init + 4 * initStep) << 2, LE);
    FloatVector c5 = FloatVector.fromMemorySegment(S, ALL, (init + 5 * initStep) << 2, LE);
    FloatVector c6 = FloatVector.fromMemorySegment(S, ALL, (init + 6 * initStep) << 2, LE);
    FloatVector c7 = FloatVector.fromMemorySegment(S, ALL, (init + 7 * initStep) << 2, LE);
    long p = a;
    long q = b;
    for (int k = 0; k < inner; k++) {
      FloatVector s = FloatVector.broadcast(S, ALL.get(JAVA_FLOAT, p << 2));
      c0 = s.fma(FloatVector.fromMemorySegment(S, ALL, q << 2, LE), c0);
      c1 = s.fma(FloatVector.fromMemorySegment(S, ALL, (q + L) << 2, LE), c1);
      c2 = s.fma(FloatVector.fromMemorySegment(S, ALL, (q + 2L * L) << 2, LE), c2);
      c3 = s.fma(FloatVector.fromMemorySegment(S, ALL, (q + 3L * L) << 2, LE), c3);
      c4 = s.fma(FloatVector.fromMemorySegment(S, ALL, (q + 4L * L) << 2, LE), c4);
      c5 = s.fma(FloatVector.fromMemorySegment(S, ALL, (q + 5L * L) << 2, LE), c5);
      c6 = s.fma(FloatVector.fromMemorySegment(S, ALL, (q + 6L * L) << 2, LE), c6);
      c7 = s.fma(FloatVector.fromMemorySegment(S, ALL, (q + 7L * L) << 2, LE), c7);
      p += sK;
      q += sB;
    }
    FloatVector least = FloatVector.broadcast(S, floor);
    c0.blend(least, c0.compare(VectorOperators.LE, least)).intoMemorySegment(ALL, c << 2, LE);
    c1.blend(least, c1.compare(VectorOperators.LE, least)).intoMemorySegment(ALL, (c + L) << 2, LE);
    c2.blend(least, c2.compare(VectorOperators.LE, least))
        .intoMemorySegment(ALL, (c + 2L * L) << 2, LE);
    c3.blend(least, c3.compare(VectorOperators.LE, least))
        .intoMemorySegment(ALL, (c + 3L * L) << 2, LE);
    c4.blend(least, c4.compare(VectorOperators.LE, least))
        .intoMemorySegment(ALL, (c + 4L * L) << 2, LE);
    c5.blend(least, c5.compare(VectorOperators.LE, least))
        .intoMemorySegment(ALL, (c + 5L * L) << 2, LE);
    c6.blend(least, c6.compare(VectorOperators.LE, least))
        .intoMemorySegment(ALL, (c + 6L * L) << 2, LE);
    c7.blend(least, c7.compare(VectorOperators.LE, least))
        .intoMemorySegment(ALL, (c + 7L * L) << 2, LE);
  }
}
