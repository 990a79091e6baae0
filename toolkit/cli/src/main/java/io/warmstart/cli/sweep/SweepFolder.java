package io.warmstart.cli.sweep;

import io.warmstart.core.run.DurableFile;
import io.warmstart.core.run.RunException;
import io.warmstart.core.run.RunLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A sweep on disk.
 *
 * <pre>
 * grid.yaml              the grid as it was started last
 * results.csv/.json      {@link ResultsTable}, rewritten after every cell
 * cells/NAME.yaml        all settings of a cell with the origin of each
 * cells/NAME.json        its {@link CellResult}
 * cells/NAME.log         everything its processes printed
 * runs/NAME/             its run
 * set-aside/NAME-1/      runs that failed or had other settings, when they were begun again
 * .lock                  held by the process that writes the sweep
 * </pre>
 *
 * @param path of the sweep
 */
public record SweepFolder(Path path) {
  /** Makes the folders that are missing. */
  public void create() {
    try {
      Files.createDirectories(runs());
      Files.createDirectories(path.resolve("cells"));
    } catch (IOException e) {
      throw new RunException("cannot create " + path + ": " + e.getMessage(), e);
    }
  }

  /** Whether there is a sweep. */
  public boolean exists() {
    return Files.isDirectory(path.resolve("cells"));
  }

  /**
   * Takes the right to write it.
   *
   * @throws RunException if another process has it
   */
  public RunLock lock() {
    return RunLock.take(path.resolve(".lock"), path);
  }

  /** Folder of the runs. */
  public Path runs() {
    return path.resolve("runs");
  }

  /** Run of a cell. */
  public Path run(String cell) {
    return runs().resolve(cell);
  }

  /** Run of a cell as results name it. */
  public String runName(String cell) {
    return path.relativize(run(cell)).toString();
  }

  /** Settings of a cell. */
  public Path config(String cell) {
    return path.resolve("cells").resolve(cell + ".yaml");
  }

  /** Log of a cell. */
  public Path log(String cell) {
    return path.resolve("cells").resolve(cell + ".log");
  }

  /** Log of a cell as results name it. */
  public String logName(String cell) {
    return path.relativize(log(cell)).toString();
  }

  /** Keeps the grid as it is now. */
  public void writeGrid(String yaml) {
    DurableFile.write(path.resolve("grid.yaml"), yaml);
  }

  /** Keeps the settings of a cell. */
  public void writeConfig(String cell, String yaml) {
    DurableFile.write(config(cell), yaml);
  }

  /** Keeps the result of a cell. */
  public void write(CellResult result) {
    ResultsTable.writeCell(resultFile(result.cell()), result);
  }

  /** The result of a cell, if it has one. */
  public Optional<CellResult> result(String cell) {
    return ResultsTable.readCell(resultFile(cell));
  }

  /** Rewrites the table from the results of these cells. */
  public void writeTable(List<String> cells) {
    List<CellResult> results = new ArrayList<>();
    cells.forEach(cell -> result(cell).ifPresent(results::add));
    new ResultsTable(results).write(path);
  }

  /** Moves the run of a cell, if there is one, out of the way, and forgets its result. */
  public void setAside(String cell) {
    try {
      Files.deleteIfExists(resultFile(cell));
      if (!Files.exists(run(cell))) {
        return;
      }
      Path aside = path.resolve("set-aside");
      Files.createDirectories(aside);
      int number = 1;
      while (Files.exists(aside.resolve(cell + "-" + number))) {
        number++;
      }
      Files.move(run(cell), aside.resolve(cell + "-" + number));
    } catch (IOException e) {
      throw new RunException("cannot set " + run(cell) + " aside: " + e.getMessage(), e);
    }
  }

  private Path resultFile(String cell) {
    return path.resolve("cells").resolve(cell + ".json");
  }
}
