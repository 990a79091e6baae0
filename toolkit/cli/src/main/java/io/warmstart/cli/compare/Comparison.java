package io.warmstart.cli.compare;

import io.warmstart.core.run.RunException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * Algorithms compared on every task and over all of them.
 *
 * @param tasks one field each, in the order they were met
 * @param overall the tasks with normalised scores that every algorithm was run on, if there are at
 *     least two
 * @param leftOut why tasks are not part of the overall field
 */
public record Comparison(List<Field> tasks, Optional<Field> overall, List<String> leftOut) {
  private static final int PROFILE_POINTS = 201;
  private static final int ROUND_POINTS = 8;

  /** How far profiles reach beyond the best run, as a share of their width. */
  private static final double BEYOND = 0.04;

  /** A dataset and a task. */
  private record Key(String dataset, String task) {}

  /** Copies the lists. */
  public Comparison {
    tasks = List.copyOf(tasks);
    leftOut = List.copyOf(leftOut);
  }

  /**
   * Compares.
   *
   * @param runs at least one
   * @throws RunException if there is none, one is there twice, or scores of a task are of two kinds
   */
  public static Comparison of(List<Scored> runs) {
    if (runs.isEmpty()) {
      throw new RunException("there is no run that is done; nothing to compare");
    }
    refuseTwins(runs);
    Map<Key, Map<String, List<Scored>>> grouped = new LinkedHashMap<>();
    for (Scored run : runs) {
      grouped
          .computeIfAbsent(new Key(run.dataset(), run.task()), key -> new LinkedHashMap<>())
          .computeIfAbsent(run.algorithm(), label -> new ArrayList<>())
          .add(run);
    }
    List<Field> tasks = new ArrayList<>();
    grouped.forEach((key, algorithms) -> tasks.add(field(key, title(key, grouped), algorithms)));
    List<String> leftOut = new ArrayList<>();
    return new Comparison(tasks, overall(grouped, leftOut), leftOut);
  }

  private static void refuseTwins(List<Scored> runs) {
    Map<String, Scored> met = new LinkedHashMap<>();
    for (Scored run : runs) {
      String name = run.algorithm() + " on " + run.dataset() + " with seed " + run.seed();
      Scored twin = met.putIfAbsent(name + " " + run.task(), run);
      if (twin != null) {
        throw new RunException(
            name
                + " is there twice: in "
                + twin.source()
                + " and in "
                + run.source()
                + "; leave one of them out");
      }
    }
  }

  private static String title(Key key, Map<Key, ?> all) {
    long same = all.keySet().stream().filter(k -> k.dataset().equals(key.dataset())).count();
    return same == 1 ? key.dataset() : key.dataset() + " on " + key.task();
  }

  private static Field field(Key key, String title, Map<String, List<Scored>> algorithms) {
    List<Scored> all = algorithms.values().stream().flatMap(List::stream).toList();
    boolean normalised = all.getFirst().normalised();
    if (all.stream().anyMatch(run -> run.normalised() != normalised)) {
      throw new RunException(
          "some runs of " + title + " have normalised scores and others only returns");
    }
    List<Standing> standings = new ArrayList<>();
    algorithms.forEach((label, runs) -> standings.add(Standing.of(label, List.of(runs), title)));
    return new Field(title, key.task(), normalised, standings);
  }

  private static Optional<Field> overall(
      Map<Key, Map<String, List<Scored>>> grouped, List<String> leftOut) {
    Set<String> algorithms =
        grouped.values().stream()
            .flatMap(field -> field.keySet().stream())
            .collect(Collectors.toCollection(LinkedHashSet::new));
    List<Map<String, List<Scored>>> common = new ArrayList<>();
    grouped.forEach((key, field) -> {
      Set<String> missing = new LinkedHashSet<>(algorithms);
      missing.removeAll(field.keySet());
      boolean normalised =
          field.values().stream().flatMap(List::stream).allMatch(Scored::normalised);
      if (!missing.isEmpty()) {
        leftOut.add(title(key, grouped) + ": no runs of " + String.join(", ", missing));
      } else if (!normalised) {
        leftOut.add(title(key, grouped) + ": no normalised scores");
      } else {
        common.add(field);
      }
    });
    if (common.size() < 2) {
      return Optional.empty();
    }
    List<Standing> standings = new ArrayList<>();
    for (String label : algorithms) {
      List<List<Scored>> tasks =
          common.stream().map(field -> field.getOrDefault(label, List.of())).toList();
      standings.add(Standing.of(label, tasks, "all tasks"));
    }
    return Optional.of(new Field("all tasks", "", true, standings));
  }

  /** Every task and, if there is one, the field over all. */
  public List<Field> fields() {
    List<Field> fields = new ArrayList<>(tasks);
    overall.ifPresent(fields::add);
    return fields;
  }

  /** The field that speaks for all: over all tasks, or the first. */
  public Field main() {
    return overall.orElse(tasks.getFirst());
  }

  /** All algorithms; those of the main field first, in its order. */
  public List<String> algorithms() {
    Set<String> labels = new LinkedHashSet<>();
    main().standings().forEach(standing -> labels.add(standing.algorithm()));
    fields().forEach(f -> f.standings().forEach(standing -> labels.add(standing.algorithm())));
    return List.copyOf(labels);
  }

  /** Thresholds at which the performance profile of the main field is worth a look, ascending. */
  public double[] thresholds() {
    double low = 0;
    double high = 0;
    for (Standing standing : main().standings()) {
      for (double run : standing.runs()) {
        low = Math.min(low, run);
        high = Math.max(high, run);
      }
    }
    double margin = BEYOND * (high - low);
    double[] thresholds = new double[PROFILE_POINTS];
    for (int i = 0; i < PROFILE_POINTS; i++) {
      thresholds[i] = low + (high + margin - low) * i / (PROFILE_POINTS - 1);
    }
    return thresholds;
  }

  /** A few of them, multiples of 1, 2, 2.5 or 5 times a power of ten. */
  public double[] roundThresholds() {
    double[] all = thresholds();
    double last = all[all.length - 1];
    double raw = Math.max((last - all[0]) / ROUND_POINTS, Double.MIN_NORMAL);
    double power = Math.pow(10, Math.floor(Math.log10(raw)));
    double step =
        DoubleStream.of(1, 2, 2.5, 5, 10)
            .map(factor -> factor * power)
            .filter(candidate -> candidate >= raw)
            .findFirst()
            .orElse(10 * power);
    double first = Math.ceil(all[0] / step) * step + 0.0; // no negative zero
    return DoubleStream.iterate(first, value -> value < last, value -> value + step).toArray();
  }
}
