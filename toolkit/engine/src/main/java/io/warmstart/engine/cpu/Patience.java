package io.warmstart.engine.cpu;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * How long a thread may go on warming up: a budget of its own processor time, because the compiler
 * is as slow as everything else on a busy machine, and a bound on real time.
 */
final class Patience {
  private static final int LONGEST = 2;

  private final ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final long budget;
  private final long start = System.nanoTime();
  private final long cpuStart = thread.getCurrentThreadCpuTime();

  Patience(long budgetNanos) {
    budget = budgetNanos;
  }

  /** Whether this part of the budget is used up. */
  boolean over(double part) {
    return thread.getCurrentThreadCpuTime() - cpuStart > part * budget
        || System.nanoTime() - start > part * LONGEST * budget;
  }

  /** Bytes that the calling thread has allocated so far. */
  long allocated() {
    return thread.getCurrentThreadAllocatedBytes();
  }
}
