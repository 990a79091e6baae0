package io.warmstart.engine.cpu;

import com.sun.management.ThreadMXBean;
import io.warmstart.engine.Feed;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Session;
import java.lang.management.ManagementFactory;

/**
 * Prints the bytes that 100 updates allocate once the compiler has caught up; runs in a process of
 * its own, because what else a process has compiled changes what is inlined.
 */
final class SessionAllocation {
  /** A busy machine compiles late, and uncompiled vector code allocates. */
  private static final long PATIENCE_NANOS = 90_000_000_000L;

  private SessionAllocation() {}

  /** No arguments. */
  @SuppressWarnings("SystemOut")
  public static void main(String[] arguments) {
    Parameters parameters = new Parameters();
    Feed once =
        (seed, number, buffers) -> {
          if (number == 0) {
            SmallPrograms.feed().fill(seed, number, buffers);
          }
        };
    try (Session session =
        new CpuExecutor(1)
            .open(SmallPrograms.IQL_AUTHOR.declare(parameters), parameters, once, 7)) {
      ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long deadline = System.nanoTime() + PATIENCE_NANOS;
      long least = Long.MAX_VALUE;
      while (least > 0 && System.nanoTime() < deadline) {
        long before = thread.getCurrentThreadAllocatedBytes();
        session.run(100);
        least = Math.min(least, thread.getCurrentThreadAllocatedBytes() - before);
      }
      System.out.println("bytes " + least);
    }
  }
}
