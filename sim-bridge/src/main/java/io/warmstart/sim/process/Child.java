package io.warmstart.sim.process;

import io.warmstart.core.environment.EnvironmentException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A program that was started to serve environments: keeps the last lines that it wrote to its
 * standard error, and leaves no process behind, neither in {@link #close} nor at this program's
 * end.
 */
final class Child implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Child.class);
  private static final int LAST_LINES = 12;
  private static final Duration GRACE = Duration.ofSeconds(2);
  private static final int SIGNAL_CODES = 128;

  private final Process process;
  private final Thread listener;
  private final Thread hook;
  private final Deque<String> lastLines = new ArrayDeque<>();
  private volatile List<ProcessHandle> offspring = List.of();

  private Child(String task, Process process) {
    this.process = process;
    this.listener =
        Thread.ofPlatform().daemon().name("stderr of " + task).start(() -> listen(task));
    this.hook = Thread.ofPlatform().name("end of " + task).unstarted(this::kill);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * Starts.
   *
   * @param task for messages
   * @param command program and its words
   * @param variables added to this program's environment variables
   * @throws EnvironmentException if the system refuses
   */
  static Child start(String task, List<String> command, Map<String, String> variables) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(variables);
    try {
      return new Child(task, builder.start());
    } catch (IOException e) {
      throw new EnvironmentException(
          task + ": cannot start \"" + command.getFirst() + "\": " + e.getMessage());
    }
  }

  private void listen(String task) {
    try (BufferedReader lines = process.errorReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        LOG.debug("{}: {}", task, line);
        synchronized (lastLines) {
          lastLines.addLast(line);
          if (lastLines.size() > LAST_LINES) {
            lastLines.removeFirst();
          }
        }
      }
    } catch (IOException e) {
      LOG.debug("{}: standard error broke off: {}", task, e.getMessage());
    }
  }

  /** The process, for its streams. */
  Process process() {
    return process;
  }

  /** How it ended and what it said last; waits a moment for both. */
  String obituary() {
    String end = awaitEnd() ? ended(process.exitValue()) : "closed its stream but still runs";
    try {
      listener.join(GRACE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (lastLines) {
      return lastLines.isEmpty()
          ? end + " and wrote nothing to standard error"
          : end + "; its last lines on standard error: " + String.join(" | ", lastLines);
    }
  }

  private static String ended(int code) {
    return code > SIGNAL_CODES
        ? "ended with exit code " + code + " (signal " + (code - SIGNAL_CODES) + ")"
        : "ended with exit code " + code;
  }

  private boolean awaitEnd() {
    try {
      return process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return !process.isAlive();
    }
  }

  /** Remembers what it started, because those who lose their parent can no longer be found. */
  void countOffspring() {
    offspring = process.descendants().toList();
  }

  /** Ends it and everything it started, at once. */
  void kill() {
    List<ProcessHandle> known = offspring;
    List<ProcessHandle> present = process.descendants().toList();
    process.destroyForcibly();
    known.forEach(ProcessHandle::destroyForcibly);
    present.forEach(ProcessHandle::destroyForcibly);
  }

  /** Lets it end by itself for a moment, then ends it and everything it started. */
  @Override
  public void close() {
    awaitEnd();
    kill();
    awaitEnd();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      LOG.debug("this program is ending, so the hook does the rest");
    }
  }
}
