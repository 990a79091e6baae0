package io.warmstart.recording.mcap;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where a log is appended to; one thread. */
public interface LogStorage extends AutoCloseable {
  /**
   * Appends all remaining bytes.
   *
   * @throws IOException if they are not all written; some may be
   */
  void append(ByteBuffer bytes) throws IOException;

  /**
   * Returns when everything appended would survive a loss of power.
   *
   * @throws IOException if that cannot be said; nothing appended since the last success is safe
   */
  void force() throws IOException;

  @Override
  void close() throws IOException;
}
