package io.warmstart.engine.cpu;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.List;

/**
 * Runs every step on scratch memory until the compiler has caught up. Uncompiled vector code
 * allocates a box per vector, so a step that allocates nothing is compiled. Steps that are done are
 * left alone, so that the time goes to the others.
 */
final class WarmUp {
  /** Calls in a row without allocation that count as compiled. */
  private static final int QUIET_CALLS = 40;

  /** Time that the calls of one step take per round. */
  private static final long SHARE_NANOS = 200_000;

  private static final int MOST_CALLS = 200;

  private WarmUp() {}

  /**
   * Exercises plans; the arena of no learner is touched.
   *
   * @param like an arena whose content is copied, so that weights and keys are real
   * @return whether allocation stopped within the budget
   */
  static boolean run(List<CompiledPlan> plans, MemorySegment like, long budgetNanos) {
    if (budgetNanos <= 0) {
      return false;
    }
    long deadline = System.nanoTime() + budgetNanos;
    ProductWarmUp.run(deadline - budgetNanos / 2);
    int[][] quiet = new int[plans.size()][];
    for (int p = 0; p < quiet.length; p++) {
      quiet[p] = new int[plans.get(p).steps()];
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(like.byteSize(), 64);
      memory.copyFrom(like);
      boolean done = false;
      while (!done && System.nanoTime() < deadline) {
        done = true;
        for (int p = 0; p < quiet.length; p++) {
          done &= round(plans.get(p), quiet[p], memory, deadline);
        }
      }
      return done;
    }
  }

  private static boolean round(
      CompiledPlan plan, int[] quiet, MemorySegment memory, long deadline) {
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    boolean done = true;
    for (int step = 0; step < quiet.length && System.nanoTime() < deadline; step++) {
      long end = System.nanoTime() + SHARE_NANOS;
      for (int call = 0;
          call < MOST_CALLS && quiet[step] < QUIET_CALLS && System.nanoTime() < end;
          call++) {
        long before = thread.getCurrentThreadAllocatedBytes();
        plan.runStep(step, memory);
        quiet[step] = thread.getCurrentThreadAllocatedBytes() == before ? quiet[step] + 1 : 0;
      }
      done &= quiet[step] >= QUIET_CALLS;
    }
    return done;
  }
}
