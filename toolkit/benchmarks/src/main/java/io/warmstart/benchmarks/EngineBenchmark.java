package io.warmstart.benchmarks;

import com.sun.management.ThreadMXBean;
import io.warmstart.engine.Executor;
import io.warmstart.engine.Feed;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Philox;
import io.warmstart.engine.Session;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Times one training step of each workload, beside the machine's FMA peak and, if asked, beside a
 * peer that runs in turns with it.
 */
public final class EngineBenchmark {
  private final IntFunction<Executor> executors;
  private final Options options;

  /**
   * A benchmark of one executor.
   *
   * @param executors gives an executor with that many workers
   * @param options what to run
   */
  public EngineBenchmark(IntFunction<Executor> executors, Options options) {
    this.executors = executors;
    this.options = options;
  }

  /**
   * What to run.
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
        for (Workloads workload : Workloads.values()) {
          each.accept(measure(workload, threads, peak, peer));
        }
      }
    } finally {
      if (peer != null) {
        peer.close();
      }
    }
  }

  private Row measure(Workloads workload, int threads, double peak, @Nullable PeerProcess peer)
      throws IOException {
    Parameters parameters = new Parameters();
    try (Arena arena = Arena.ofConfined();
        Session session =
            executors
                .apply(threads)
                .open(workload.declare(parameters), parameters, batch(arena), 1)) {
      run(session, Math.max(2, options.seconds()), new ArrayList<>());
      List<Double> times = new ArrayList<>();
      List<Double> theirs = new ArrayList<>();
      List<Double> ratios = new ArrayList<>();
      String description = "";
      double bytes = 0;
      for (int round = 0; round < options.rounds(); round++) {
        List<Double> mine = new ArrayList<>();
        bytes = run(session, options.seconds(), mine);
        times.addAll(mine);
        if (peer != null) {
          PeerProcess.Answer answer = peer.measure(workload.name(), threads, options.seconds());
          theirs.add(answer.medianMillis());
          ratios.add(answer.medianMillis() / quantile(mine, 0.5));
          description = answer.description();
        }
      }
      double median = quantile(times, 0.5);
      return new Row(
          workload.name(),
          workload.title(),
          threads,
          median,
          quantile(times, 0.1),
          workload.gflop() / median * 1e3,
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
  private static double run(Session session, double seconds, List<Double> millis) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long[] nanos = new long[1 << 20];
    int steps = 0;
    long end = System.nanoTime() + (long) (seconds * 1e9);
    long before = threads.getTotalThreadAllocatedBytes();
    for (long start = System.nanoTime(); start < end && steps < nanos.length; ) {
      session.run(1);
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

  /** A fixed random batch, copied into the inputs at each step as a sampler would. */
  private static Feed batch(Arena arena) {
    Map<String, MemorySegment> source = new LinkedHashMap<>();
    source.put("observations", normals(arena, "observations", Workloads.OBSERVATION));
    source.put("actions", normals(arena, "actions", Workloads.ACTION));
    source.put("rewards", normals(arena, "rewards", 1));
    source.put("masks", ones(arena));
    source.put("nextObservations", normals(arena, "nextObservations", Workloads.OBSERVATION));
    return (seed, program, buffers) -> {
      for (String name : buffers.names()) {
        MemorySegment rows = Objects.requireNonNull(source.get(name));
        MemorySegment.copy(rows, 0, buffers.buffer(name), 0, rows.byteSize());
      }
    };
  }

  private static MemorySegment normals(Arena arena, String stream, int width) {
    Philox random = Philox.of(7, stream);
    MemorySegment values = arena.allocate((long) Workloads.ROWS * width * Float.BYTES, 64);
    for (int i = 0; i < Workloads.ROWS * width; i++) {
      values.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) Math.tanh(random.normal(0, i)));
    }
    return values;
  }

  private static MemorySegment ones(Arena arena) {
    MemorySegment values = arena.allocate((long) Workloads.ROWS * Float.BYTES, 64);
    for (int i = 0; i < Workloads.ROWS; i++) {
      values.setAtIndex(ValueLayout.JAVA_FLOAT, i, 1f);
    }
    return values;
  }
}
