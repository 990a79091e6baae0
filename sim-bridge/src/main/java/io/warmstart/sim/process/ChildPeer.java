package io.warmstart.sim.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A child spoken to through its standard input and output. */
final class ChildPeer implements Peer {
  private static final Logger LOG = LoggerFactory.getLogger(ChildPeer.class);

  private final Child child;

  ChildPeer(Child child) {
    this.child = child;
  }

  @Override
  public InputStream in() {
    return child.process().getInputStream();
  }

  @Override
  public OutputStream out() {
    return child.process().getOutputStream();
  }

  @Override
  public String obituary() {
    return child.obituary();
  }

  @Override
  public void kill() {
    child.kill();
  }

  @Override
  public void close() {
    child.countOffspring();
    try {
      out().close(); // the end of its input asks it to end
    } catch (IOException e) {
      LOG.debug("its input was closed before: {}", e.getMessage());
    }
    child.close();
  }
}
