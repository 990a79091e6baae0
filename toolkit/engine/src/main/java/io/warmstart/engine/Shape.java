package io.warmstart.engine;

import java.util.Arrays;

/** Sizes of a tensor's axes, outermost first; a scalar has no axis. Immutable. */
public final class Shape {
  /** The shape of a scalar. */
  public static final Shape SCALAR = new Shape(new int[0]);

  private final int[] sizes;

  private Shape(int[] sizes) {
    this.sizes = sizes;
  }

  /**
   * A shape with these sizes.
   *
   * @throws ShapeException if a size is not positive or the count exceeds {@code Integer.MAX_VALUE}
   */
  public static Shape of(int... sizes) {
    long count = 1;
    for (int size : sizes) {
      if (size < 1) {
        throw new ShapeException(
            "Shape "
                + Arrays.toString(sizes)
                + " has a size below 1; every axis needs at least 1.");
      }
      count = Math.multiplyExact(count, size);
      if (count > Integer.MAX_VALUE) {
        throw new ShapeException(
            "Shape " + Arrays.toString(sizes) + " has more than 2^31-1 elements; split it.");
      }
    }
    return sizes.length == 0 ? SCALAR : new Shape(sizes.clone());
  }

  /** Number of axes. */
  public int rank() {
    return sizes.length;
  }

  /**
   * Size of one axis.
   *
   * @throws ShapeException if the axis does not exist
   */
  public int size(int axis) {
    return sizes[checked(axis)];
  }

  /** Size of the last axis, 1 for a scalar. */
  public int last() {
    return sizes.length == 0 ? 1 : sizes[sizes.length - 1];
  }

  /** Number of elements, at least 1. */
  public int count() {
    int count = 1;
    for (int size : sizes) {
      count *= size;
    }
    return count;
  }

  /** The sizes as a new array. */
  public int[] toArray() {
    return sizes.clone();
  }

  /** This shape with another size on one axis. */
  public Shape with(int axis, int size) {
    int[] changed = sizes.clone();
    changed[checked(axis)] = size;
    return of(changed);
  }

  /** This shape without one axis. */
  public Shape without(int axis) {
    checked(axis);
    int[] rest = new int[sizes.length - 1];
    for (int from = 0, to = 0; from < sizes.length; from++) {
      if (from != axis) {
        rest[to++] = sizes[from];
      }
    }
    return of(rest);
  }

  /** This shape with a new axis of the given size placed before {@code axis}. */
  public Shape inserted(int axis, int size) {
    if (axis < 0 || axis > sizes.length) {
      throw new ShapeException(
          "Axis " + axis + " cannot be inserted into " + this + "; use 0 to " + sizes.length + ".");
    }
    int[] more = new int[sizes.length + 1];
    for (int from = 0, to = 0; to < more.length; to++) {
      more[to] = to == axis ? size : sizes[from++];
    }
    return of(more);
  }

  /** Product of the sizes of axes {@code from} (inclusive) to {@code to} (exclusive). */
  public int product(int from, int to) {
    int product = 1;
    for (int axis = from; axis < to; axis++) {
      product *= sizes[axis];
    }
    return product;
  }

  /** Whether this shape stretches to another: a scalar, or equal rank with sizes equal or 1. */
  public boolean stretchesTo(Shape other) {
    if (rank() == 0) {
      return true;
    }
    if (rank() != other.rank()) {
      return false;
    }
    for (int axis = 0; axis < sizes.length; axis++) {
      if (sizes[axis] != other.sizes[axis] && sizes[axis] != 1) {
        return false;
      }
    }
    return true;
  }

  private int checked(int axis) {
    if (axis < 0 || axis >= sizes.length) {
      throw new ShapeException(
          "Axis " + axis + " does not exist in " + this + "; use 0 to " + (sizes.length - 1) + ".");
    }
    return axis;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(sizes, shape.sizes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sizes);
  }

  @Override
  public String toString() {
    return Arrays.toString(sizes);
  }
}
