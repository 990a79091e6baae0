package io.warmstart.engine.cpu;

import io.warmstart.engine.Shape;

/**
 * A block of floats in the arena, with its padding.
 *
 * <p>A buffer of rank two or more whose last axis is longer than one has rows padded to 16 floats
 * and the row count padded to 8; any other is dense. Pads are zero before the first step and stay
 * so.
 */
final class Buffer {
  private static final long UNPLACED = -1;

  private final String name;
  private final Shape shape;
  private final boolean persistent;
  private final int[] strides;
  private final int floats;
  private long at = UNPLACED;

  private Buffer(String name, Shape shape, boolean persistent) {
    this.name = name;
    this.shape = shape;
    this.persistent = persistent;
    this.strides = new int[shape.rank()];
    this.floats = Lanes.padded(layOut(shape, strides));
  }

  /** A buffer that keeps its value between runs and owns its memory. */
  static Buffer persistent(String name, Shape shape) {
    return new Buffer(name, shape, true);
  }

  /** A buffer whose memory may be shared with others that are not alive at the same time. */
  static Buffer temporary(String name, Shape shape) {
    return new Buffer(name, shape, false);
  }

  private static int layOut(Shape shape, int[] strides) {
    int rank = shape.rank();
    int stride = 1;
    boolean padded = rank >= 2 && shape.last() > 1;
    for (int axis = rank - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      int size = shape.size(axis);
      if (padded && axis == rank - 1) {
        size = Lanes.padded(size);
      } else if (padded && axis == rank - 2) {
        size = (size + 7) & ~7;
      }
      stride = Math.multiplyExact(stride, size);
    }
    return stride;
  }

  String name() {
    return name;
  }

  Shape shape() {
    return shape;
  }

  boolean persistent() {
    return persistent;
  }

  /** Floats of memory, pads included, a multiple of 16. */
  int floats() {
    return floats;
  }

  /** Whether some float of the memory belongs to no element. */
  boolean hasPads() {
    return floats != shape.count();
  }

  /** Offset in floats from the start of the arena; only after {@link #place}. */
  long at() {
    if (at == UNPLACED) {
      throw new IllegalStateException("Buffer " + this + " has no place in the arena yet.");
    }
    return at;
  }

  /** Gives the buffer its place. */
  void place(long offset) {
    at = offset;
  }

  /** The whole buffer under its own shape. */
  View view() {
    return new View(this, 0, shape, strides);
  }

  @Override
  public String toString() {
    return name + shape;
  }
}
