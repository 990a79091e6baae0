package io.warmstart.engine.cpu;

import io.warmstart.engine.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Loops over a shape with as few axes as the operands allow, outermost first: axes of size 1 are
 * dropped and neighbours joined where one stride serves both.
 */
final class LoopNest {
  private final int[] sizes;
  private final int[][] strides;

  private LoopNest(int[] sizes, int[][] strides) {
    this.sizes = sizes;
    this.strides = strides;
  }

  /** Loops over {@code shape}, to which every operand stretches. */
  static LoopNest of(Shape shape, List<View> operands) {
    List<int[]> axes = new ArrayList<>();
    for (int axis = 0; axis < shape.rank(); axis++) {
      if (shape.size(axis) == 1) {
        continue;
      }
      int[] inner = new int[operands.size() + 1];
      inner[operands.size()] = shape.size(axis);
      for (int k = 0; k < operands.size(); k++) {
        inner[k] = operands.get(k).stretched(shape).stride(axis);
      }
      if (axes.isEmpty() || !joins(axes.getLast(), inner)) {
        axes.add(inner);
      } else {
        inner[operands.size()] *= axes.removeLast()[operands.size()];
        axes.add(inner);
      }
    }
    int[] sizes = new int[axes.size()];
    int[][] strides = new int[operands.size()][axes.size()];
    for (int axis = 0; axis < sizes.length; axis++) {
      sizes[axis] = axes.get(axis)[operands.size()];
      for (int k = 0; k < strides.length; k++) {
        strides[k][axis] = axes.get(axis)[k];
      }
    }
    return new LoopNest(sizes, strides);
  }

  private static boolean joins(int[] outer, int[] inner) {
    int size = inner[inner.length - 1];
    for (int k = 0; k < inner.length - 1; k++) {
      if (outer[k] != (long) inner[k] * size) {
        return false;
      }
    }
    return true;
  }

  /** The same loops without the innermost. */
  LoopNest outer() {
    int depth = sizes.length - 1;
    int[][] rest = new int[strides.length][];
    for (int k = 0; k < rest.length; k++) {
      rest[k] = Arrays.copyOf(strides[k], depth);
    }
    return new LoopNest(Arrays.copyOf(sizes, depth), rest);
  }

  /** Number of axes left, 0 for one element. */
  int depth() {
    return sizes.length;
  }

  /** Size of the axis that is {@code fromInner} away from the innermost, 1 beyond the outermost. */
  int size(int fromInner) {
    return fromInner < sizes.length ? sizes[sizes.length - 1 - fromInner] : 1;
  }

  /** Stride of an operand on the axis {@code fromInner} away from the innermost. */
  int stride(int operand, int fromInner) {
    return fromInner < sizes.length ? strides[operand][sizes.length - 1 - fromInner] : 0;
  }
}
