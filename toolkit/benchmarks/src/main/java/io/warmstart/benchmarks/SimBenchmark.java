package io.warmstart.benchmarks;

import io.warmstart.core.environment.EnvironmentException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Times the simulators and what they are compared with: in every round each of them has a turn, so
 * that ratios hold on a machine whose speed varies.
 */
public final class SimBenchmark {
  private final List<SimSubject> subjects;
  private final Options options;

  /** Of all subjects, or of those that the options name. */
  public SimBenchmark(Options options) {
    this(SimSubjects.all(options), options);
  }

  SimBenchmark(List<SimSubject> subjects, Options options) {
    this.subjects =
        subjects.stream()
            .filter(subject -> options.only().isEmpty() || options.only().contains(subject.name()))
            .toList();
    this.options = options;
  }

  /**
   * How to run.
   *
   * @param rounds turns of each subject, at least 1
   * @param seconds of measuring per turn
   * @param only names of subjects; empty for all
   * @param mujoco file of libmujoco; empty for where it is usually found
   */
  public record Options(int rounds, double seconds, List<String> only, Optional<String> mujoco) {
    /** Copies the list. */
    public Options {
      only = List.copyOf(only);
    }
  }

  /**
   * One line of the result.
   *
   * @param name short name
   * @param title what it is
   * @param unit of the numbers
   * @param median of the rounds
   * @param lowest of the rounds
   * @param highest of the rounds
   * @param ratio to a peer of the same run, if there was one
   */
  public record Row(
      String name,
      String title,
      String unit,
      double median,
      double lowest,
      double highest,
      Optional<Ratio> ratio) {}

  /**
   * How a subject compares.
   *
   * @param peer name of the other subject
   * @param median of the ratios of the rounds
   * @param lowest of them
   * @param wanted such as {@code >= 50}
   */
  public record Ratio(String peer, double median, double lowest, String wanted) {}

  /**
   * What could not be measured.
   *
   * @param name short name
   * @param title what it is
   * @param reason and what to install
   */
  public record Absent(String name, String title, String reason) {}

  /**
   * The result.
   *
   * @param rows measured
   * @param absent not measured
   */
  public record Report(List<Row> rows, List<Absent> absent) {
    /** Copies the lists. */
    public Report {
      rows = List.copyOf(rows);
      absent = List.copyOf(absent);
    }
  }

  /** Names of all subjects. */
  public static List<String> names(Options options) {
    return SimSubjects.all(options).stream().map(SimSubject::name).toList();
  }

  /**
   * Measures.
   *
   * @param progress told what is going on, one line each
   */
  public Report run(Consumer<String> progress) {
    Map<SimSubject, Meter> meters = new LinkedHashMap<>();
    List<Absent> absent = new ArrayList<>();
    try {
      for (SimSubject subject : subjects) {
        open(subject, meters, absent, progress);
      }
      Map<String, double[]> numbers = new LinkedHashMap<>();
      meters.forEach((subject, meter) -> numbers.put(subject.name(), new double[options.rounds()]));
      for (int round = 0; round < options.rounds(); round++) {
        for (Map.Entry<SimSubject, Meter> entry : meters.entrySet()) {
          double[] own = numbers.getOrDefault(entry.getKey().name(), new double[0]);
          own[round] = entry.getValue().measure(options.seconds());
        }
        progress.accept("round " + (round + 1) + " of " + options.rounds() + ": done");
      }
      return new Report(meters.keySet().stream().map(s -> row(s, numbers)).toList(), absent);
    } finally {
      meters.values().forEach(Meter::close);
    }
  }

  private void open(
      SimSubject subject,
      Map<SimSubject, Meter> meters,
      List<Absent> absent,
      Consumer<String> progress) {
    try {
      Meter meter = subject.meter().get();
      meters.put(subject, meter);
      // Compiled code only from here on.
      meter.measure(options.seconds());
      progress.accept(subject.title() + ": ready");
    } catch (MissingPieceException | EnvironmentException e) {
      Meter broken = meters.remove(subject);
      if (broken != null) {
        broken.close();
      }
      absent.add(
          new Absent(
              subject.name(), subject.title(), Optional.ofNullable(e.getMessage()).orElse("")));
    }
  }

  private static Row row(SimSubject subject, Map<String, double[]> numbers) {
    double[] own = numbers.getOrDefault(subject.name(), new double[0]);
    return new Row(
        subject.name(),
        subject.title(),
        subject.unit(),
        quantile(own, 0.5),
        quantile(own, 0),
        quantile(own, 1),
        subject
            .peer()
            .flatMap(peer ->
                Optional.ofNullable(numbers.get(peer.name())).map(its -> ratio(peer, own, its))));
  }

  private static Ratio ratio(SimSubject.Peer peer, double[] own, double[] its) {
    double[] ratios = new double[own.length];
    Arrays.setAll(ratios, i -> own[i] / its[i]);
    return new Ratio(peer.name(), quantile(ratios, 0.5), quantile(ratios, 0), peer.wanted());
  }

  static double quantile(double[] values, double q) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
  }
}
