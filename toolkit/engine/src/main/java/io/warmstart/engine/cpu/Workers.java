package io.warmstart.engine.cpu;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A fixed team: the calling thread is worker 0, the others are daemon threads that end in {@link
 * #close}. One job at a time runs on all of them.
 *
 * <p>Waiting threads spin for a few microseconds and then park, because the cores are shared. Every
 * wait looks again after announcing itself, and whoever completes something looks for announced
 * waiters afterwards, so no wake-up is lost. The next job is published only after every worker has
 * finished the last one.
 */
final class Workers implements AutoCloseable {
  /** How long a thread spins before it parks. */
  private static final long SPIN_NANOS = 20_000;

  /** Bound on one park, so that a failed or missing partner is noticed. */
  private static final long PARK_NANOS = 2_000_000;

  /** Distance between flags in ints, so that no two share a cache line. */
  static final int GAP = 16;

  private static final VarHandle INTS = MethodHandles.arrayElementVarHandle(int[].class);

  /** Work for one worker; all workers get the same job. */
  @FunctionalInterface
  interface Job {
    void run(int worker);
  }

  private final Thread[] threads;
  private final int[] published = new int[GAP];
  private final int[] finished;
  private final int[] waiting;
  private @Nullable Job job;
  private volatile boolean closed;
  private volatile @Nullable Throwable failure;

  Workers(int count, String name) {
    threads = new Thread[count];
    finished = new int[count * GAP];
    waiting = new int[count * GAP];
    threads[0] = Thread.currentThread();
    for (int w = 1; w < count; w++) {
      int worker = w;
      threads[w] = new Thread(() -> serve(worker), name + "-worker-" + w);
      threads[w].setDaemon(true);
      threads[w].setUncaughtExceptionHandler((thread, thrown) -> failure = thrown);
      threads[w].start();
    }
  }

  int count() {
    return threads.length;
  }

  /** Runs a job on all workers and returns when all have finished it. */
  void run(Job next) {
    if (threads.length == 1) {
      next.run(0);
      return;
    }
    job = next;
    int ticket = published[0] + 1;
    signal(published, 0, ticket);
    boolean complete = false;
    try {
      next.run(0);
      for (int w = 1; w < threads.length; w++) {
        await(finished, w * GAP, ticket, 0);
      }
      complete = true;
    } finally {
      if (!complete) {
        closed = true;
      }
    }
  }

  private void serve(int worker) {
    int ticket = 0;
    while (true) {
      ticket++;
      if (!await(published, 0, ticket, worker)) {
        return;
      }
      Job current = job;
      if (current == null) {
        throw new IllegalStateException("A job was announced but not given.");
      }
      current.run(worker);
      signal(finished, worker * GAP, ticket);
    }
  }

  /** Sets a flag and wakes whoever may wait for it. */
  void signal(int[] flags, int index, int value) {
    INTS.setVolatile(flags, index, value);
    for (int w = 0; w < threads.length; w++) {
      if ((int) INTS.getVolatile(waiting, w * GAP) != 0) {
        LockSupport.unpark(threads[w]);
      }
    }
  }

  /**
   * Waits until a flag has a value.
   *
   * @return false if the team was closed meanwhile
   */
  boolean await(int[] flags, int index, int value, int worker) {
    if ((int) INTS.getAcquire(flags, index) == value) {
      return true;
    }
    long spinUntil = System.nanoTime() + SPIN_NANOS;
    do {
      for (int i = 0; i < 32; i++) {
        Thread.onSpinWait();
        if ((int) INTS.getAcquire(flags, index) == value) {
          return true;
        }
      }
    } while (System.nanoTime() - spinUntil < 0);
    return parked(flags, index, value, worker);
  }

  private boolean parked(int[] flags, int index, int value, int worker) {
    INTS.setVolatile(waiting, worker * GAP, 1);
    try {
      while ((int) INTS.getVolatile(flags, index) != value) {
        if (closed) {
          if (worker == 0) {
            throw new IllegalStateException("The workers of this session are closed.");
          }
          return false;
        }
        if (failure != null) {
          throw new IllegalStateException("A worker of this session failed.", failure);
        }
        LockSupport.parkNanos(this, PARK_NANOS);
      }
      return true;
    } finally {
      INTS.setVolatile(waiting, worker * GAP, 0);
    }
  }

  /** Ends and joins the threads. */
  @Override
  public void close() {
    closed = true;
    boolean interrupted = false;
    for (int w = 1; w < threads.length; w++) {
      LockSupport.unpark(threads[w]);
      while (threads[w].isAlive()) {
        try {
          threads[w].join();
        } catch (InterruptedException stop) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
