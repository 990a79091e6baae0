package io.warmstart.cli;

import io.warmstart.benchmarks.EngineBenchmark;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a benchmark measures, the same for all of them. */
final class BenchOptions {
  @Option(
      names = "--threads",
      paramLabel = "N,...",
      split = ",",
      defaultValue = "1,2",
      description = "Worker counts of the cpu device (default: ${DEFAULT-VALUE}).")
  List<Integer> threads;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "Turns of this engine and the peer (default: ${DEFAULT-VALUE}).")
  int rounds;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "2",
      description = "Measuring time per turn and side (default: ${DEFAULT-VALUE}).")
  double seconds;

  @Option(
      names = "--peer",
      paramLabel = "COMMAND",
      description = "Peer that answers \"NAME THREADS SECONDS\" with a line of JSON.")
  @Nullable String peer;

  /**
   * Refuses numbers that measure nothing.
   *
   * @throws CommandException naming the options
   */
  void check() {
    if (rounds < 1 || !(seconds > 0) || threads.stream().anyMatch(n -> n < 1)) {
      throw new CommandException(
          ExitCode.USAGE, "--threads and --rounds must be at least 1, --seconds above 0");
    }
  }

  EngineBenchmark.Options options(List<Integer> workers) {
    return new EngineBenchmark.Options(workers, rounds, seconds, Optional.ofNullable(peer));
  }
}
