package io.warmstart.core.data;

import java.util.List;
import java.util.Map;

/**
 * What a file holds as it is stored, before any reading rule drops or joins rows.
 *
 * @param source file that was read
 * @param format name of the format, such as {@code d4rl}
 * @param bytes size of the file
 * @param sha256 of the file, lower-case hex
 * @param rows steps stored
 * @param terminals rows marked as a true end of the task
 * @param timeoutsStored whether the file marks time limits at all
 * @param timeouts rows marked as a time limit; 0 if the file does not mark them
 * @param columns all arrays, in the file's order
 * @param attributes of the file as text, such as its generator
 */
public record FileFacts(
    String source,
    String format,
    long bytes,
    String sha256,
    long rows,
    long terminals,
    boolean timeoutsStored,
    long timeouts,
    List<StoredColumn> columns,
    Map<String, String> attributes) {
  /** Copies the collections. */
  public FileFacts {
    columns = List.copyOf(columns);
    attributes = Map.copyOf(attributes);
  }

  /**
   * One stored array.
   *
   * @param name path in the file
   * @param type as stored, such as {@code float64 big-endian}
   * @param shape all dimensions, rows first
   * @param storage how it is stored, such as {@code chunked [1024, 17], shuffle, deflate}
   */
  public record StoredColumn(String name, String type, List<Long> shape, String storage) {
    /** Copies the shape. */
    public StoredColumn {
      shape = List.copyOf(shape);
    }
  }
}
