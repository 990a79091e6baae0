package io.warmstart.d4rl;

import io.jhdf.api.Dataset;
import io.jhdf.api.dataset.ChunkedDataset;
import io.jhdf.api.dataset.ContiguousDataset;
import io.jhdf.dataset.CompactDataset;
import io.warmstart.core.data.DatasetException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Rows of one array as the bytes that are stored, through a window of one chunk's rows.
 *
 * <p>Rows that are read in ascending order decompress every chunk once. Single thread.
 */
final class FrameReader {
  private static final int WINDOW_BYTES = 1 << 20;

  private final Hdf5Column column;
  private final long rows;
  private final int[] shape;
  private final int elementBytes;
  private final int rowBytes;
  private final int windowRows;
  private final byte[] window;
  private long first;
  private long end;

  /**
   * Before the first row.
   *
   * @param column of uint8 or little-endian float32, in two or more dimensions
   * @throws DatasetException if its chunks are too large for the heap
   */
  FrameReader(Hdf5Column column) {
    this.column = column;
    this.rows = column.rows();
    this.elementBytes = column.type().orElseThrow().bytes();
    this.shape = new int[column.rank()];
    for (int i = 1; i < shape.length; i++) {
      shape[i] = column.rowShape().get(i - 1);
    }
    this.rowBytes = Math.multiplyExact(column.width(), elementBytes);
    long wanted =
        switch (column.dataset()) {
          case ChunkedDataset chunked -> chunked.getChunkDimensions()[0];
          case CompactDataset ignored -> Math.max(1, rows);
          default -> Math.max(1, WINDOW_BYTES / rowBytes);
        };
    // A chunk is there compressed and plain at the same time as the window.
    long needed = 3 * wanted * rowBytes;
    if (needed > Runtime.getRuntime().maxMemory() / 2 || needed > Integer.MAX_VALUE) {
      throw new DatasetException(
          column.where()
              + " is stored in chunks of "
              + wanted
              + " frames, which need "
              + (needed >> 20)
              + " MiB of heap to decompress; the limit is "
              + (Math.min(Runtime.getRuntime().maxMemory() / 2, Integer.MAX_VALUE) >> 20)
              + " MiB. Run with a larger -Xmx, or rechunk the file with h5repack.");
    }
    windowRows = (int) wanted;
    window = new byte[windowRows * rowBytes];
  }

  /** Number of rows. */
  long rows() {
    return rows;
  }

  /** Bytes of one row. */
  int rowBytes() {
    return rowBytes;
  }

  /**
   * Copies a row.
   *
   * @param row ascending from call to call, or chunks are decompressed again
   * @param to receives {@link #rowBytes} bytes
   * @throws DatasetException if the row cannot be read or decompressed
   */
  void copy(long row, MemorySegment to) {
    MemorySegment.copy(window, locate(row), to, ValueLayout.JAVA_BYTE, 0, rowBytes);
  }

  /** Bytes among which a row was last located. */
  byte[] values() {
    return window;
  }

  /** Makes the window hold a row and returns the index of its first byte there. */
  int locate(long row) {
    if (row < first || row >= end) {
      load(row);
    }
    return (int) (row - first) * rowBytes;
  }

  private void load(long row) {
    first = row - row % windowRows;
    end = Math.min(rows, first + windowRows);
    try {
      Hdf5File.guarded(
          column.file().path(),
          () -> {
            fill(column.dataset());
            return window;
          });
    } catch (UncheckedIOException e) {
      throw new DatasetException(
          column.where()
              + " cannot be read at rows "
              + first
              + " to "
              + (end - 1)
              + " ("
              + Hdf5File.firstLine(e)
              + "); expected "
              + rows
              + " rows. Get the file again.",
          e);
    }
  }

  private void fill(Dataset dataset) {
    int count = (int) (end - first) * rowBytes;
    if (dataset.isEmpty()) {
      unwritten(window, count);
    } else if (dataset instanceof ContiguousDataset contiguous) {
      ByteBuffer bytes = ByteBuffer.wrap(window, 0, count);
      column.file().readFully(bytes, contiguous.getDataAddress() + first * rowBytes);
    } else if (dataset instanceof ChunkedDataset chunked) {
      int[] offset = new int[shape.length];
      offset[0] = Math.toIntExact(first);
      chunks(chunked.getChunkDimensions(), offset, 1);
    } else if (dataset instanceof CompactDataset compact) {
      compact.getDataBuffer().slice().get(window, 0, count);
    } else {
      throw new IllegalArgumentException(
          "storage " + dataset.getDataLayout() + " of /" + column.name() + " is not supported");
    }
  }

  private void unwritten(byte[] bytes, int count) {
    float value = column.fillValue();
    if (elementBytes == 1) {
      Arrays.fill(bytes, 0, count, (byte) value);
      return;
    }
    ByteBuffer floats = ByteBuffer.wrap(bytes, 0, count).order(ByteOrder.LITTLE_ENDIAN);
    while (floats.hasRemaining()) {
      floats.putFloat(value);
    }
  }

  /** Visits all chunks of the window's rows, one dimension after the other. */
  private void chunks(int[] chunk, int[] offset, int dimension) {
    if (dimension < shape.length) {
      for (int at = 0; at < shape[dimension]; at += chunk[dimension]) {
        offset[dimension] = at;
        chunks(chunk, offset, dimension + 1);
      }
      return;
    }
    int elements = Arrays.stream(chunk).reduce(1, Math::multiplyExact);
    byte[] bytes = column.chunk(offset);
    if (bytes == null) {
      bytes = new byte[elements * elementBytes];
      unwritten(bytes, bytes.length);
    }
    scatter(bytes, chunk, offset, 0, 0, 0);
  }

  /** Copies what a chunk has of one dimension; indices count elements before it. */
  private void scatter(byte[] bytes, int[] chunk, int[] offset, int dimension, int from, int to) {
    int start = dimension == 0 ? 0 : offset[dimension];
    int size = dimension == 0 ? (int) (end - first) : shape[dimension] - start;
    int count = Math.min(chunk[dimension], size);
    int stored = from * chunk[dimension];
    int target = to * (dimension == 0 ? windowRows : shape[dimension]) + start;
    if (dimension == shape.length - 1) {
      System.arraycopy(
          bytes, stored * elementBytes, window, target * elementBytes, count * elementBytes);
      return;
    }
    for (int i = 0; i < count; i++) {
      scatter(bytes, chunk, offset, dimension + 1, stored + i, target + i);
    }
  }
}
