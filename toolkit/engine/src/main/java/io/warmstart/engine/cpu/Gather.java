package io.warmstart.engine.cpu;

import static io.warmstart.engine.cpu.Lanes.ALL;
import static io.warmstart.engine.cpu.Lanes.base;
import static io.warmstart.engine.cpu.Lanes.get;
import static io.warmstart.engine.cpu.Lanes.set;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;

/**
 * Gathers and scatters by index, and strided copies. Indices are whole numbers stored as floats or,
 * where {@code bits} is true, as 32-bit integers; floats are exact up to 2^24.
 *
 * <p>Columns are separate segments of dense rows. A row of a column is {@code blocks} x {@code
 * width} values; block k of output row i starts at {@code out + i rowStride + k blockStride}.
 */
final class Gather {
  private Gather() {}

  /** Index number i, checked against [0, limit). */
  private static int index(long at, boolean bits, int limit) {
    int index = bits ? ALL.get(JAVA_INT, at << 2) : (int) get(at);
    if (index < 0 || index >= limit) {
      throw new IndexOutOfBoundsException(
          "Gather: index "
              + index
              + " is outside [0, "
              + limit
              + "); check the count of the column and the arithmetic on the index.");
    }
    return index;
  }

  /** Rows of a column of F32. */
  static void rowsF32(
      MemorySegment m,
      MemorySegment column,
      int capacity,
      int blocks,
      int width,
      long index,
      boolean bits,
      int count,
      long out,
      long rowStride,
      int blockStride) {
    long base = base(m);
    long rowBytes = 4L * blocks * width;
    for (int i = 0; i < count; i++) {
      long from = index(base + index + i, bits, capacity) * rowBytes;
      long to = out + i * rowStride;
      for (int k = 0; k < blocks; k++) {
        MemorySegment.copy(
            column, from + 4L * k * width, m, (to + (long) k * blockStride) << 2, 4L * width);
      }
    }
  }

  /** Rows of a column of U8, as 0..255. */
  static void rowsU8(
      MemorySegment m,
      MemorySegment column,
      int capacity,
      int blocks,
      int width,
      long index,
      boolean bits,
      int count,
      long out,
      long rowStride,
      int blockStride) {
    long base = base(m);
    long rowBytes = (long) blocks * width;
    for (int i = 0; i < count; i++) {
      long from = index(base + index + i, bits, capacity) * rowBytes;
      for (int k = 0; k < blocks; k++) {
        long p = from + (long) k * width;
        long o = base + out + i * rowStride + (long) k * blockStride;
        for (int j = 0; j < width; j++) {
          set(o + j, column.get(JAVA_BYTE, p + j) & 0xFF);
        }
      }
    }
  }

  /** Rows of a column of U8 that are pictures, as 0..255. */
  static void pictures(
      MemorySegment m,
      MemorySegment column,
      int capacity,
      long index,
      int count,
      long out,
      PictureLayout layout) {
    long base = base(m);
    long rowBytes = (long) layout.height() * layout.width() * layout.channels();
    for (int i = 0; i < count; i++) {
      long from = index(base + index + i, false, capacity) * rowBytes;
      PictureBytes.load(column, from, m, out + (long) i * layout.image(), layout);
    }
  }

  /** Rows of a column of I32, converted to float. */
  static void rowsI32(
      MemorySegment m,
      MemorySegment column,
      int capacity,
      int blocks,
      int width,
      long index,
      boolean bits,
      int count,
      long out,
      long rowStride,
      int blockStride) {
    long base = base(m);
    long rowBytes = 4L * blocks * width;
    for (int i = 0; i < count; i++) {
      long from = index(base + index + i, bits, capacity) * rowBytes;
      for (int k = 0; k < blocks; k++) {
        long p = from + 4L * k * width;
        long o = base + out + i * rowStride + (long) k * blockStride;
        for (int j = 0; j < width; j++) {
          set(o + j, column.get(JAVA_INT, p + 4L * j));
        }
      }
    }
  }

  /** out[i] = x[index[i]] for blocks of {@code floats} contiguous floats, pads included. */
  static void take(
      MemorySegment m,
      long x,
      long stride,
      int blocks,
      int floats,
      long index,
      boolean bits,
      int count,
      long out,
      long outStride) {
    long base = base(m);
    for (int i = 0; i < count; i++) {
      long from = x + index(base + index + i, bits, blocks) * stride;
      MemorySegment.copy(m, from << 2, m, (out + i * outStride) << 2, 4L * floats);
    }
  }

  /** out[index[i]] += x[i], in order of i, for blocks of contiguous floats; out is zero before. */
  static void scatterAdd(
      MemorySegment m,
      long x,
      long stride,
      int count,
      int floats,
      long index,
      boolean bits,
      int blocks,
      long out,
      long outStride) {
    long base = base(m);
    for (int i = 0; i < count; i++) {
      long to = base + out + index(base + index + i, bits, blocks) * outStride;
      long from = base + x + i * stride;
      for (int j = 0; j < floats; j++) {
        set(to + j, get(to + j) + get(from + j));
      }
    }
  }

  /** out[i] = x[i, index[i]], x [rows, cols]. */
  static void takeLast(
      MemorySegment m, long x, int ldx, int rows, int cols, long index, boolean bits, long out) {
    long base = base(m);
    for (int i = 0; i < rows; i++) {
      set(base + out + i, get(base + x + (long) i * ldx + index(base + index + i, bits, cols)));
    }
  }

  /** out[i, j] = 1 if j = index[i], else 0, out [rows, cols]. */
  static void hotAt(
      MemorySegment m, long index, boolean bits, int rows, int cols, long out, int ldo) {
    long base = base(m);
    for (int i = 0; i < rows; i++) {
      long o = base + out + (long) i * ldo;
      for (int j = 0; j < cols; j++) {
        set(o + j, 0f);
      }
      set(o + index(base + index + i, bits, cols), 1f);
    }
  }

  /** Copies [rows, cols] between row strides: concat, slice, pad and repeat are calls of this. */
  static void copyRows(MemorySegment m, long x, int ldx, int rows, int cols, long out, int ldo) {
    if (ldx == cols && ldo == cols) {
      MemorySegment.copy(m, x << 2, m, out << 2, 4L * rows * cols);
      return;
    }
    for (int i = 0; i < rows; i++) {
      MemorySegment.copy(m, (x + (long) i * ldx) << 2, m, (out + (long) i * ldo) << 2, 4L * cols);
    }
  }

  /** Copies up to four axes with any strides; a stride of 0 in x repeats. */
  static void copyStrided(
      MemorySegment m, long x, int[] sizes, int[] strides, long out, int[] outStrides) {
    long base = base(m);
    for (int i = 0; i < sizes[0]; i++) {
      for (int j = 0; j < sizes[1]; j++) {
        for (int k = 0; k < sizes[2]; k++) {
          long p = base + x + (long) i * strides[0] + (long) j * strides[1] + (long) k * strides[2];
          long q =
              base
                  + out
                  + (long) i * outStrides[0]
                  + (long) j * outStrides[1]
                  + (long) k * outStrides[2];
          for (int n = 0; n < sizes[3]; n++) {
            set(q + (long) n * outStrides[3], get(p + (long) n * strides[3]));
          }
        }
      }
    }
  }

  /** Sets n floats to zero. */
  static void clear(MemorySegment m, long at, long n) {
    m.asSlice(at << 2, n << 2).fill((byte) 0);
  }

  /** Sets [rows, cols] to a value; pads stay as they are. */
  static void fill(MemorySegment m, long at, int ld, int rows, int cols, float value) {
    long base = base(m);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < cols; j++) {
        set(base + at + (long) i * ld + j, value);
      }
    }
  }
}
