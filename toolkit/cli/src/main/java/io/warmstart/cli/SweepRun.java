package io.warmstart.cli;

import io.warmstart.cli.sweep.CellResult;
import io.warmstart.cli.sweep.Grid;
import io.warmstart.cli.sweep.SweepFolder;
import io.warmstart.core.config.ConfigException;
import io.warmstart.core.config.ConfigLoader;
import io.warmstart.core.config.ConfigSource;
import io.warmstart.core.run.RunLock;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Runs the cells of a sweep that are not done yet, several processes at a time. */
final class SweepRun {
  private static final int TICK_MILLIS = 250;

  private final Console console;
  private final SweepFolder folder;
  private final List<SweepCell> cells;
  private final Grid.Score score;
  private final StopSignal stop;
  private final Object tableLock = new Object();
  private final List<CellRun> running = new ArrayList<>();
  private volatile boolean givenUp;

  /**
   * A sweep.
   *
   * @param console for notes
   * @param folder it is written to
   * @param cells of the grid
   * @param score how cells are scored
   * @param stop asks to save and end
   */
  SweepRun(
      Console console,
      SweepFolder folder,
      List<SweepCell> cells,
      Grid.Score score,
      StopSignal stop) {
    this.console = console;
    this.folder = folder;
    this.cells = cells;
    this.score = score;
    this.stop = stop;
  }

  /**
   * Cells whose run was begun with other settings than they have now.
   *
   * @param folder of the sweep
   * @param cells as they are now
   */
  static List<SweepCell> changed(SweepFolder folder, List<SweepCell> cells) {
    return cells.stream()
        .filter(
            cell -> Files.exists(folder.run(cell.name())) || folder.result(cell.name()).isPresent())
        .filter(cell -> !sameSettings(folder, cell))
        .toList();
  }

  private static boolean sameSettings(SweepFolder folder, SweepCell cell) {
    Experiment now = cell.experiment();
    Experiment defaults = Experiment.of(Algorithms.named(now.algorithm()));
    try {
      List<ConfigSource> before = List.of(new ConfigSource.YamlFile(folder.config(cell.name())));
      return ConfigLoader.load(defaults, before).value().equals(now);
    } catch (ConfigException e) {
      return false; // written for another learner, or by another version
    }
  }

  /** Whether a cell is trained and scored as the grid asks. */
  static boolean isDone(SweepFolder folder, SweepCell cell, Grid.Score score) {
    return folder
        .result(cell.name())
        .filter(result -> result.done() && result.evaluated().equals(CellRun.evaluated(score)))
        .isPresent();
  }

  /**
   * Runs until everything is done or failed, or until asked to stop.
   *
   * @param grid text of the grid's file
   * @param redo set runs with other settings aside and begin them again
   * @param workers processes at a time; at most one per cell is used
   * @param threads of each
   * @throws CommandException if runs have other settings and are not to be redone
   * @throws io.warmstart.core.run.RunException if another sweep writes to this place
   */
  void call(String grid, boolean redo, int workers, int threads) {
    folder.create();
    try (RunLock lock = folder.lock()) {
      begin(grid, redo);
      List<SweepCell> todo = cells.stream().filter(cell -> !isDone(folder, cell, score)).toList();
      console.note(todo.size() + " of " + cells.size() + " cells to run in " + folder.path());
      if (!todo.isEmpty()) {
        run(todo, Math.min(workers, todo.size()), threads);
      }
      writeTable();
    }
  }

  private void begin(String grid, boolean redo) {
    List<SweepCell> changed = changed(folder, cells);
    if (!changed.isEmpty() && !redo) {
      throw new CommandException(
          ExitCode.USAGE,
          changed.size()
              + (changed.size() == 1 ? " cell has" : " cells have")
              + " been run with other settings: "
              + String.join(", ", changed.stream().map(SweepCell::name).toList())
              + "; begin them again with --redo (their runs are set aside), or choose another"
              + " place with --out");
    }
    changed.forEach(cell -> folder.setAside(cell.name()));
    folder.writeGrid(grid);
    cells.forEach(cell -> folder.writeConfig(cell.name(), cell.config().toYaml()));
  }

  private void run(List<SweepCell> todo, int workers, int threads) {
    SweepProgress progress = new SweepProgress(console, cells.size(), todo, workers);
    cells.forEach(cell ->
        folder
            .result(cell.name())
            .filter(CellResult::done)
            .ifPresent(result -> progress.known(cell.algorithm(), result.seconds())));
    CellRun.Share share = new CellRun.Share(threads, workers);
    List<Future<?>> all = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(workers)) {
      for (SweepCell cell : todo) {
        CellRun run = new CellRun(folder, cell, score, share, this::stops);
        all.add(pool.submit(() -> work(run, progress)));
      }
      await(all, progress);
    }
    progress.clear();
  }

  private boolean stops() {
    return givenUp || stop.getAsBoolean();
  }

  private Void work(CellRun run, SweepProgress progress) throws InterruptedException {
    synchronized (running) {
      if (stops()) {
        return null;
      }
      running.add(run);
    }
    SweepCell cell = run.cell();
    try {
      progress.started(cell);
      CellRun.Outcome outcome = run.run();
      Optional<CellResult> result = folder.result(cell.name());
      if (outcome == CellRun.Outcome.STOPPED || result.isEmpty()) {
        progress.stopped(cell);
      } else {
        progress.ended(cell, result.get());
        writeTable();
      }
      return null;
    } finally {
      synchronized (running) {
        running.remove(run);
      }
    }
  }

  private void writeTable() {
    synchronized (tableLock) {
      folder.writeTable(cells.stream().map(SweepCell::name).toList());
    }
  }

  private void await(List<Future<?>> all, SweepProgress progress) {
    boolean told = false;
    try {
      while (!all.stream().allMatch(Future::isDone)) {
        TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
        progress.show();
        giveUpIfBroken(all);
        if (stops() && !told) {
          told = true;
          stopAll();
        }
      }
      for (Future<?> one : all) {
        one.get();
      }
    } catch (InterruptedException e) {
      givenUp = true;
      stopAll();
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException broken
          ? broken
          : new IllegalStateException("a worker of the sweep ended", e.getCause());
    }
  }

  /** A worker that cannot write its result will not be the last; what runs is saved. */
  private void giveUpIfBroken(List<Future<?>> all) {
    givenUp |= all.stream().anyMatch(one -> one.state() == Future.State.FAILED);
  }

  private void stopAll() {
    synchronized (running) {
      running.forEach(CellRun::stop);
    }
  }
}
