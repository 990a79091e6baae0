package io.warmstart.core.data;

import io.warmstart.engine.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * A typed column of rows, dense and off-heap.
 *
 * <p>The memory belongs to the arena it was allocated from; access after that arena is closed
 * throws {@link IllegalStateException}.
 */
public final class ColumnBuffer {
  private final String name;
  private final DType type;
  private final List<Integer> rowShape;
  private final int rowElements;
  private final long rows;
  private final MemorySegment data;

  private ColumnBuffer(
      String name, DType type, List<Integer> rowShape, long rows, MemorySegment data) {
    this.name = name;
    this.type = type;
    this.rowShape = List.copyOf(rowShape);
    this.rowElements = rowShape.stream().mapToInt(Integer::intValue).reduce(1, Math::multiplyExact);
    this.rows = rows;
    this.data = data;
  }

  /**
   * A column of zeros.
   *
   * @param arena owner of the memory
   * @param name of the column
   * @param type of an element
   * @param rowShape shape of one row; empty for scalars
   * @param rows number of rows
   */
  static ColumnBuffer allocate(
      Arena arena, String name, DType type, List<Integer> rowShape, long rows) {
    long bytes = type.bytes();
    for (int size : rowShape) {
      bytes = Math.multiplyExact(bytes, size);
    }
    return new ColumnBuffer(
        name, type, rowShape, rows, arena.allocate(Math.multiplyExact(bytes, rows), 64));
  }

  /** The same memory, seen as its first {@code rows} rows. */
  ColumnBuffer firstRows(long rows) {
    return new ColumnBuffer(name, type, rowShape, rows, data.asSlice(0, rows * rowBytes()));
  }

  /** Name of the column. */
  public String name() {
    return name;
  }

  /** Type of an element. */
  public DType type() {
    return type;
  }

  /** Shape of one row; empty for scalars. */
  public List<Integer> rowShape() {
    return rowShape;
  }

  /** Elements of one row. */
  public int rowElements() {
    return rowElements;
  }

  /** Bytes of one row. */
  public long rowBytes() {
    return (long) rowElements * type.bytes();
  }

  /** Number of rows. */
  public long rows() {
    return rows;
  }

  /** All rows, read-only: row-major, no padding. */
  public MemorySegment data() {
    return data.asReadOnly();
  }

  /** All rows, writable for the owner inside this package. */
  MemorySegment writable() {
    return data;
  }

  /**
   * Element {@code i} of row {@code row} as a float.
   *
   * @throws IndexOutOfBoundsException outside the column
   */
  public float get(long row, int i) {
    long index = row * rowElements + i;
    return switch (type) {
      case F32 -> data.getAtIndex(ValueLayout.JAVA_FLOAT, index);
      case I32 -> data.getAtIndex(ValueLayout.JAVA_INT, index);
      case I64 -> data.getAtIndex(ValueLayout.JAVA_LONG, index);
      case U8 -> data.get(ValueLayout.JAVA_BYTE, index) & 0xFF;
    };
  }

  /**
   * Element {@code i} of row {@code row} of an integer column, exact.
   *
   * @throws IllegalStateException for an F32 column
   */
  public long getLong(long row, int i) {
    long index = row * rowElements + i;
    return switch (type) {
      case I32 -> data.getAtIndex(ValueLayout.JAVA_INT, index);
      case I64 -> data.getAtIndex(ValueLayout.JAVA_LONG, index);
      case U8 -> data.get(ValueLayout.JAVA_BYTE, index) & 0xFF;
      case F32 -> throw new IllegalStateException("column \"" + name + "\" holds F32");
    };
  }
}
