package io.warmstart.sim.process;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends what takes too long: a blocking read cannot be given a time-out, but the process that should
 * answer can be ended, and then the read returns.
 *
 * <p>One thread arms and disarms; a daemon thread looks at the clock twenty times per time-out.
 */
final class Watchdog implements AutoCloseable {
  private static final long IDLE = Long.MAX_VALUE;
  private static final long EXPIRED = Long.MIN_VALUE;
  private static final int LOOKS = 20;
  private static final long MOST_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long LEAST_NANOS = Duration.ofMillis(1).toNanos();

  private final AtomicLong deadline = new AtomicLong(IDLE);
  private final long origin = System.nanoTime();
  private final long pauseNanos;
  private final Runnable action;
  private final Thread thread;
  private volatile boolean closed;

  /**
   * Starts watching.
   *
   * @param name of the thread
   * @param shortest of the time-outs that will be used
   * @param action run at most once, in the watchdog's thread
   */
  Watchdog(String name, Duration shortest, Runnable action) {
    this.action = action;
    this.pauseNanos = Math.clamp(shortest.toNanos() / LOOKS, LEAST_NANOS, MOST_NANOS);
    this.thread = Thread.ofPlatform().daemon().name(name).start(this::watch);
  }

  private void watch() {
    while (!closed) {
      long due = deadline.get();
      if (due == EXPIRED) {
        return;
      }
      if (due != IDLE && now() > due && deadline.compareAndSet(due, EXPIRED)) {
        action.run();
        return;
      }
      LockSupport.parkNanos(this, pauseNanos);
    }
  }

  private long now() {
    return System.nanoTime() - origin;
  }

  /** From now on the action runs unless {@link #disarm} is called in time. */
  void arm(Duration timeout) {
    deadline.compareAndSet(IDLE, now() + timeout.toNanos());
  }

  /**
   * It was in time.
   *
   * @return false if it was not, and the action runs or ran
   */
  boolean disarm() {
    return deadline.getAndUpdate(due -> due == EXPIRED ? EXPIRED : IDLE) != EXPIRED;
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
