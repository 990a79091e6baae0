package io.warmstart.sim.process;

import io.warmstart.core.environment.EnvironmentException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Opens the way that the settings name. */
final class Peers {
  private Peers() {}

  /**
   * Starts the program or finds a running one.
   *
   * @throws EnvironmentException if neither works
   */
  static Connection connect(Launch launch, BridgeSettings settings) {
    Peer peer = peer(launch, settings);
    return new Connection(launch.task(), peer, settings.shortest());
  }

  private static Peer peer(Launch launch, BridgeSettings settings) {
    if (!settings.address().isEmpty()) {
      requireSockets(launch, "bridge.address");
      return SocketPeer.connect(
          launch.task(), settings.address(), Optional.empty(), settings.startTimeout());
    }
    return switch (settings.transport()) {
      case STDIO -> new ChildPeer(Child.start(launch.task(), launch.command(), launch.variables()));
      case UNIX -> {
        requireSockets(launch, "bridge.transport=unix");
        yield overSocket(launch, settings);
      }
    };
  }

  private static void requireSockets(Launch launch, String setting) {
    if (!launch.sockets()) {
      throw new EnvironmentException(
          launch.task() + ": " + setting + " is not possible here; this program speaks stdio only");
    }
  }

  /** The folder of the socket is gone as soon as both ends have it open. */
  private static Peer overSocket(Launch launch, BridgeSettings settings) {
    try {
      Path folder = Files.createTempDirectory("warmstart-");
      Path socket = folder.resolve("socket");
      List<String> command = new ArrayList<>(launch.command());
      command.addAll(List.of("--listen", socket.toString(), "--once"));
      Child child = Child.start(launch.task(), command, launch.variables());
      boolean connected = false;
      try {
        SocketPeer peer =
            SocketPeer.connect(
                launch.task(), socket.toString(), Optional.of(child), settings.startTimeout());
        connected = true;
        return peer;
      } finally {
        if (!connected) {
          child.kill();
          child.close();
        }
        Files.deleteIfExists(socket);
        Files.deleteIfExists(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("no temporary folder for a socket", e);
    }
  }
}
