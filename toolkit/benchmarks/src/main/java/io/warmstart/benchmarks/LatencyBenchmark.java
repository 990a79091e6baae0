package io.warmstart.benchmarks;

import com.sun.management.ThreadMXBean;
import io.warmstart.engine.DType;
import io.warmstart.engine.Executor;
import io.warmstart.engine.Feed;
import io.warmstart.engine.Graph;
import io.warmstart.engine.Inference;
import io.warmstart.engine.Mlp;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Program;
import io.warmstart.engine.Session;
import io.warmstart.engine.Snapshot;
import io.warmstart.engine.StepPlan;
import io.warmstart.engine.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;

/** Times one action of a 17-256-256-6 policy at batch 1, as a control loop would ask for it. */
public final class LatencyBenchmark {
  private static final int WARM_UP = 20_000;
  private static final int CALLS = 50_000;

  private LatencyBenchmark() {}

  /**
   * Result of one measurement.
   *
   * @param medianMicros half of the calls are faster
   * @param p99Micros 99 of 100 calls are faster
   * @param maxMicros slowest call
   * @param bytesPerCall heap allocated per call
   */
  public record Latency(
      double medianMicros, double p99Micros, double maxMicros, double bytesPerCall) {}

  /** Measures 50,000 calls after a warm-up. */
  public static Latency measure(Executor executor) {
    Parameters parameters = new Parameters();
    Mlp policy =
        Mlp.of(parameters, "policy", 17, 6, Mlp.Style.torch(List.of(256, 256), Tensor::relu));
    Graph idle = Graph.named("idle");
    idle.metric("norm", policy.apply(idle.input("probe", DType.F32, 1, 17)).sum());
    Graph g = Graph.named("act");
    g.output("action", policy.apply(g.input("observation", DType.F32, 1, 17)).tanh());
    StepPlan act = g.compile();
    try (Session session = executor.open(Program.run(idle.compile()), parameters, Feed.none(), 1);
        Snapshot weights = session.publish(0);
        Inference inference = executor.inference(act, weights)) {
      return time(inference);
    }
  }

  private static Latency time(Inference inference) {
    MemorySegment observation = inference.input("observation");
    long[] nanos = new long[CALLS];
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long allocated = 0;
    for (int call = -WARM_UP; call < CALLS; call++) {
      if (call == 0) {
        allocated = threads.getCurrentThreadAllocatedBytes();
      }
      observation.setAtIndex(ValueLayout.JAVA_FLOAT, call & 15, (call & 255) * 0.01f);
      long start = System.nanoTime();
      inference.run(call & 0xFFFF);
      long took = System.nanoTime() - start;
      if (call >= 0) {
        nanos[call] = took;
      }
    }
    allocated = threads.getCurrentThreadAllocatedBytes() - allocated;
    Arrays.sort(nanos);
    return new Latency(
        nanos[CALLS / 2] / 1e3,
        nanos[CALLS * 99 / 100] / 1e3,
        nanos[CALLS - 1] / 1e3,
        (double) allocated / CALLS);
  }
}
