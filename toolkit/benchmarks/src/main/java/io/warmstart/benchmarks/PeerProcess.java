package io.warmstart.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Another toolkit in a child process, asked to run one workload at a time so that both sides
 * alternate within seconds.
 *
 * <p>Protocol: one request line {@code WORKLOAD THREADS SECONDS}, one JSON answer line with {@code
 * median_ms}, {@code p10_ms}, {@code steps} and {@code peer}.
 */
final class PeerProcess implements AutoCloseable {
  private final Process process;
  private final BufferedWriter requests;
  private final BufferedReader answers;
  private final ObjectMapper json = new ObjectMapper();

  /**
   * Starts the peer.
   *
   * @param command run by the shell
   */
  PeerProcess(String command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(List.of("/bin/sh", "-c", "exec " + command));
    builder.environment().putIfAbsent("OMP_WAIT_POLICY", "PASSIVE");
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    process = builder.start();
    requests = process.outputWriter(StandardCharsets.UTF_8);
    answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * Answer of the peer.
   *
   * @param medianMillis per step
   * @param steps measured
   * @param description versions and libraries
   */
  record Answer(double medianMillis, long steps, String description) {}

  /**
   * Runs one workload.
   *
   * @throws IOException if the peer died or answered with something else
   */
  Answer measure(String workload, int threads, double seconds) throws IOException {
    String line = null;
    if (process.isAlive()) {
      requests.write(String.format(Locale.ROOT, "%s %d %.2f%n", workload, threads, seconds));
      requests.flush();
      line = answers.readLine();
    }
    if (line == null) {
      throw new IOException("the peer ended without an answer to " + workload);
    }
    JsonNode answer = json.readTree(line);
    if (!answer.hasNonNull("median_ms")) {
      throw new IOException("the peer answered without median_ms: " + line);
    }
    return new Answer(
        answer.get("median_ms").asDouble(),
        answer.path("steps").asLong(),
        answer.path("peer").asText("unnamed peer"));
  }

  @Override
  public void close() {
    try {
      requests.close();
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
