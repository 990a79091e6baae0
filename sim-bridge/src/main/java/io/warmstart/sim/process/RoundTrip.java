package io.warmstart.sim.process;

import io.warmstart.core.environment.EnvironmentException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * Measures the way to another process and back, without any environment: a request of so many
 * bytes, and a reply of so many.
 */
public final class RoundTrip implements AutoCloseable {
  private static final int LEAST_REQUEST = 8;

  private final Connection connection;
  private final Duration timeout;

  /**
   * Starts the program.
   *
   * @param launch of a program that speaks the protocol
   * @throws EnvironmentException if it does not start
   */
  public RoundTrip(Launch launch, BridgeSettings settings) {
    this.connection = Peers.connect(launch, settings);
    this.timeout = settings.startTimeout();
  }

  /**
   * One exchange.
   *
   * @param requestBytes payload to send, at least 8
   * @param replyBytes payload to get back
   * @return wall time, nanoseconds
   * @throws EnvironmentException if the answer is wrong
   */
  public long exchange(int requestBytes, int replyBytes) {
    int sent = Math.max(LEAST_REQUEST, requestBytes);
    long start = System.nanoTime();
    ByteBuffer payload = connection.payload(sent);
    payload.putInt(replyBytes);
    int received = connection.call(FrameType.ECHO, sent, replyBytes, timeout, "echoing");
    long nanos = System.nanoTime() - start;
    if (received != replyBytes) {
      throw connection.broken("echoed " + received + " bytes, expected " + replyBytes);
    }
    return nanos;
  }

  @Override
  public void close() {
    connection.close();
  }
}
