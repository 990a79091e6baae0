package io.warmstart.engine.cpu;

import static io.warmstart.engine.cpu.Lanes.L;
import static io.warmstart.engine.cpu.Lanes.load;
import static io.warmstart.engine.cpu.Lanes.splat;
import static io.warmstart.engine.cpu.Lanes.store;

import java.lang.foreign.MemorySegment;
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
      MemorySegment m, long a, long sK, long b, long sB, int inner,
      long init, long initStep, long c, float floor) {
    FloatVector c0 = load(m, init);
    FloatVector c1 = load(m, init + initStep);
    FloatVector c2 = load(m, init + 2 * initStep);
    FloatVector c3 = load(m, init + 3 * initStep);
    FloatVector c4 = load(m, init + 4 * initStep);
    FloatVector c5 = load(m, init + 5 * initStep);
    FloatVector c6 = load(m, init + 6 * initStep);
    FloatVector c7 = load(m, init + 7 * initStep);
    long p = a;
    long q = b;
    for (int k = 0; k < inner; k++) {
      FloatVector s = splat(m, p);
      c0 = s.fma(load(m, q), c0);
      c1 = s.fma(load(m, q + L), c1);
      c2 = s.fma(load(m, q + 2 * L), c2);
      c3 = s.fma(load(m, q + 3 * L), c3);
      c4 = s.fma(load(m, q + 4 * L), c4);
      c5 = s.fma(load(m, q + 5 * L), c5);
      c6 = s.fma(load(m, q + 6 * L), c6);
      c7 = s.fma(load(m, q + 7 * L), c7);
      p += sK;
      q += sB;
    }
    store(atLeast(c0, floor), m, c);
    store(atLeast(c1, floor), m, c + L);
    store(atLeast(c2, floor), m, c + 2 * L);
    store(atLeast(c3, floor), m, c + 3 * L);
    store(atLeast(c4, floor), m, c + 4 * L);
    store(atLeast(c5, floor), m, c + 5 * L);
    store(atLeast(c6, floor), m, c + 6 * L);
    store(atLeast(c7, floor), m, c + 7 * L);
  }

  private static FloatVector atLeast(FloatVector v, float floor) {
    return v.blend(floor, v.compare(VectorOperators.LE, floor));
  }
}
