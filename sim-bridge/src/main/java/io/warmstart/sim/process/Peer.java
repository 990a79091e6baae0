package io.warmstart.sim.process;

import java.io.InputStream;
import java.io.OutputStream;

/** The other end of a conversation. */
sealed interface Peer extends AutoCloseable permits ChildPeer, SocketPeer {
  /** What it writes. */
  InputStream in();

  /** What it reads; flushed by the caller. */
  OutputStream out();

  /** Why its stream ended: a clause such as "ended with exit code 3", with its last words. */
  String obituary();

  /** Ends it at once, so that a thread that reads from it returns; any thread. */
  void kill();

  /** Waits a moment for its own end, then ends it and all it started. Twice is harmless. */
  @Override
  void close();
}
