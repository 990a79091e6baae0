package io.warmstart.core.data;

import java.nio.file.Path;
import java.util.Map;

/** A file format of datasets; found by {@link java.util.ServiceLoader}. */
public interface DatasetFormat {
  /** Name for manifests and messages, such as {@code d4rl}. */
  String name();

  /** Whether the file looks like this format; cheap, reads only its head. */
  boolean recognises(Path path);

  /**
   * Reads the file into off-heap columns, streaming: a file larger than the heap loads.
   *
   * @throws DatasetException in one line: where, what was found, what was expected, what to do
   */
  Dataset read(Path path, ReadOptions options);

  /**
   * Writes the dataset, beside and renamed, so that a half-written file never carries the name.
   *
   * @param dataset what to write
   * @param path must not exist yet
   * @param attributes of the file, such as task, generator and seed
   * @throws DatasetException if the target exists, cannot be written, or the format cannot hold it
   */
  void write(Dataset dataset, Path path, Map<String, String> attributes);

  /**
   * Describes the file as it is stored.
   *
   * @throws DatasetException if the file cannot be read or is not of this format
   */
  FileFacts facts(Path path);

  /**
   * Looks for faults in the file as it is stored, before any reading rule hides them.
   *
   * @throws DatasetException if the file cannot be read at all
   */
  DatasetFindings check(Path path);
}
