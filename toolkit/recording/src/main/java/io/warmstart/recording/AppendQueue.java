package io.warmstart.recording;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What waits for the disk: bounded in bytes, taken in batches once the oldest entry has waited for
 * the period. The lock is never held during I/O, so an append waits for nothing but other appends.
 */
final class AppendQueue {
  /** What is taken at once, so that acknowledgements keep coming on a slow disk. */
  private static final long BATCH_BYTES = 32L << 20;

  /** Room beyond the bound for entries that must not be refused. */
  private static final long RESERVE_BYTES = 16L << 20;

  private record Waiting(LogEntry entry, long number, long since, long logTime) {}

  /** An entry and the time it is logged under. */
  record Taken(LogEntry entry, long number, long logTime) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final Condition progressed = lock.newCondition();
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private final long periodNanos;
  private final long bound;
  private long bytes;
  private long inFlight;
  private long lastLogTime;
  private long appended;
  private long durable;
  private long hurryTo;
  private boolean closed;
  private @Nullable Throwable failure;

  AppendQueue(long periodNanos, long bound) {
    this.periodNanos = periodNanos;
    this.bound = bound;
  }

  /** How an append meets a full queue. */
  enum Urgency {
    REFUSABLE,
    WAITING,
    /** Goes into the reserve. */
    RESERVED
  }

  /**
   * Appends an entry.
   *
   * @return its number, from 1; 0 if it was refused
   * @throws LogStoppedException if the writer stopped
   */
  long offer(LogEntry entry, Urgency urgency, long logTime) {
    long size = entry.bytes();
    lock.lock();
    try {
      requireRunning();
      long limit = urgency == Urgency.RESERVED ? bound + RESERVE_BYTES : bound;
      // An empty queue takes any entry, or one larger than the bound could never be logged.
      while (bytes > 0 && bytes + size > limit) {
        if (urgency != Urgency.WAITING) {
          return 0;
        }
        progressed.awaitUninterruptibly();
        requireRunning();
      }
      bytes += size;
      lastLogTime = Math.max(lastLogTime, logTime);
      waiting.add(new Waiting(entry, ++appended, System.nanoTime(), lastLogTime));
      if (waiting.size() == 1 || bytes - inFlight >= BATCH_BYTES) {
        arrived.signal();
      }
      return appended;
    } finally {
      lock.unlock();
    }
  }

  private void requireRunning() {
    if (failure != null) {
      throw new LogStoppedException(failure);
    }
    if (closed) {
      throw new IllegalStateException("the session is closed");
    }
  }

  /** The next batch; empty when the queue is closed and drained. */
  List<Taken> take() throws InterruptedException {
    lock.lock();
    try {
      while (!closed || !waiting.isEmpty()) {
        Waiting oldest = waiting.peek();
        if (oldest == null) {
          arrived.await();
          continue;
        }
        long left = oldest.since + periodNanos - System.nanoTime();
        boolean hurried = oldest.number <= hurryTo;
        if (closed || hurried || left <= 0 || bytes >= BATCH_BYTES) {
          return batch();
        }
        arrived.awaitNanos(left);
      }
      return List.of();
    } finally {
      lock.unlock();
    }
  }

  private List<Taken> batch() {
    List<Taken> batch = new ArrayList<>();
    inFlight = 0;
    while (!waiting.isEmpty() && (batch.isEmpty() || inFlight < BATCH_BYTES)) {
      Waiting next = waiting.remove();
      inFlight += next.entry.bytes();
      batch.add(new Taken(next.entry, next.number, next.logTime));
    }
    return batch;
  }

  /** The batch that was taken last is safe. */
  void done(long number) {
    lock.lock();
    try {
      bytes -= inFlight;
      inFlight = 0;
      durable = number;
      progressed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Nothing more will be written. */
  void fail(Throwable cause) {
    lock.lock();
    try {
      if (failure == null) {
        failure = cause;
      }
      progressed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Nothing more will be appended; what waits is still written. */
  void close() {
    lock.lock();
    try {
      closed = true;
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Has everything appended so far written without delay and waits until it is safe.
   *
   * @throws LogStoppedException if the writer stopped first
   */
  void flush() {
    lock.lock();
    try {
      hurryTo = appended;
      arrived.signal();
      long wanted = appended;
      while (durable < wanted) {
        if (failure != null) {
          throw new LogStoppedException(failure);
        }
        progressed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  @Nullable Throwable failure() {
    lock.lock();
    try {
      return failure;
    } finally {
      lock.unlock();
    }
  }
}
