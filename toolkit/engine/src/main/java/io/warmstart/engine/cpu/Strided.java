package io.warmstart.engine.cpu;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** Loops over elements at any strides: what the vector kernels do not cover. */
final class Strided {
  private Strided() {}

  /** Called once per element with the offset of each operand. */
  @FunctionalInterface
  interface Body {
    void at(MemorySegment m, long[] offsets);
  }

  static float get(MemorySegment m, long at) {
    return m.getAtIndex(ValueLayout.JAVA_FLOAT, at);
  }

  static void set(MemorySegment m, long at, float value) {
    m.setAtIndex(ValueLayout.JAVA_FLOAT, at, value);
  }

  /** Sets floats to zero. */
  static void clear(MemorySegment m, long at, int floats) {
    for (int i = 0; i < floats; i++) {
      set(m, at + i, 0);
    }
  }

  /** Copies elements between views of equal shape. */
  static Kernel copy(View from, View to) {
    LoopNest nest = LoopNest.of(to.shape(), List.of(from, to));
    if (nest.depth() <= 2
        && (nest.depth() == 0 || (nest.stride(0, 0) == 1 && nest.stride(1, 0) == 1))) {
      return rows(
          from.at(), nest.stride(0, 1), to.at(), nest.stride(1, 1), nest.size(1), nest.size(0));
    }
    if (nest.stride(0, 0) == 1 && nest.stride(1, 0) == 1) {
      int columns = nest.size(0);
      return loop(
          nest.outer(),
          new long[] {from.at(), to.at()},
          (m, at) -> Runs.copy(Lanes.base(m) + at[0], Lanes.base(m) + at[1], columns));
    }
    return loop(nest, new long[] {from.at(), to.at()}, (m, at) -> set(m, at[1], get(m, at[0])));
  }

  private static Kernel rows(long from, int fromRow, long to, int toRow, int rows, int columns) {
    return (m, scratch) -> {
      for (int i = 0; i < rows; i++) {
        MemorySegment.copy(
            m,
            ValueLayout.JAVA_FLOAT,
            (from + (long) i * fromRow) << 2,
            m,
            ValueLayout.JAVA_FLOAT,
            (to + (long) i * toRow) << 2,
            columns);
      }
    };
  }

  /** A kernel that visits every element in row-major order. */
  static Kernel loop(LoopNest nest, long[] starts, Body body) {
    int depth = nest.depth();
    int[] sizes = new int[depth];
    int[][] strides = new int[depth][starts.length];
    for (int axis = 0; axis < depth; axis++) {
      sizes[axis] = nest.size(depth - 1 - axis);
      for (int k = 0; k < starts.length; k++) {
        strides[axis][k] = nest.stride(k, depth - 1 - axis);
      }
    }
    int[] index = new int[depth];
    long[] at = new long[starts.length];
    return (m, scratch) -> {
      System.arraycopy(starts, 0, at, 0, at.length);
      java.util.Arrays.fill(index, 0);
      while (true) {
        body.at(m, at);
        int axis = depth - 1;
        while (axis >= 0 && ++index[axis] == sizes[axis]) {
          for (int k = 0; k < at.length; k++) {
            at[k] -= (long) (sizes[axis] - 1) * strides[axis][k];
          }
          index[axis--] = 0;
        }
        if (axis < 0) {
          return;
        }
        for (int k = 0; k < at.length; k++) {
          at[k] += strides[axis][k];
        }
      }
    };
  }
}
