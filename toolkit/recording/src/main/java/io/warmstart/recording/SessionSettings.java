package io.warmstart.recording;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongConsumer;

/**
 * How a session is recorded.
 *
 * @param pictures how frames are stored
 * @param syncPeriod a step is written and forced at most this long after it was appended, plus the
 *     time the disk takes for what it is doing and for this
 * @param queueBytes how much may wait for the disk
 * @param whenFull what an append does when that much is waiting
 * @param clock of the time stamps
 * @param acknowledged told the id of the newest transition that is safe on disk, on the writer's
 *     thread; must return at once
 */
public record SessionSettings(
    PictureFormat pictures,
    Duration syncPeriod,
    long queueBytes,
    WhenFull whenFull,
    InstantSource clock,
    LongConsumer acknowledged) {
  /** PNG, forced within 100 ms, 256 MiB of queue, never waiting. */
  public static final SessionSettings DEFAULT =
      new SessionSettings(
          new PictureFormat.Png(),
          Duration.ofMillis(100),
          256L << 20,
          WhenFull.REFUSE,
          InstantSource.system(),
          id -> {});

  /** What an append does when the queue is full. */
  public enum WhenFull {
    /**
     * The step is not logged and the caller is told so at once: for control loops. A step that is
     * not logged must not be learned from.
     */
    REFUSE,
    /** The caller waits until the disk has caught up: for simulators. */
    WAIT
  }

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if the period or the queue is not positive
   */
  public SessionSettings {
    if (syncPeriod.isNegative() || syncPeriod.isZero() || queueBytes < 1) {
      throw new IllegalArgumentException(
          "sync period " + syncPeriod + " and queue " + queueBytes + " must be positive");
    }
  }

  /** With another format of frames. */
  public SessionSettings withPictures(PictureFormat format) {
    return new SessionSettings(format, syncPeriod, queueBytes, whenFull, clock, acknowledged);
  }

  /** With another policy for a full queue. */
  public SessionSettings withWhenFull(WhenFull policy) {
    return new SessionSettings(pictures, syncPeriod, queueBytes, policy, clock, acknowledged);
  }

  /** With another queue. */
  public SessionSettings withQueueBytes(long bytes) {
    return new SessionSettings(pictures, syncPeriod, bytes, whenFull, clock, acknowledged);
  }

  /** With another period. */
  public SessionSettings withSyncPeriod(Duration period) {
    return new SessionSettings(pictures, period, queueBytes, whenFull, clock, acknowledged);
  }

  /** With a listener of acknowledgements. */
  public SessionSettings withAcknowledged(LongConsumer listener) {
    return new SessionSettings(pictures, syncPeriod, queueBytes, whenFull, clock, listener);
  }
}
