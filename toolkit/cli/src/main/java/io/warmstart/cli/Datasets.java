package io.warmstart.cli;

import io.warmstart.core.config.NearMiss;
import io.warmstart.core.data.Dataset;
import io.warmstart.core.data.DatasetException;
import io.warmstart.core.data.DatasetFormat;
import io.warmstart.core.data.ReadOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.StreamSupport;

/** The dataset formats on the class path. */
final class Datasets {
  private Datasets() {}

  private static List<DatasetFormat> formats() {
    return StreamSupport.stream(ServiceLoader.load(DatasetFormat.class).spliterator(), false)
        .toList();
  }

  /**
   * The format of that name.
   *
   * @throws CommandException if there is none
   */
  static DatasetFormat format(String name) {
    List<DatasetFormat> formats = formats();
    return formats.stream()
        .filter(format -> format.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new CommandException(
                ExitCode.USAGE,
                "\""
                    + name
                    + "\" is not a dataset format; "
                    + NearMiss.clause(name, formats.stream().map(DatasetFormat::name).toList())));
  }

  /**
   * The format that recognises a file.
   *
   * @throws DatasetException if the file does not exist or no format knows it
   */
  static DatasetFormat formatOf(Path path) {
    if (!Files.exists(path)) {
      throw new DatasetException(path + " does not exist; expected a dataset file" + nearby(path));
    }
    if (Files.isDirectory(path)) {
      throw new DatasetException(path + " is a directory; expected a dataset file");
    }
    if (!Files.isReadable(path)) {
      throw new DatasetException(path + " cannot be read: permission denied");
    }
    List<DatasetFormat> formats = formats();
    return formats.stream()
        .filter(format -> format.recognises(path))
        .findFirst()
        .orElseThrow(() ->
            new DatasetException(
                path
                    + " is in no known format; expected one of: "
                    + String.join(", ", formats.stream().map(DatasetFormat::name).toList())));
  }

  /**
   * The format that a new file of that name is written in.
   *
   * @throws CommandException if the name tells none
   */
  static DatasetFormat formatFor(Path target) {
    return formats().stream()
        .filter(format -> format.recognises(target))
        .findFirst()
        .orElseThrow(() ->
            new CommandException(
                ExitCode.USAGE,
                target + " does not say its format; end its name with .hdf5 or .mcap"));
  }

  private static String nearby(Path path) {
    Path folder = path.toAbsolutePath().getParent();
    Path name = path.getFileName();
    if (folder == null || name == null || !Files.isDirectory(folder)) {
      return "";
    }
    String[] names = folder.toFile().list();
    return names == null
        ? ""
        : NearMiss.of(name.toString(), List.of(names))
            .map(near -> "; did you mean \"" + near + "\"?")
            .orElse("");
  }

  /**
   * Reads a dataset; the caller closes it.
   *
   * @throws DatasetException if it cannot be read or holds nothing
   */
  static Dataset read(Path path, ReadOptions.Reading reading) {
    Dataset dataset = formatOf(path).read(path, new ReadOptions(reading));
    if (dataset.transitions() == 0) {
      dataset.close();
      throw new DatasetException(path + " holds no transitions; expected at least one");
    }
    return dataset;
  }
}
