package io.warmstart.benchmarks;

import com.sun.management.ThreadMXBean;
import io.warmstart.engine.Executor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Times training steps, beside the machine's FMA peak and, if asked, beside a peer that runs in
 * turns with it.
 */
public final class EngineBenchmark {
  private final List<Subject> subjects;
  private final IntFunction<Executor> executors;
  private final Options options;

  /**
   * A benchmark of one executor.
   *
   * @param subjects steps to time
   * @param executors gives an executor with that many workers
   * @param options how
   */
  public EngineBenchmark(List<Subject> subjects, IntFunction<Executor> executors, Options options) {
    this.subjects = List.copyOf(subjects);
    this.executors = executors;
    this.options = options;
  }

  /**
   * How to run.
   *
   * @param threads worker counts, such as 1 and 2
   * @param rounds alternations between this engine and the peer, at least 1
   * @param seconds of measuring per round and side
   * @param peer command of a peer that speaks the protocol of {@link PeerProcess}
   */
  public record Options(List<Integer> threads, int rounds, double seconds, Optional<String> peer) {
    /** Copies the list. */
    public Options {
      threads = List.copyOf(threads);
    }
  }

  /**
   * One line of the result.
   *
   * @param workload short name
   * @param title what it is
   * @param threads workers
   * @param medianMillis per step
   * @param tenthMillis tenth percentile per step, what the machine gives when left alone
   * @param gflops useful work per second of the median step
   * @param peakGflops FMA peak of as many threads, measured in the same run
   * @param bytesPerStep heap allocated per step by all threads
   * @param peer result of the peer, if there was one
   */
  public record Row(
      String workload,
      String title,
      int threads,
      double medianMillis,
      double tenthMillis,
      double gflops,
      double peakGflops,
      double bytesPerStep,
      Optional<PeerRow> peer) {
    /** Share of the measured peak that the median step reaches. */
    public double shareOfPeak() {
      return gflops / peakGflops;
    }
  }

  /**
   * The peer's side of a line.
   *
   * @param description versions and libraries
   * @param medianMillis median over the rounds of its median per step
   * @param ratio median over the rounds of peer time over our time
   * @param lowestRatio smallest of them
   */
  public record PeerRow(
      String description, double medianMillis, double ratio, double lowestRatio) {}

  /**
   * Runs everything.
   *
   * @param each receives each line as soon as it is known
   * @throws IOException if the peer cannot be run
   */
  public void run(Consumer<Row> each) throws IOException, InterruptedException {
    PeerProcess peer = options.peer().isPresent() ? new PeerProcess(options.peer().get()) : null;
    try {
      for (int threads : options.threads()) {
        double peak = FmaPeak.gflops(threads);
        for (Subject subject : subjects) {
          each.accept(measure(subject, threads, peak, peer));
        }
      }
    } finally {
      if (peer != null) {
        peer.close();
      }
    }
  }

  private Row measure(Subject subject, int threads, double peak, @Nullable PeerProcess peer)
      throws IOException {
    try (Subject.Step step = subject.begin().apply(executors.apply(threads))) {
      run(step, Math.max(2, options.seconds()), new ArrayList<>());
      List<Double> times = new ArrayList<>();
      List<Double> theirs = new ArrayList<>();
      List<Double> ratios = new ArrayList<>();
      String description = "";
      double bytes = 0;
      for (int round = 0; round < options.rounds(); round++) {
        List<Double> mine = new ArrayList<>();
        bytes = run(step, options.seconds(), mine);
        times.addAll(mine);
        if (peer != null) {
          PeerProcess.Answer answer = peer.measure(subject.name(), threads, options.seconds());
          theirs.add(answer.medianMillis());
          ratios.add(answer.medianMillis() / quantile(mine, 0.5));
          description = answer.description();
        }
      }
      double median = quantile(times, 0.5);
      return new Row(
          subject.name(),
          subject.title(),
          threads,
          median,
          quantile(times, 0.1),
          subject.gflop() / median * 1e3,
          peak,
          bytes,
          peer == null
              ? Optional.empty()
              : Optional.of(
                  new PeerRow(
                      description,
                      quantile(theirs, 0.5),
                      quantile(ratios, 0.5),
                      quantile(ratios, 0))));
    }
  }

  /** Runs steps for some seconds; adds milliseconds per step and returns heap bytes per step. */
  private static double run(Subject.Step step, double seconds, List<Double> millis) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long[] nanos = new long[1 << 20];
    int steps = 0;
    long end = System.nanoTime() + (long) (seconds * 1e9);
    long before = threads.getTotalThreadAllocatedBytes();
    for (long start = System.nanoTime(); start < end && steps < nanos.length; ) {
      step.run();
      long now = System.nanoTime();
      nanos[steps++] = now - start;
      start = now;
    }
    long allocated = threads.getTotalThreadAllocatedBytes() - before;
    for (int i = 0; i < steps; i++) {
      millis.add(nanos[i] / 1e6);
    }
    return (double) allocated / steps;
  }

  private static double quantile(List<Double> values, double q) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return sorted[(int) Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
  }
}
