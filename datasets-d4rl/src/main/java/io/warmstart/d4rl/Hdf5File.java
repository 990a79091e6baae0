package io.warmstart.d4rl;

import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Link;
import io.jhdf.api.Node;
import io.jhdf.exceptions.HdfException;
import io.warmstart.core.data.DatasetException;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Array;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.Supplier;

/**
 * An HDF5 file opened for reading: its arrays by path, and its attributes.
 *
 * <p>The structure is parsed by jHDF; the numbers are decoded here ({@link RowReader}), because
 * jHDF widens uint8, turns booleans into strings and returns null where nothing was written. Single
 * thread. Whoever opens it closes it.
 */
final class Hdf5File implements AutoCloseable {
  private final Path path;
  private final FileChannel channel;
  private final HdfFile file;
  private final Map<String, Hdf5Column> columns = new LinkedHashMap<>();
  private final List<String> skipped = new ArrayList<>();

  private Hdf5File(Path path, FileChannel channel, HdfFile file) {
    this.path = path;
    this.channel = channel;
    this.file = file;
  }

  /**
   * Opens the file and lists its arrays.
   *
   * @throws DatasetException in one line, if it is missing, no HDF5 file, truncated or damaged
   */
  static Hdf5File open(Path path) {
    if (Files.isDirectory(path)) {
      throw new DatasetException(
          path + " is a directory; expected an HDF5 file. Name the file inside it.");
    }
    if (!Files.exists(path)) {
      throw new DatasetException(path + " does not exist; expected an HDF5 file. Check the name.");
    }
    try (Opening opening = new Opening(path)) {
      Hdf5Head.require(path, opening.channel);
      Hdf5File opened = parse(path, opening.channel);
      opening.keep = true;
      return opened;
    } catch (IOException e) {
      throw new DatasetException(path + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static Hdf5File parse(Path path, FileChannel channel) {
    return guarded(
        path,
        () -> {
          Hdf5File opened = new Hdf5File(path, channel, new HdfFile(path));
          boolean walked = false;
          try {
            opened.walk(opened.file, "");
            walked = true;
          } finally {
            if (!walked) {
              opened.file.close();
            }
          }
          return opened;
        });
  }

  /**
   * Runs a piece of jHDF's parsing; corrupt metadata surfaces there as any of these exceptions.
   *
   * @throws DatasetException in one line instead
   */
  static <T> T guarded(Path path, Supplier<T> parsing) {
    try {
      return parsing.get();
    } catch (HdfException
        | IllegalArgumentException
        | IndexOutOfBoundsException
        | BufferUnderflowException
        | NegativeArraySizeException
        | ArithmeticException
        | ClassCastException
        | NullPointerException e) {
      throw damaged(path, e);
    }
  }

  private static DatasetException damaged(Path path, RuntimeException e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return new DatasetException(
        path
            + " cannot be read as HDF5 ("
            + firstLine(cause)
            + "). If it holds virtual datasets or rare filters, copy it with h5repack first;"
            + " otherwise it is damaged: get it again.",
        e);
  }

  static String firstLine(Throwable cause) {
    String name = cause.getClass().getSimpleName();
    String message = cause.getMessage() == null ? name : cause.getMessage();
    return message.lines().findFirst().orElse("no reason given");
  }

  private void walk(Group group, String prefix) {
    for (Map.Entry<String, Node> entry : group.getChildren().entrySet()) {
      String name = prefix + entry.getKey();
      Node node = entry.getValue();
      if (node instanceof Link link) {
        if (link.isBrokenLink()) {
          skipped.add("/" + name + ": the link leads nowhere");
          continue;
        }
        node = link.getTarget();
      }
      if (node instanceof Group child) {
        walk(child, name + "/");
      } else if (node instanceof Dataset dataset) {
        columns.put(name, new Hdf5Column(this, name, dataset));
      }
    }
  }

  Path path() {
    return path;
  }

  /** Arrays by path without the leading slash. */
  Map<String, Hdf5Column> columns() {
    return columns;
  }

  /** What could not be listed, each with its reason. */
  List<String> skipped() {
    return skipped;
  }

  /** Attributes of the root group as text. */
  Map<String, String> attributes() {
    Map<String, String> texts = new LinkedHashMap<>();
    return guarded(
        path,
        () -> {
          file.getAttributes().forEach((name, attribute) -> texts.put(name, text(attribute)));
          return texts;
        });
  }

  /** Numbers of an attribute of an array or, with an empty column, of the root group. */
  Optional<double[]> numbers(String column, String attribute) {
    return value(column, attribute)
        .filter(v -> v instanceof double[] || v instanceof Double)
        .map(v -> v instanceof double[] array ? array : new double[] {(Double) v});
  }

  /** Strings of an attribute of an array. */
  Optional<List<String>> strings(String column, String attribute) {
    return value(column, attribute)
        .filter(v -> v instanceof String[])
        .map(v -> List.of((String[]) v));
  }

  private Optional<Object> value(String column, String attribute) {
    return guarded(
        path,
        () -> {
          Node node = column.isEmpty() ? file : file.getByPath(column);
          Attribute found = node.getAttributes().get(attribute);
          return Optional.ofNullable(found).filter(a -> !a.isEmpty()).map(Attribute::getData);
        });
  }

  private static String text(Attribute attribute) {
    if (attribute.isEmpty()) {
      return "";
    }
    Object data = attribute.getData();
    if (!data.getClass().isArray()) {
      return data.toString();
    }
    StringJoiner joined = new StringJoiner(", ", "[", "]");
    for (int i = 0; i < Array.getLength(data); i++) {
      joined.add(String.valueOf(Array.get(data, i)));
    }
    return joined.toString();
  }

  /**
   * Fills the rest of {@code target} from an address of the file format.
   *
   * @throws UncheckedIOException if the file ends before
   */
  void readFully(ByteBuffer target, long address) {
    long at = file.getUserBlockSize() + address;
    try {
      while (target.hasRemaining()) {
        int got = channel.read(target, at);
        if (got < 0) {
          throw new EOFException("the file ends at byte " + at);
        }
        at += got;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    file.close();
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Closes the channel unless the file was opened with success. */
  private static final class Opening implements AutoCloseable {
    private final FileChannel channel;
    private boolean keep;

    Opening(Path path) throws IOException {
      channel = FileChannel.open(path, StandardOpenOption.READ);
    }

    @Override
    public void close() throws IOException {
      if (!keep) {
        channel.close();
      }
    }
  }
}
