package io.warmstart.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.warmstart.cli.sweep.CellResult;
import io.warmstart.cli.sweep.Grid;
import io.warmstart.cli.sweep.SweepFolder;
import io.warmstart.core.run.Manifest;
import io.warmstart.core.run.RunDirectory;
import io.warmstart.core.run.RunException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One cell of a sweep: trains or goes on training, then scores, each in a process of its own. Used
 * by one worker thread; {@link #stop} may come from another.
 */
final class CellRun {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String REPORTED = "warmstart: ";
  private static final long WRITER_SECONDS = 60;

  /** Exit codes of processes that a signal ended: SIGINT, SIGTERM. */
  private static final List<Integer> SIGNALLED = List.of(130, 143);

  private final SweepFolder folder;
  private final SweepCell cell;
  private final Grid.Score score;
  private final Share share;
  private final BooleanSupplier stop;
  private volatile @Nullable ChildProcess child;
  private volatile boolean scoring;

  /**
   * What each process may use.
   *
   * @param threads processors
   * @param workers processes at a time
   */
  record Share(int threads, int workers) {}

  /** How it ended. */
  enum Outcome {
    /** Trained and scored. */
    DONE,
    /** Recorded as failed. */
    FAILED,
    /** Asked to stop; saved. */
    STOPPED
  }

  CellRun(SweepFolder folder, SweepCell cell, Grid.Score score, Share share, BooleanSupplier stop) {
    this.folder = folder;
    this.cell = cell;
    this.score = score;
    this.share = share;
    this.stop = stop;
  }

  SweepCell cell() {
    return cell;
  }

  /** Asks the process that runs now, if any, to save and end. */
  void stop() {
    ChildProcess running = child;
    if (running != null) {
      if (scoring) {
        running.end(); // scoring has nothing to save
      } else {
        running.letGo();
      }
    }
  }

  /** Runs it to its end, to a failure, or until it is stopped. */
  Outcome run() throws InterruptedException {
    if (!isTrained()) {
      int code = train();
      if (code != 0) {
        return ended(code);
      }
    }
    return stop.getAsBoolean() ? Outcome.STOPPED : score();
  }

  private boolean isTrained() {
    return status() == Manifest.Status.FINISHED;
  }

  private Manifest.@Nullable Status status() {
    Path run = folder.run(cell.name());
    return Files.exists(run) ? RunDirectory.open(run).manifest().current().status() : null;
  }

  private int train() throws InterruptedException {
    String run = folder.run(cell.name()).toString();
    if (status() == Manifest.Status.FAILED) {
      folder.setAside(cell.name());
    }
    if (status() != null) {
      awaitWriter();
      return isTrained() ? 0 : start(null, "resume", run);
    }
    String config = folder.config(cell.name()).toString();
    return start(null, "train", cell.experiment().algorithm(), "--config", config, "--out", run);
  }

  /** A sweep that was killed may have left a process that is still saving. */
  private void awaitWriter() throws InterruptedException {
    RunDirectory run = RunDirectory.open(folder.run(cell.name()));
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WRITER_SECONDS);
    while (System.nanoTime() < deadline && !stop.getAsBoolean()) {
      try {
        run.lock().close();
        return;
      } catch (RunException e) {
        TimeUnit.MILLISECONDS.sleep(200);
      }
    }
  }

  private int start(@Nullable Path out, String... words) throws InterruptedException {
    ChildProcess started =
        ChildProcess.start(
            List.of(words), out, folder.log(cell.name()), share.threads(), share.workers());
    child = started;
    if (stop.getAsBoolean()) {
      stop();
    }
    try {
      return started.await();
    } finally {
      child = null;
    }
  }

  private Outcome ended(int code) {
    if (code == ExitCode.INTERRUPTED.code() || SIGNALLED.contains(code)) {
      return Outcome.STOPPED;
    }
    folder.write(result(null, lastWords(code)));
    return Outcome.FAILED;
  }

  private Outcome score() throws InterruptedException {
    Path out = folder.log(cell.name()).resolveSibling(cell.name() + ".score");
    List<String> words = new ArrayList<>(List.of("eval", folder.run(cell.name()).toString()));
    words.addAll(List.of("--task", cell.task(), "--json"));
    words.addAll(List.of("--episodes", Integer.toString(score.episodes())));
    words.addAll(List.of("--seed", Long.toString(score.seed())));
    words.addAll(List.of("--device", cell.experiment().device().name().toLowerCase(Locale.ROOT)));
    if (score.checkpoint() == Grid.Scored.BEST) {
      words.add("--best");
    }
    scoring = true;
    try {
      int code = start(out, words.toArray(String[]::new));
      if (code != 0) {
        return ended(code);
      }
      folder.write(result(JSON.readTree(Files.readString(out)), null));
      return Outcome.DONE;
    } catch (IOException e) {
      throw new RunException("cannot read the evaluation " + out + ": " + e.getMessage(), e);
    } finally {
      forget(out);
    }
  }

  private static void forget(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new RunException("cannot delete " + file + ": " + e.getMessage(), e);
    }
  }

  private CellResult result(@Nullable JsonNode evaluation, @Nullable String error) {
    JsonNode values = evaluation == null ? JSON.createObjectNode() : evaluation;
    JsonNode named = values.path("values");
    return new CellResult(
        cell.name(),
        cell.algorithm(),
        cell.experiment().algorithm(),
        cell.dataset(),
        cell.task(),
        cell.experiment().seed(),
        error == null ? CellResult.Status.DONE : CellResult.Status.FAILED,
        named.has("score") ? named.get("score").asDouble() : null,
        named.has("return") ? named.get("return").asDouble() : null,
        values.has("successes") ? values.get("successes").asInt() : null,
        values.path("episodes").asInt(),
        values.path("step").asLong(),
        trainingSeconds(),
        evaluated(score),
        folder.runName(cell.name()),
        error,
        folder.logName(cell.name()),
        numbers(values.path("returns")),
        numbers(values.path("scores")));
  }

  /** How cells are scored with these settings. */
  static CellResult.Evaluated evaluated(Grid.Score score) {
    return new CellResult.Evaluated(score.episodes(), score.seed(), score.checkpoint());
  }

  private static List<Double> numbers(JsonNode array) {
    List<Double> numbers = new ArrayList<>();
    array.forEach(number -> numbers.add(number.asDouble()));
    return numbers;
  }

  /** Seconds that the sessions of the run took; those that were killed are not known. */
  private double trainingSeconds() {
    if (!Files.exists(folder.run(cell.name()))) {
      return 0;
    }
    double seconds = 0;
    for (Manifest.Session session :
        RunDirectory.open(folder.run(cell.name())).manifest().sessions()) {
      String end = session.endedAt();
      if (end != null) {
        seconds +=
            Duration.between(Instant.parse(session.startedAt()), Instant.parse(end)).toSeconds();
      }
    }
    return seconds;
  }

  /** Why a process failed: the line it reported, or else the last that it printed. */
  private String lastWords(int code) {
    String all;
    try {
      all = Files.readString(folder.log(cell.name()), StandardCharsets.UTF_8);
    } catch (IOException e) {
      all = "";
    }
    List<String> lines = all.substring(all.lastIndexOf("\n$ ") + 1).lines().toList();
    List<String> reported =
        lines.stream()
            .filter(line -> line.startsWith(REPORTED))
            .map(line -> line.substring(REPORTED.length()))
            .toList();
    if (!reported.isEmpty()) {
      return String.join("; ", reported);
    }
    String why = code == 137 ? ": killed, perhaps for want of memory" : "";
    return "its process ended with exit code "
        + code
        + why
        + lines.stream()
            .skip(1)
            .filter(line -> !line.isBlank())
            .reduce((a, b) -> b)
            .map(line -> "; it last said: " + line.strip())
            .orElse("");
  }
}
