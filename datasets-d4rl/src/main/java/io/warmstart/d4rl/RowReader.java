package io.warmstart.d4rl;

import io.jhdf.api.Dataset;
import io.jhdf.api.dataset.ChunkedDataset;
import io.jhdf.api.dataset.ContiguousDataset;
import io.jhdf.dataset.CompactDataset;
import io.warmstart.core.data.DatasetException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Rows of one array as floats, through a window of bounded size.
 *
 * <p>Windows begin and end at chunk borders, so that rows read in ascending order decompress every
 * chunk once. Memory is one window plus one chunk, whatever the size of the file. Single thread.
 */
final class RowReader {
  private static final int WINDOW_ELEMENTS = 1 << 16;

  private final Hdf5Column column;
  private final ElementType type;
  private final float fill;
  private final long rows;
  private final int width;
  private final int windowRows;
  private float[] window = {};
  private float[] chunkValues = {};
  private long first;
  private long end;

  RowReader(Hdf5Column column, ElementType type, float fill) {
    this.column = column;
    this.type = type;
    this.fill = fill;
    this.rows = column.rows();
    this.width = column.width();
    this.windowRows = windowRows();
  }

  private int windowRows() {
    int wanted = Math.max(1, WINDOW_ELEMENTS / Math.max(1, width));
    if (column.dataset() instanceof ChunkedDataset chunked) {
      int chunkRows = chunked.getChunkDimensions()[0];
      requireHeapFor((long) chunkRows * width);
      return chunkRows * Math.max(1, wanted / chunkRows);
    }
    if (column.dataset() instanceof CompactDataset) {
      return Math.max(1, Math.toIntExact(rows));
    }
    return wanted;
  }

  /** Chunks can only be decompressed whole: compressed, plain, and as floats at the same time. */
  private void requireHeapFor(long elements) {
    long needed = elements * (2L * type.bytes() + 2 * Float.BYTES);
    if (needed > Runtime.getRuntime().maxMemory() / 2 || elements > Integer.MAX_VALUE / 8) {
      throw new DatasetException(
          column.where()
              + " is stored in chunks of "
              + elements
              + " numbers, which need "
              + (needed >> 20)
              + " MiB of heap to decompress; the limit is "
              + (Runtime.getRuntime().maxMemory() >> 20)
              + " MiB. Run with a larger -Xmx, or rechunk the file with h5repack.");
    }
  }

  /** Number of rows. */
  long rows() {
    return rows;
  }

  /** Numbers per row. */
  int width() {
    return width;
  }

  /**
   * The window that holds the row last located; valid until another row is located.
   *
   * @see #locate
   */
  float[] values() {
    return window;
  }

  /**
   * Makes the window hold a row.
   *
   * @param row ascending from call to call, or chunks are decompressed again
   * @return index of its first number in {@link #values()}
   * @throws DatasetException if the rows cannot be read or decompressed
   */
  int locate(long row) {
    if (row < first || row >= end) {
      load(row);
    }
    return (int) (row - first) * width;
  }

  /** First number of a row. */
  float scalar(long row) {
    int at = locate(row);
    return window[at];
  }

  private void load(long row) {
    first = row - row % windowRows;
    end = Math.min(rows, first + windowRows);
    int count = (int) (end - first) * width;
    if (window.length < count) {
      window = new float[count];
    }
    try {
      Hdf5File.guarded(
          column.file().path(),
          () -> {
            fillWindow(column.dataset(), count);
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

  private void fillWindow(Dataset dataset, int count) {
    if (dataset.isEmpty()) {
      Arrays.fill(window, 0, count, fill);
    } else if (dataset instanceof ContiguousDataset contiguous) {
      ByteBuffer bytes = ByteBuffer.allocate(count * type.bytes());
      long offset = first * width * type.bytes();
      column.file().readFully(bytes, contiguous.getDataAddress() + offset);
      type.decode(bytes, 0, window, 0, count);
    } else if (dataset instanceof ChunkedDataset chunked) {
      fillFromChunks(chunked);
    } else if (dataset instanceof CompactDataset compact) {
      ByteBuffer bytes = compact.getDataBuffer();
      type.decode(bytes.slice(), 0, window, 0, count);
    } else {
      throw new IllegalArgumentException(
          "storage " + dataset.getDataLayout() + " of /" + column.name() + " is not supported");
    }
  }

  private void fillFromChunks(ChunkedDataset chunked) {
    int[] chunk = chunked.getChunkDimensions();
    int chunkRows = chunk[0];
    int chunkWidth = chunk.length == 1 ? 1 : chunk[1];
    int[] offset = new int[chunk.length];
    for (long row = first; row < end; row += chunkRows) {
      offset[0] = Math.toIntExact(row);
      int rowsHere = (int) Math.min(chunkRows, end - row);
      for (int channel = 0; channel < width; channel += chunkWidth) {
        if (chunk.length > 1) {
          offset[1] = channel;
        }
        decodeChunk(offset, chunkRows * chunkWidth);
        int widthHere = Math.min(chunkWidth, width - channel);
        int to = (int) (row - first) * width + channel;
        scatter(rowsHere, chunkWidth, widthHere, to);
      }
    }
  }

  private void decodeChunk(int[] offset, int elements) {
    if (chunkValues.length < elements) {
      chunkValues = new float[elements];
    }
    byte[] bytes = column.chunk(offset);
    if (bytes == null) {
      Arrays.fill(chunkValues, 0, elements, fill);
      return;
    }
    type.decode(ByteBuffer.wrap(bytes), 0, chunkValues, 0, elements);
  }

  private void scatter(int rowsHere, int chunkWidth, int widthHere, int to) {
    if (widthHere == width && chunkWidth == width) {
      System.arraycopy(chunkValues, 0, window, to, rowsHere * width);
      return;
    }
    for (int row = 0; row < rowsHere; row++) {
      int from = row * chunkWidth;
      int target = to + row * width;
      for (int i = 0; i < widthHere; i++) {
        window[target + i] = chunkValues[from + i];
      }
    }
  }
}
