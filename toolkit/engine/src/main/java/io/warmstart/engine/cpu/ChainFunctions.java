package io.warmstart.engine.cpu;

import static io.warmstart.engine.cpu.Lanes.S;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Meaning of the pointwise operations that are no single vector instruction; straight lines, so
 * that {@link ChainCompiler} can copy them.
 */
final class ChainFunctions {
  private ChainFunctions() {}

  static FloatVector less(FloatVector a, FloatVector b) {
    return FloatVector.zero(S).blend(1f, a.compare(VectorOperators.LT, b));
  }

  static FloatVector select(FloatVector condition, FloatVector yes, FloatVector no) {
    return yes.blend(no, condition.compare(VectorOperators.EQ, 0f));
  }

  static FloatVector sign(FloatVector a) {
    FloatVector s = a.blend(1f, a.compare(VectorOperators.GT, 0f));
    return s.blend(-1f, a.compare(VectorOperators.LT, 0f));
  }

  static FloatVector relu(FloatVector a) {
    return a.blend(0f, a.compare(VectorOperators.LE, 0f));
  }

  static FloatVector positive(FloatVector a) {
    return FloatVector.zero(S).blend(1f, a.compare(VectorOperators.GT, 0f));
  }

  static FloatVector clip(FloatVector a, float low, float high) {
    FloatVector v = a.blend(low, a.compare(VectorOperators.LT, low));
    return v.blend(high, a.compare(VectorOperators.GT, high));
  }

  static FloatVector inside(FloatVector a, float low, float high) {
    return FloatVector.zero(S)
        .blend(1f, a.compare(VectorOperators.GE, low).and(a.compare(VectorOperators.LE, high)));
  }
}
