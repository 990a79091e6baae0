package io.warmstart.sim.process;

import io.warmstart.core.environment.EnvironmentException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A server behind a Unix-domain socket or a port; a child of ours or started by somebody else. */
final class SocketPeer implements Peer {
  private static final Logger LOG = LoggerFactory.getLogger(SocketPeer.class);
  private static final int BUFFER_BYTES = 1 << 16;
  private static final long RETRY_MILLIS = 20;

  private final SocketChannel channel;
  private final InputStream in;
  private final OutputStream out;
  private final Optional<Child> child;

  private SocketPeer(SocketChannel channel, Optional<Child> child) {
    this.channel = channel;
    this.in = new BufferedInputStream(Channels.newInputStream(channel), BUFFER_BYTES);
    this.out = Channels.newOutputStream(channel);
    this.child = child;
  }

  /**
   * Connects, again and again until the server listens.
   *
   * @param task for messages
   * @param address path of a socket, or {@code host:port}
   * @param child whose end makes waiting pointless
   * @throws EnvironmentException if nobody answers in time
   */
  static SocketPeer connect(String task, String address, Optional<Child> child, Duration timeout) {
    SocketAddress target = parse(address);
    long start = System.nanoTime();
    while (true) {
      try {
        SocketChannel channel = SocketChannel.open(target);
        if (target instanceof InetSocketAddress) {
          channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
        return new SocketPeer(channel, child);
      } catch (IOException e) {
        boolean ended = child.isPresent() && !child.get().process().isAlive();
        if (ended) {
          throw new EnvironmentException(task + ": the child " + child.get().obituary());
        }
        if (child.isEmpty() || System.nanoTime() - start > timeout.toNanos()) {
          throw new EnvironmentException(
              task + ": no server answers at " + address + " (" + e.getMessage() + "); start one");
        }
        pause(task);
      }
    }
  }

  /** {@code host:port} is a port, everything else a path. */
  private static SocketAddress parse(String address) {
    int colon = address.lastIndexOf(':');
    String port = address.substring(colon + 1);
    return colon > 0 && !address.contains("/") && port.matches("\\d{1,5}")
        ? new InetSocketAddress(address.substring(0, colon), Integer.parseInt(port))
        : UnixDomainSocketAddress.of(address);
  }

  private static void pause(String task) {
    try {
      Thread.sleep(RETRY_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EnvironmentException(task + ": interrupted while waiting for the server");
    }
  }

  @Override
  public InputStream in() {
    return in;
  }

  @Override
  public OutputStream out() {
    return out;
  }

  @Override
  public String obituary() {
    return child.map(Child::obituary).orElse("closed the connection");
  }

  @Override
  public void kill() {
    child.ifPresent(Child::kill);
    disconnect();
  }

  private void disconnect() {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("the connection broke while closing: {}", e.getMessage());
    }
  }

  @Override
  public void close() {
    child.ifPresent(Child::countOffspring);
    disconnect();
    child.ifPresent(Child::close);
  }
}
