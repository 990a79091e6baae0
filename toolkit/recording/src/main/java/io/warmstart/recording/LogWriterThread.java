package io.warmstart.recording;

import io.warmstart.recording.mcap.McapMessage;
import io.warmstart.recording.mcap.McapWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.LongConsumer;

/** Writes what the queue holds, forces it, and acknowledges it; ends the file when it is closed. */
final class LogWriterThread implements Runnable {
  private static final int CHUNK_BYTES = 4 << 20;

  private final McapWriter out;
  private final AppendQueue queue;
  private final LongConsumer listener;
  private final Thread thread;
  private volatile long acknowledged;

  LogWriterThread(McapWriter out, AppendQueue queue, LongConsumer listener, long acknowledged) {
    this.out = out;
    this.queue = queue;
    this.listener = listener;
    this.acknowledged = acknowledged;
    this.thread = Thread.ofPlatform().name("session-log").daemon(true).unstarted(this);
  }

  void start() {
    thread.start();
  }

  long acknowledged() {
    return acknowledged;
  }

  /** Waits for the end; an interruption is kept for the caller. */
  void join() {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void run() {
    boolean finished = false;
    try (out) {
      for (List<AppendQueue.Taken> batch = queue.take(); !batch.isEmpty(); batch = queue.take()) {
        write(batch);
      }
      out.finish();
      finished = true;
    } catch (IOException e) {
      queue.fail(e);
    } catch (InterruptedException e) {
      queue.fail(e);
      Thread.currentThread().interrupt();
    } finally {
      if (!finished) {
        // Whatever ended this thread, nobody may wait for it. The first cause given counts.
        queue.fail(new IOException("the thread that writes it has ended"));
      }
    }
  }

  private void write(List<AppendQueue.Taken> batch) throws IOException {
    long transition = acknowledged;
    for (AppendQueue.Taken taken : batch) {
      for (LogEntry.Message message : taken.entry().messages()) {
        ByteBuffer data = ByteBuffer.wrap(message.encoded());
        out.message(
            new McapMessage(
                message.channel(),
                message.sequence(),
                taken.logTime(),
                message.stampNanos(),
                data));
      }
      transition = Math.max(transition, taken.entry().transition());
      if (out.chunkBytes() >= CHUNK_BYTES) {
        out.endChunk();
      }
    }
    out.endChunk();
    out.force();
    boolean progress = transition > acknowledged;
    acknowledged = transition;
    queue.done(batch.getLast().number());
    if (progress) {
      listener.accept(transition);
    }
  }
}
