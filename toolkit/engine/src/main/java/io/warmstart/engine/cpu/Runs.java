package io.warmstart.engine.cpu;

import static io.warmstart.engine.cpu.Lanes.ALL;
import static io.warmstart.engine.cpu.Lanes.L;
import static io.warmstart.engine.cpu.Lanes.LE;
import static io.warmstart.engine.cpu.Lanes.S;
import static io.warmstart.engine.cpu.Lanes.get;
import static io.warmstart.engine.cpu.Lanes.set;

import jdk.incubator.vector.FloatVector;

/**
 * Short runs of contiguous floats at absolute addresses. Tails are scalar: a mask that may be full
 * or not is boxed.
 */
final class Runs {
  private Runs() {}

  /** Copies n floats and what is behind them up to a whole vector. */
  static void copyVectors(long from, long to, int n) {
    for (int j = 0; j < n; j += L) {
      FloatVector.fromMemorySegment(S, ALL, (from + j) << 2, LE)
          .intoMemorySegment(ALL, (to + j) << 2, LE);
    }
  }

  /** Copies n floats. */
  static void copy(long from, long to, int n) {
    int j = 0;
    for (; j + L <= n; j += L) {
      FloatVector.fromMemorySegment(S, ALL, (from + j) << 2, LE)
          .intoMemorySegment(ALL, (to + j) << 2, LE);
    }
    for (; j < n; j++) {
      set(to + j, get(from + j));
    }
  }

  /** Sets n floats to zero, and what is behind them up to a whole vector. */
  static void clearVectors(long to, int n) {
    for (int j = 0; j < n; j += L) {
      FloatVector.zero(S).intoMemorySegment(ALL, (to + j) << 2, LE);
    }
  }

  /** Sets n floats to zero. */
  static void clear(long to, int n) {
    int j = 0;
    for (; j + L <= n; j += L) {
      FloatVector.zero(S).intoMemorySegment(ALL, (to + j) << 2, LE);
    }
    for (; j < n; j++) {
      set(to + j, 0);
    }
  }

  /** Adds n floats to the target. */
  static void add(long from, long to, int n) {
    int j = 0;
    for (; j + L <= n; j += L) {
      FloatVector.fromMemorySegment(S, ALL, (to + j) << 2, LE)
          .add(FloatVector.fromMemorySegment(S, ALL, (from + j) << 2, LE))
          .intoMemorySegment(ALL, (to + j) << 2, LE);
    }
    for (; j < n; j++) {
      set(to + j, get(to + j) + get(from + j));
    }
  }
}
