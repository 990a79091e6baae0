package io.warmstart.cli;

import picocli.CommandLine.Option;

/** Options that every command has. */
final class CommonOptions {
  @Option(names = "--json", description = "Print the result as JSON on standard output.")
  boolean json;

  @Option(
      names = {"-q", "--quiet"},
      description = "No progress and no notes on standard error; failures are still reported.")
  boolean quiet;

  @Option(
      names = "--stacktrace",
      description = "Print the stack trace of a failure; it is always in the run's log.txt.")
  boolean stacktrace;
}
