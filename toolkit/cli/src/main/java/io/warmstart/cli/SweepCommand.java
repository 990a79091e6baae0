package io.warmstart.cli;

import io.warmstart.cli.sweep.CellResult;
import io.warmstart.cli.sweep.Grid;
import io.warmstart.cli.sweep.ResultsTable;
import io.warmstart.cli.sweep.SweepFolder;
import io.warmstart.core.config.ConfigLoader;
import io.warmstart.core.config.ConfigSource;
import io.warmstart.core.config.ResolvedConfig;
import io.warmstart.core.run.RunException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Trains algorithms x datasets x seeds. */
@Command(
    name = "sweep",
    description = "Trains and scores algorithms x datasets x seeds, several at a time.",
    footer = {
      "Every cell is a run of its own process: one that fails is recorded with its reason and its",
      "log, and loses nothing else. The same command goes on with a sweep that was stopped or",
      "killed: cells that are done stay, runs that were interrupted are resumed, cells that failed",
      "are begun again. Writes results.csv and results.json after every cell.",
      "",
      "The grid:",
      "  algorithms:",
      "    bc: {}",
      "    iql: {set: {learner.expectile: 0.9}}",
      "  datasets:",
      "    medium: {file: medium.hdf5, task: maze2d-medium-dense}",
      "  seeds: [1, 2, 3, 4, 5]",
      "  presets: [small]",
      "  training: {steps: 20000}",
      "  score: {episodes: 50}",
      "",
      "Examples:",
      "  warmstart sweep grid.yaml --out sweeps/first --dry-run",
      "  warmstart sweep grid.yaml --out sweeps/first",
      "  warmstart compare sweeps/first --png first.png"
    })
final class SweepCommand implements Callable<Integer> {
  @Spec CommandSpec command;
  @Mixin CommonOptions common;

  @Parameters(paramLabel = "GRID", description = "YAML file with the grid.")
  Path grid;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "DIR",
      required = true,
      description = "Directory of the sweep, new or to go on with.")
  Path out;

  @Option(
      names = {"-w", "--workers"},
      paramLabel = "N",
      description = "Cells at a time (default: processors / threads).")
  @Nullable Integer workers;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Processors of each cell (default: processors / workers, 1 without either).")
  @Nullable Integer threads;

  @Option(
      names = "--redo",
      description = "Begin cells again that were run with other settings; set their runs aside.")
  boolean redo;

  @Option(names = "--dry-run", description = "Check everything, list the cells, stop.")
  boolean dryRun;

  @Override
  public Integer call() {
    Console console = Console.of(command, common);
    requirePositive("--workers", workers);
    requirePositive("--threads", threads);
    ResolvedConfig<Grid> config =
        ConfigLoader.load(new Grid(), List.of(new ConfigSource.YamlFile(grid)));
    List<SweepCell> cells = SweepPlan.of(grid, config);
    SweepFolder folder = new SweepFolder(out);
    refuseOther(folder);
    Grid.Score score = config.value().score();
    if (dryRun) {
      list(console, folder, cells, score);
      return ExitCode.OK.code();
    }
    try (StopSignal stop = StopSignal.listening(console)) {
      int processors = Runtime.getRuntime().availableProcessors();
      int each =
          threads != null
              ? threads
              : Math.max(1, processors / (workers != null ? workers : processors));
      int atATime = workers != null ? workers : Math.max(1, processors / each);
      new SweepRun(console, folder, cells, score, stop).call(text(), redo, atATime, each);
      return print(console, folder, cells, score);
    }
  }

  private static void requirePositive(String option, @Nullable Integer value) {
    if (value != null && value < 1) {
      throw new CommandException(ExitCode.USAGE, option + " = " + value + " must be at least 1");
    }
  }

  private static void refuseOther(SweepFolder folder) {
    Path path = folder.path();
    boolean empty = !Files.exists(path) || folder.exists();
    if (!empty && !isEmptyDirectory(path)) {
      throw new CommandException(
          ExitCode.USAGE,
          path + " exists already and is not a sweep; choose another place with --out");
    }
  }

  private static boolean isEmptyDirectory(Path path) {
    try (var children = Files.newDirectoryStream(path)) {
      return !children.iterator().hasNext();
    } catch (IOException e) {
      return false;
    }
  }

  private String text() {
    try {
      return Files.readString(grid);
    } catch (IOException e) {
      throw new RunException("cannot read " + grid + ": " + e.getMessage(), e);
    }
  }

  private static String state(
      SweepFolder folder, List<SweepCell> changed, SweepCell cell, Grid.Score score) {
    if (changed.contains(cell)) {
      return "other settings";
    }
    Optional<CellResult> result = folder.result(cell.name());
    if (result.isPresent() && !result.get().done()) {
      return "failed";
    }
    if (SweepRun.isDone(folder, cell, score)) {
      return "done";
    }
    return Files.exists(folder.run(cell.name())) ? "begun" : "new";
  }

  private void list(Console console, SweepFolder folder, List<SweepCell> cells, Grid.Score score) {
    List<SweepCell> changed = SweepRun.changed(folder, cells);
    Table table = new Table("cell", "learner", "dataset", "task", "seed", "updates", "state");
    List<Map<String, Object>> json = new ArrayList<>();
    for (SweepCell cell : cells) {
      Experiment experiment = cell.experiment();
      String state = state(folder, changed, cell, score);
      table.row(
          cell.name(),
          experiment.algorithm(),
          cell.dataset(),
          cell.task(),
          Long.toString(experiment.seed()),
          Numbers.of(experiment.training().steps()),
          state);
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("cell", cell.name());
      line.put("learner", experiment.algorithm());
      line.put("dataset", cell.dataset());
      line.put("task", cell.task());
      line.put("seed", experiment.seed());
      line.put("updates", experiment.training().steps());
      line.put("state", state);
      json.add(line);
    }
    console.note(cells.size() + " cells; would write " + out);
    console.result(Map.of("cells", json), table.toString());
  }

  private int print(Console console, SweepFolder folder, List<SweepCell> cells, Grid.Score score) {
    List<CellResult> results = new ArrayList<>();
    cells.forEach(cell -> folder.result(cell.name()).ifPresent(results::add));
    List<CellResult> failed = results.stream().filter(result -> !result.done()).toList();
    long done = cells.stream().filter(cell -> SweepRun.isDone(folder, cell, score)).count();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("sweep", out.toString());
    json.put("cells", cells.size());
    json.put("done", done);
    json.put("failed", failed.stream().map(CellResult::cell).toList());
    json.put("results", out.resolve(ResultsTable.JSON_FILE).toString());
    Facts facts = new Facts();
    facts.add("sweep", out);
    facts.add("done", done + " of " + cells.size());
    for (CellResult one : failed) {
      facts.add("failed", one.cell() + ": " + one.error() + " (" + out.resolve(one.log()) + ")");
    }
    facts.add("results", out.resolve(ResultsTable.JSON_FILE));
    console.result(json, facts.toString());
    if (!failed.isEmpty() && done + failed.size() == cells.size()) {
      throw new CommandException(
          ExitCode.FAILED,
          failed.size()
              + " of "
              + cells.size()
              + " cells failed: "
              + String.join(", ", failed.stream().map(CellResult::cell).toList())
              + "; the same command begins them again");
    }
    if (done + failed.size() < cells.size()) {
      console.note("interrupted and saved; go on with the same command");
      return ExitCode.INTERRUPTED.code();
    }
    console.note("compare with: warmstart compare " + out);
    return ExitCode.OK.code();
  }
}
