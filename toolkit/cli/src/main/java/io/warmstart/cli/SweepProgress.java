package io.warmstart.cli;

import io.warmstart.cli.sweep.CellResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Tells how a sweep goes: a line for every cell that ends, and on a terminal a last line that shows
 * what runs and how long the rest will take. Safe for use by several threads.
 */
final class SweepProgress {
  private static final int WIDTH = 79;
  private static final String CLEAR = "\r\u001b[K";

  private final Console console;
  private final boolean live;
  private final int total;
  private final int workers;
  private final Map<SweepCell, Long> running = new LinkedHashMap<>();
  private final Map<String, List<Double>> seconds = new HashMap<>();
  private final List<SweepCell> waiting;
  private int done;
  private int failed;

  /**
   * Begins.
   *
   * @param console for notes
   * @param total cells of the sweep
   * @param waiting cells that are still to be run
   * @param workers cells at a time
   */
  SweepProgress(Console console, int total, List<SweepCell> waiting, int workers) {
    this.console = console;
    this.live = !console.quiet() && Progress.errorIsTerminal();
    this.total = total;
    this.workers = workers;
    this.waiting = new ArrayList<>(waiting);
    this.done = total - waiting.size();
  }

  /** A cell that ended before this sweep was started again took this long. */
  synchronized void known(String algorithm, double took) {
    seconds.computeIfAbsent(algorithm, label -> new ArrayList<>()).add(took);
  }

  synchronized void started(SweepCell cell) {
    waiting.remove(cell);
    running.put(cell, System.nanoTime());
    show();
  }

  /** A cell was asked to stop, and saved. */
  synchronized void stopped(SweepCell cell) {
    running.remove(cell);
    waiting.add(cell);
  }

  /** A cell is over. */
  synchronized void ended(SweepCell cell, CellResult result) {
    Long since = running.remove(cell);
    double took = since == null ? 0 : (System.nanoTime() - since) * 1e-9;
    if (result.done()) {
      done++;
      known(cell.algorithm(), took);
    } else {
      failed++;
    }
    clear();
    console.note(
        String.format(
            Locale.ROOT,
            "%d of %d  %s  %s  (%s)%s",
            done + failed,
            total,
            cell.name(),
            summary(result),
            Numbers.duration(Duration.ofMillis((long) (took * 1e3))),
            live ? "" : left()));
    show();
  }

  private static String summary(CellResult result) {
    if (!result.done()) {
      return "FAILED: " + result.error();
    }
    Double score = result.score();
    Double mean = result.meanReturn();
    String value =
        score != null
            ? "score " + Numbers.of(score)
            : "return " + Numbers.of(mean == null ? Double.NaN : mean);
    Integer successes = result.successes();
    return value + (successes == null ? "" : ", success " + successes + " of " + result.episodes());
  }

  /** Draws the live line again, if there is one. */
  synchronized void show() {
    if (live) {
      String names = String.join(", ", running.keySet().stream().map(SweepCell::name).toList());
      String line =
          done + " of " + total + " done, " + failed + " failed" + left() + ", running: " + names;
      console.err().print(CLEAR + line.substring(0, Math.min(line.length(), WIDTH)));
      console.err().flush();
    }
  }

  /** Removes the live line. */
  synchronized void clear() {
    if (live) {
      console.err().print(CLEAR);
      console.err().flush();
    }
  }

  private String left() {
    if (seconds.isEmpty() || (running.isEmpty() && waiting.isEmpty())) {
      return "";
    }
    double longest = 0;
    double sum = 0;
    for (Map.Entry<SweepCell, Long> cell : running.entrySet()) {
      double since = (System.nanoTime() - cell.getValue()) * 1e-9;
      double rest = Math.max(0, expected(cell.getKey()) - since);
      longest = Math.max(longest, rest);
      sum += rest;
    }
    for (SweepCell cell : waiting) {
      sum += expected(cell);
    }
    long rest = Math.round(Math.max(longest, sum / workers));
    return ", " + Numbers.duration(Duration.ofSeconds(rest)) + " left";
  }

  /** Mean time of the cells of its algorithm so far, or of all. */
  private double expected(SweepCell cell) {
    List<Double> own = seconds.getOrDefault(cell.algorithm(), List.of());
    return (own.isEmpty() ? seconds.values().stream().flatMap(List::stream) : own.stream())
        .mapToDouble(Double::doubleValue)
        .average()
        .orElse(0);
  }
}
