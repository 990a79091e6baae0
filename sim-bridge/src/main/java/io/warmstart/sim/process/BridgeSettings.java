package io.warmstart.sim.process;

import io.warmstart.core.config.Setting;
import java.time.Duration;

/**
 * How to talk to the other process.
 *
 * @param startTimeout until it has imported what it needs and created the environments
 * @param stepTimeout of a step, a reset and a picture
 * @param transport of a child that is started
 * @param address of a server that runs already; empty starts a child
 * @param maxMegabytes of a message
 */
public record BridgeSettings(
    @Setting(doc = "longest wait for the environments to be created", min = 0, minExclusive = true)
        Duration startTimeout,
    @Setting(doc = "longest wait for a step, a reset or a picture", min = 0, minExclusive = true)
        Duration stepTimeout,
    @Setting(doc = "stdio: pipes; unix: a socket, faster for large images") Transport transport,
    @Setting(doc = "socket path or host:port of a running server; empty starts one") String address,
    @Setting(doc = "largest message, MiB", min = 1, max = 1024) int maxMegabytes) {
  private static final int BYTES_PER_MEGABYTE = 1 << 20;

  /** How bytes travel to a child. */
  public enum Transport {
    /** Its standard input and output. */
    STDIO,
    /** A Unix-domain socket in a folder that only this user can read. */
    UNIX
  }

  /** A child on pipes, 60 s to start and 10 s per step. */
  public BridgeSettings() {
    this(Duration.ofSeconds(60), Duration.ofSeconds(10), Transport.STDIO, "", 256);
  }

  /** Other time-outs. */
  public BridgeSettings withTimeouts(Duration start, Duration step) {
    return new BridgeSettings(start, step, transport, address, maxMegabytes);
  }

  long maxBytes() {
    return (long) maxMegabytes * BYTES_PER_MEGABYTE;
  }

  Duration shortest() {
    return startTimeout.compareTo(stepTimeout) < 0 ? startTimeout : stepTimeout;
  }
}
