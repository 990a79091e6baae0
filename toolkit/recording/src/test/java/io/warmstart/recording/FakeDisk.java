package io.warmstart.recording;

import io.warmstart.recording.mcap.LogStorage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.util.Arrays;

/** A disk that is slow, becomes full, or forgets what was not forced. */
final class FakeDisk implements LogStorage {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private byte[] durable = {};
  private volatile long capacity = Long.MAX_VALUE;
  private volatile long forceMillis;

  FakeDisk withCapacity(long bytes) {
    capacity = bytes;
    return this;
  }

  FakeDisk withForce(long millis) {
    forceMillis = millis;
    return this;
  }

  @Override
  public synchronized void append(ByteBuffer bytes) throws IOException {
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    int fits = (int) Math.min(copy.length, capacity - written.size());
    written.write(copy, 0, fits);
    if (fits < copy.length) {
      throw new FileSystemException("log", null, "No space left on device");
    }
  }

  @Override
  public void force() throws IOException {
    byte[] now = all();
    try {
      Thread.sleep(forceMillis);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    synchronized (this) {
      durable = now;
    }
  }

  @Override
  public void close() {}

  /** What a reader sees while the machine is up. */
  synchronized byte[] all() {
    return written.toByteArray();
  }

  /** What is certain to be there after a loss of power. */
  synchronized byte[] durable() {
    return durable.clone();
  }

  /** After a loss of power: of what was not forced, the file system kept the length only. */
  synchronized byte[] zeroed() {
    return Arrays.copyOf(durable, written.size());
  }
}
