package io.warmstart.engine.cpu;

import io.warmstart.engine.Shape;
import org.jspecify.annotations.Nullable;

/** Elements of a buffer seen under a shape, with a stride in floats per axis; 0 repeats. */
final class View {
  private final Buffer buffer;
  private final long delta;
  private final Shape shape;
  private final int[] strides;

  View(Buffer buffer, long delta, Shape shape, int[] strides) {
    this.buffer = buffer;
    this.delta = delta;
    this.shape = shape;
    this.strides = strides.clone();
  }

  Buffer buffer() {
    return buffer;
  }

  Shape shape() {
    return shape;
  }

  /** Offset of the first element in the arena; only after the buffer has its place. */
  long at() {
    return buffer.at() + delta;
  }

  /** Offset of one block of axis 0 of a view of rank 3, or of the view itself where it has none. */
  View member(int index) {
    if (shape.rank() < 3) {
      return this;
    }
    int[] rest = new int[shape.rank() - 1];
    System.arraycopy(strides, 1, rest, 0, rest.length);
    return new View(buffer, delta + (long) index * strides[0], shape.without(0), rest);
  }

  int rank() {
    return shape.rank();
  }

  /** Stride of an axis in floats; 0 for an axis of size 1. */
  int stride(int axis) {
    return shape.size(axis) == 1 ? 0 : strides[axis];
  }

  /** Floats from one row of the last axis to the next, for kernels over matrices. */
  int rowStride() {
    return strides[shape.rank() - 2];
  }

  /** Whether the last axis is contiguous, or has one element. */
  boolean rowsContiguous() {
    return shape.rank() == 0 || shape.last() == 1 || strides[shape.rank() - 1] == 1;
  }

  /**
   * Whether these are complete rows of a padded buffer, so that the floats behind each are zero.
   */
  boolean padded() {
    int rank = shape.rank();
    return rank >= 2
        && buffer.shape().rank() >= 2
        && shape.last() > 1
        && shape.last() == buffer.shape().last()
        && strides[rank - 1] == 1
        && strides[rank - 2] >= Lanes.padded(shape.last())
        && delta % Lanes.padded(shape.last()) == 0;
  }

  /** Whether elements follow each other without gaps in row-major order. */
  boolean dense() {
    int expected = 1;
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      if (shape.size(axis) != 1 && strides[axis] != expected) {
        return false;
      }
      expected *= shape.size(axis);
    }
    return true;
  }

  /** Whether this is a whole buffer, so that its pads are known to be zero. */
  boolean whole() {
    return delta == 0 && shape.count() == buffer.shape().count();
  }

  /** The same elements under another shape, or nothing where strides cannot express it. */
  @Nullable View reshaped(Shape to) {
    int[] out = new int[to.rank()];
    int from = 0;
    int axis = 0;
    while (axis < to.rank()) {
      if (to.size(axis) == 1) {
        axis++;
        continue;
      }
      while (shape.size(from) == 1) {
        from++;
      }
      int toEnd = axis + 1;
      int fromEnd = from + 1;
      long toCount = to.size(axis);
      long fromCount = shape.size(from);
      while (toCount != fromCount) {
        if (toCount < fromCount) {
          toCount *= to.size(toEnd++);
        } else {
          if (shape.size(fromEnd) != 1 && !follows(from, fromEnd)) {
            return null;
          }
          fromCount *= shape.size(fromEnd++);
        }
      }
      int stride = strides[lastOf(from, fromEnd)];
      for (int k = toEnd - 1; k >= axis; k--) {
        out[k] = stride;
        stride *= to.size(k);
      }
      axis = toEnd;
      from = fromEnd;
    }
    return new View(buffer, delta, to, out);
  }

  /** Whether one stride serves axes {@code from} to {@code next}. */
  private boolean follows(int from, int next) {
    int before = lastOf(from, next);
    return strides[before] == (long) strides[next] * shape.size(next);
  }

  /** Last axis in [from, end) that has more than one element. */
  private int lastOf(int from, int end) {
    int last = from;
    for (int axis = from; axis < end; axis++) {
      if (shape.size(axis) != 1) {
        last = axis;
      }
    }
    return last;
  }

  /** Axes of size 1, or a scalar, repeated to fill a shape. */
  View stretched(Shape to) {
    int[] out = new int[to.rank()];
    for (int axis = 0; axis < out.length; axis++) {
      out[axis] = shape.rank() == 0 || shape.size(axis) == 1 ? 0 : strides[axis];
    }
    return new View(buffer, delta, to, out);
  }

  /** Elements {@code from} to {@code to} of one axis. */
  View sliced(int axis, int from, int to) {
    return new View(
        buffer, delta + (long) from * strides[axis], shape.with(axis, to - from), strides);
  }

  /** Two axes exchanged. */
  View exchanged(int a, int b) {
    int[] sizes = shape.toArray();
    int[] moved = strides.clone();
    sizes[a] = shape.size(b);
    sizes[b] = shape.size(a);
    moved[a] = strides[b];
    moved[b] = strides[a];
    return new View(buffer, delta, Shape.of(sizes), moved);
  }

  /** Whether the elements stand exactly as in a new buffer of this shape, pads included. */
  boolean standard() {
    if (!whole()) {
      return false;
    }
    Buffer fresh = Buffer.temporary("shape", shape);
    for (int axis = 0; axis < shape.rank(); axis++) {
      if (shape.size(axis) != 1 && strides[axis] != fresh.view().strides[axis]) {
        return false;
      }
    }
    return fresh.floats() == buffer.floats();
  }

  /** The floats this view touches, as something that is read. */
  Access read() {
    return new Access(buffer, delta, delta + span(), false);
  }

  /** The floats this view touches, as something that is written. */
  Access write() {
    return new Access(buffer, delta, delta + span(), true);
  }

  private long span() {
    long last = 0;
    for (int axis = 0; axis < shape.rank(); axis++) {
      last += (shape.size(axis) - 1L) * strides[axis];
    }
    return last + 1;
  }

  @Override
  public String toString() {
    return buffer + "+" + delta + " as " + shape;
  }
}
