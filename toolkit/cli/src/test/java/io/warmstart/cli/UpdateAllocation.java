package io.warmstart.cli;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import io.warmstart.core.data.Dataset;
import io.warmstart.core.learner.Learner;
import io.warmstart.core.learner.LearnerConfig;
import io.warmstart.engine.cpu.CpuExecutor;
import io.warmstart.testkit.PointMass;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * Trains the named algorithms in turns until their updates allocate nothing, and prints those that
 * go on allocating; runs in a process of its own, because what C2 inlines depends on all that ran
 * before.
 *
 * <p>Vector code allocates until C2 has compiled it, which takes as much processor time as it
 * takes: the budget is in processor time, so that a busy machine only needs longer.
 */
final class UpdateAllocation {
  private static final long BUDGET_NANOS = 80_000_000_000L;
  private static final long LONGEST_NANOS = 4 * BUDGET_NANOS;
  private static final long TURN_NANOS = 40_000_000;

  /** Turns in a row without allocation that count as the steady state. */
  private static final int QUIET_TURNS = 5;

  private final ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final OperatingSystemMXBean process =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private final long start = System.nanoTime();

  /** One algorithm and what its last turn allocated. */
  private static final class Subject {
    private final String name;
    private final Learner learner;
    private int quiet;
    private double bytes;

    Subject(LearnerConfig config, CpuExecutor executor) {
      name = config.name();
      learner =
          Learner.create(
              LearnerVariants.sized(config, 32, "[48, 40]"), PointMass.SPEC, executor, 1);
    }
  }

  /** Names of algorithms; prints a line for each that does not stop. */
  @SuppressWarnings("SystemOut")
  public static void main(String[] arguments) {
    System.out.print(new UpdateAllocation().run(List.of(arguments)));
  }

  private String run(List<String> names) {
    CpuExecutor executor = new CpuExecutor(1);
    List<Subject> open = new ArrayList<>();
    for (LearnerConfig config : Algorithms.all()) {
      if (names.contains(config.name())) {
        open.add(new Subject(config, executor));
      }
    }
    try (Dataset dataset = PointMass.dataset(50, 0.5, 11)) {
      while (!open.isEmpty() && !over()) {
        open.forEach(subject -> turn(subject, dataset));
        open.removeIf(subject -> subject.quiet >= QUIET_TURNS);
      }
    }
    StringBuilder result = new StringBuilder();
    open.forEach(one -> result.append("%s %.0f B/update\n".formatted(one.name, one.bytes)));
    return result.toString();
  }

  private boolean over() {
    return process.getProcessCpuTime() > BUDGET_NANOS || System.nanoTime() - start > LONGEST_NANOS;
  }

  private void turn(Subject subject, Dataset dataset) {
    long end = System.nanoTime() + TURN_NANOS;
    long before = thread.getCurrentThreadAllocatedBytes();
    int updates = 0;
    while (System.nanoTime() < end) {
      subject.learner.train(dataset, 1);
      updates++;
    }
    long bytes = thread.getCurrentThreadAllocatedBytes() - before;
    subject.bytes = (double) bytes / updates;
    subject.quiet = bytes == 0 ? subject.quiet + 1 : 0;
  }
}
