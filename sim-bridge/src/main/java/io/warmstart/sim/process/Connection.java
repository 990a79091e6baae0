package io.warmstart.sim.process;

import io.warmstart.core.environment.EnvironmentException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Requests and replies, one after the other. A time-out, a broken stream and a frame that is not
 * one end the conversation for good; an ERROR reply does not.
 */
final class Connection implements AutoCloseable {
  private static final int FIRST_BYTES = 4096;

  private final String task;
  private final Peer peer;
  private final Watchdog watchdog;
  private ByteBuffer request = Frame.buffer(FIRST_BYTES);
  private ByteBuffer reply = Frame.buffer(FIRST_BYTES);
  private int sequence;
  private String failure = "";

  /**
   * A conversation that has not begun.
   *
   * @param task for messages
   * @param peer closed with this
   * @param shortest of the time-outs that will be used
   */
  Connection(String task, Peer peer, Duration shortest) {
    this.task = task;
    this.peer = peer;
    this.watchdog = new Watchdog("time-out of " + task, shortest, peer::kill);
  }

  /** Room for a request's payload, to be filled from its start, zeroed nowhere. */
  ByteBuffer payload(int bytes) {
    if (request.capacity() < Frame.HEADER + bytes) {
      request = Frame.buffer(Frame.HEADER + bytes);
    }
    return request.slice(Frame.HEADER, bytes).order(request.order());
  }

  /** Content of the last reply, after its header; valid until the next call. */
  ByteBuffer reply() {
    return reply;
  }

  /**
   * Sends what {@link #payload} holds and waits for the reply.
   *
   * @param type of the request
   * @param length of its payload, bytes
   * @param longest reply that makes sense, bytes
   * @param timeout of the whole exchange
   * @param doing for messages, such as "taking a step"
   * @return length of the reply's payload, which {@link #reply} holds
   * @throws EnvironmentException for whatever goes wrong
   */
  int call(FrameType type, int length, long longest, Duration timeout, String doing) {
    if (!failure.isEmpty()) {
      throw new EnvironmentException(task + ": not usable any more, because it " + failure);
    }
    sequence++;
    Frame.write(request, type, sequence, length);
    watchdog.arm(timeout);
    try {
      peer.out().write(request.array(), 0, Frame.HEADER + length);
      peer.out().flush();
      int received = receive(type, longest);
      if (!watchdog.disarm()) {
        throw broken(lateness(timeout, doing));
      }
      return received;
    } catch (IOException e) {
      boolean inTime = watchdog.disarm();
      throw broken(inTime ? peer.obituary() + ", while " + doing : lateness(timeout, doing));
    } catch (ProtocolException e) {
      watchdog.disarm();
      throw broken(e.getMessage() + ", while " + doing);
    }
  }

  private int receive(FrameType type, long longest) throws IOException {
    read(0, Frame.HEADER);
    boolean failed = Frame.isError(reply);
    int length = Frame.length(reply, type, sequence, Math.max(longest, FIRST_BYTES));
    if (reply.capacity() < Frame.HEADER + length) {
      ByteBuffer larger = Frame.buffer(Frame.HEADER + length);
      larger.put(reply.array(), 0, Frame.HEADER);
      reply = larger;
    }
    read(Frame.HEADER, length);
    if (failed) {
      watchdog.disarm();
      throw new EnvironmentException(
          task + ": " + new String(reply.array(), Frame.HEADER, length, StandardCharsets.UTF_8));
    }
    return length;
  }

  private void read(int offset, int length) throws IOException {
    if (peer.in().readNBytes(reply.array(), offset, length) < length) {
      throw new EOFException("the stream ended");
    }
  }

  private static String lateness(Duration timeout, String doing) {
    return "did not answer within " + seconds(timeout) + " while " + doing + ", so it was ended";
  }

  private static String seconds(Duration timeout) {
    return timeout.toMillis() % 1000 == 0 ? timeout.toSeconds() + " s" : timeout.toMillis() + " ms";
  }

  /** Ends the conversation for good. */
  EnvironmentException broken(String reason) {
    failure = reason;
    peer.kill();
    return new EnvironmentException(task + ": the other process " + reason);
  }

  /** Says good-bye if that still makes sense, and ends the other side. */
  @Override
  public void close() {
    if (failure.isEmpty()) {
      try {
        call(FrameType.CLOSE, 0, 0, Duration.ofSeconds(2), "closing");
      } catch (EnvironmentException e) {
        failure = String.valueOf(e.getMessage()); // it ends either way
      }
      failure = failure.isEmpty() ? "was closed" : failure;
    }
    watchdog.close();
    peer.close();
  }
}
