package io.warmstart.d4rl;

import io.jhdf.api.Dataset;
import io.jhdf.api.dataset.ChunkedDataset;
import io.jhdf.api.dataset.ContiguousDataset;
import io.jhdf.exceptions.HdfException;
import io.jhdf.object.datatype.EnumDataType;
import io.warmstart.core.data.DatasetException;
import io.warmstart.core.data.FileFacts.StoredColumn;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One array of a file: where it is, what its elements are, how many rows it has.
 *
 * <p>The first dimension counts rows. Nothing is read before {@link #rows()} of a reader are asked
 * for.
 */
final class Hdf5Column {
  private final Hdf5File file;
  private final String name;
  private final Dataset dataset;
  private final long[] shape;

  Hdf5Column(Hdf5File file, String name, Dataset dataset) {
    this.file = file;
    this.name = name;
    this.dataset = dataset;
    this.shape = dataset.getDimensionsAsLong();
  }

  Hdf5File file() {
    return file;
  }

  String name() {
    return name;
  }

  /** For messages: {@code hopper.hdf5:/actions}. */
  String where() {
    return file.path() + ":/" + name;
  }

  Dataset dataset() {
    return dataset;
  }

  /** Number of dimensions, rows included. */
  int rank() {
    return shape.length;
  }

  /** First dimension; 0 for a scalar. */
  long rows() {
    return shape.length == 0 ? 0 : shape[0];
  }

  /** Elements per row. */
  int width() {
    long width = 1;
    for (int i = 1; i < shape.length; i++) {
      width = Math.multiplyExact(width, shape[i]);
    }
    return Math.toIntExact(width);
  }

  /** Dimensions as text, such as {@code [2049, 3]}. */
  String shapeText() {
    return Arrays.toString(shape);
  }

  /** Type of the elements; empty if they are no numbers. */
  Optional<ElementType> type() {
    return ElementType.of(dataset.getDataType());
  }

  /** Type for people, also where the elements are no numbers. */
  String typeText() {
    return type()
        .map(ElementType::describe)
        .orElseGet(() ->
            dataset
                .getDataType()
                .getClass()
                .getSimpleName()
                .replace("DataType", "")
                .replace("Data", "")
                .toLowerCase(Locale.ROOT));
  }

  /** Whether any of it was ever written; what was not reads as the fill value. */
  boolean isWritten() {
    return rows() == 0 || !Hdf5File.guarded(file.path(), dataset::isEmpty);
  }

  /**
   * Type, shape and storage for people.
   *
   * @throws DatasetException if it needs a filter that this program does not have
   */
  StoredColumn describe() {
    List<Long> dimensions = Arrays.stream(shape).boxed().toList();
    return new StoredColumn(name, typeText(), dimensions, storage());
  }

  private String storage() {
    if (!(dataset instanceof ChunkedDataset chunked)) {
      return dataset instanceof ContiguousDataset ? "contiguous" : "compact";
    }
    String chunks = "chunked " + Arrays.toString(chunked.getChunkDimensions());
    return Hdf5File.guarded(file.path(), chunked::getFilters).stream()
        .map(filter -> ", " + filter.getName())
        .collect(Collectors.joining("", chunks, ""));
  }

  /**
   * Starts reading rows from the first one.
   *
   * @throws DatasetException if the elements are no numbers, or a filter is missing
   */
  RowReader reader() {
    ElementType type =
        type()
            .orElseThrow(() ->
                new DatasetException(
                    where()
                        + " holds "
                        + typeText()
                        + "; expected numbers. Store it as float32 or float64."));
    if (rank() < 1 || rank() > 2) {
      throw new DatasetException(
          where()
              + " has shape "
              + shapeText()
              + "; expected [rows] or [rows, channels]. Flatten each row to a vector.");
    }
    return Hdf5File.guarded(file.path(), () -> new RowReader(this, type, fillValue()));
  }

  /** Sizes of one row; empty for scalars. */
  List<Integer> rowShape() {
    return Arrays.stream(shape).skip(1).mapToObj(Math::toIntExact).toList();
  }

  /** Decompresses the chunk that starts at the offset; null if it was never written. */
  byte @Nullable [] chunk(int[] offset) {
    try {
      return ((ChunkedDataset) dataset).getDecompressedChunk(offset);
    } catch (HdfException e) {
      // jHDF has no other way to tell that a chunk was never written.
      if (Hdf5File.firstLine(e).startsWith("No chunk with offset")) {
        return null;
      }
      throw e;
    }
  }

  /** What elements read as that were never written. */
  float fillValue() {
    boolean gaps = dataset.isEmpty() || dataset instanceof ChunkedDataset;
    return switch (gaps ? dataset.getFillValue() : null) {
      case Number number -> number.floatValue();
      case String member when dataset.getDataType() instanceof EnumDataType type ->
          type.getEnumMapping().entrySet().stream()
              .filter(entry -> entry.getValue().equals(member))
              .map(Map.Entry::getKey)
              .findFirst()
              .orElse(0);
      case null, default -> 0;
    };
  }
}
