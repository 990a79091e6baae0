package io.warmstart.engine.cpu;

import java.lang.foreign.MemorySegment;

/** Copies between views and row-major arrays. */
final class Dense {
  private Dense() {}

  /** Writes all elements of a view. */
  static void write(MemorySegment arena, View view, float[] values) {
    for (int i = 0; i < values.length; i++) {
      Strided.set(arena, offset(view, i), values[i]);
    }
  }

  /** Reads all elements of a view. */
  static float[] read(MemorySegment arena, View view) {
    float[] values = new float[view.shape().count()];
    for (int i = 0; i < values.length; i++) {
      values[i] = Strided.get(arena, offset(view, i));
    }
    return values;
  }

  private static long offset(View view, int element) {
    long at = view.at();
    int rest = element;
    for (int axis = view.rank() - 1; axis >= 0; axis--) {
      int size = view.shape().size(axis);
      at += (long) (rest % size) * view.stride(axis);
      rest /= size;
    }
    return at;
  }
}
