package io.warmstart.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;

/** Processor time of the calling thread and of all child processes, seconds. */
final class CpuClock {
  private static final double NANOS = 1e-9;

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

  /** Of the calling thread alone; not of the compiler's threads. */
  double thread() {
    return threads.getCurrentThreadCpuTime() * NANOS;
  }

  /** Of the calling thread and of the running child processes; in steps of about 10 ms. */
  double withChildren() {
    return thread()
        + ProcessHandle.current()
                .descendants()
                .mapToLong(
                    child -> child.info().totalCpuDuration().map(Duration::toNanos).orElse(0L))
                .sum()
            * NANOS;
  }
}
