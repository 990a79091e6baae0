package io.warmstart.d4rl;

import io.warmstart.core.data.DatasetException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A file in D4RL's layout: which arrays there are, and whether they fit together.
 *
 * <p>Opening succeeds for any HDF5 file; {@link #problems} says what is wrong with it as a D4RL
 * file, and {@link #requireSound} refuses it.
 */
final class D4rlFile implements AutoCloseable {
  private static final List<String> REQUIRED =
      List.of("observations", "actions", "rewards", "terminals");
  private static final List<String> OPTIONAL = List.of("timeouts", "next_observations");
  private static final List<String> VECTORS =
      List.of("observations", "actions", "next_observations");

  private final Hdf5File file;
  private final List<Problem> problems = new ArrayList<>();
  private final List<Hdf5Column> infos = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private List<FrameArrays> frames = List.of();

  /**
   * Something that keeps the file from being read.
   *
   * @param check name of the check, such as {@code missing}
   * @param where array concerned
   * @param message one line with what was found, what was expected, and what to do
   */
  record Problem(String check, String where, String message) {}

  private D4rlFile(Hdf5File file) {
    this.file = file;
  }

  /**
   * Opens a file.
   *
   * @throws DatasetException if it cannot be read as HDF5
   */
  static D4rlFile open(Path path) {
    D4rlFile opened = new D4rlFile(Hdf5File.open(path));
    opened.file.skipped().forEach(text -> opened.notes.add("skipped " + text));
    opened.examine();
    return opened;
  }

  private void examine() {
    for (String name : REQUIRED) {
      if (!file.columns().containsKey(name)) {
        problems.add(
            new Problem(
                "missing",
                "/" + name,
                file.path()
                    + " has no array \""
                    + name
                    + "\"; it has "
                    + file.columns().keySet()
                    + ". D4RL files need "
                    + REQUIRED
                    + " at the top level; rename or convert it."));
      }
    }
    for (Map.Entry<String, Hdf5Column> entry : file.columns().entrySet()) {
      String name = entry.getKey();
      if (REQUIRED.contains(name) || OPTIONAL.contains(name)) {
        examineShape(entry.getValue());
      } else if (!FrameArrays.covers(name)) {
        examineExtra(entry.getValue());
      }
    }
    frames = FrameArrays.of(this);
    if (problems.isEmpty()) {
      examineRows();
    }
    if (problems.isEmpty() && !frames.isEmpty()) {
      long ends = ends();
      frames.forEach(arrays -> arrays.examineRows(this, ends));
    }
  }

  /** Rows that are marked as an end, or are the last one. */
  private long ends() {
    RowReader terminals = required("terminals").reader();
    RowReader timeouts = column("timeouts").map(Hdf5Column::reader).orElse(null);
    long ends = 0;
    for (long i = 0; i < rows(); i++) {
      boolean marked = terminals.scalar(i) != 0 || timeouts != null && timeouts.scalar(i) != 0;
      ends += marked || i == rows() - 1 ? 1 : 0;
    }
    return ends;
  }

  private void examineShape(Hdf5Column column) {
    boolean vector = VECTORS.contains(column.name());
    if (column.type().isEmpty()) {
      problem(
          "type",
          column,
          " holds "
              + column.typeText()
              + "; expected numbers. Store it as "
              + (vector || column.name().equals("rewards") ? "float32." : "bool."));
    } else if (vector && (column.rank() != 2 || column.width() == 0)) {
      problem(
          "rank",
          column,
          " has shape "
              + column.shapeText()
              + "; expected [rows, channels]. Store one vector per row.");
    } else if (!vector && (column.rank() != 1 && column.rank() != 2 || column.width() != 1)) {
      problem(
          "rank",
          column,
          " has shape "
              + column.shapeText()
              + "; expected [rows] or [rows, 1]. Store one number per row.");
    }
  }

  private void examineExtra(Hdf5Column column) {
    String name = column.name();
    if (!name.startsWith("infos/")) {
      if (!name.startsWith("metadata/")) {
        notes.add("skipped /" + name + ": not part of the D4RL layout");
      }
    } else if (column.type().isEmpty()) {
      notes.add("skipped /" + name + ": holds " + column.typeText() + ", not numbers");
    } else if (column.rank() < 1 || column.rank() > 2 || column.width() == 0) {
      notes.add("skipped /" + name + ": shape " + column.shapeText() + " is not one row per step");
    } else {
      infos.add(column);
    }
  }

  private void examineRows() {
    long expected = rows();
    if (expected == 0) {
      problems.add(
          new Problem(
              "empty",
              "/observations",
              file.path() + ":/observations has 0 rows; expected at least one. Record it again."));
    }
    for (Hdf5Column column : file.columns().values()) {
      boolean step = REQUIRED.contains(column.name()) || OPTIONAL.contains(column.name());
      if (step && column.rows() != expected) {
        problem(
            "rows",
            column,
            " has "
                + column.rows()
                + " rows but /observations has "
                + expected
                + "; expected the same. The recording broke off or arrays were mixed up; cut all to the"
                + " shortest or get the file again.");
      }
    }
    infos.removeIf(column -> {
      boolean other = column.rows() != expected;
      if (other) {
        notes.add("skipped /" + column.name() + ": " + column.rows() + " rows, not " + expected);
      }
      return other;
    });
    column("next_observations")
        .filter(next -> next.width() != required("observations").width())
        .ifPresent(next ->
            problem(
                "rank",
                next,
                " has "
                    + next.width()
                    + " channels but /observations has "
                    + required("observations").width()
                    + "; expected the same. Remove or rewrite"
                    + " it."));
  }

  /** Notes what is left out when the file is read. */
  void note(String text) {
    notes.add(text);
  }

  /** Records that an array keeps the file from being read. */
  void problem(String check, Hdf5Column column, String text) {
    problems.add(new Problem(check, "/" + column.name(), column.where() + text));
  }

  /**
   * This file, if nothing is wrong with it.
   *
   * @throws DatasetException with the first problem
   */
  D4rlFile requireSound() {
    if (!problems.isEmpty()) {
      throw new DatasetException(problems.get(0).message());
    }
    return this;
  }

  List<Problem> problems() {
    return problems;
  }

  /** What is left out when it is read, and why. */
  List<String> notes() {
    return notes;
  }

  Hdf5File file() {
    return file;
  }

  Path path() {
    return file.path();
  }

  /** Steps stored; 0 if there are no observations. */
  long rows() {
    return column("observations").map(Hdf5Column::rows).orElse(0L);
  }

  Optional<Hdf5Column> column(String name) {
    return Optional.ofNullable(file.columns().get(name));
  }

  /** A column that {@link #requireSound} has vouched for. */
  Hdf5Column required(String name) {
    return column(name)
        .orElseThrow(() -> new DatasetException(path() + " has no array \"" + name + "\""));
  }

  /** Further vectors or numbers per step, below {@code infos/}. */
  List<Hdf5Column> infos() {
    return infos;
  }

  /** Parts of an observation beside the vectors, in the file's order. */
  List<FrameArrays> frames() {
    return frames;
  }

  @Override
  public void close() {
    file.close();
  }
}
