package io.warmstart.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Groups the benchmarks. */
@Command(
    name = "bench",
    description = "Measures speed on this machine, beside a peer if asked.",
    subcommands = {BenchEngineCommand.class, BenchAlgorithmsCommand.class, BenchSimCommand.class})
final class BenchCommand implements Runnable {
  @Spec CommandSpec command;

  @Override
  public void run() {
    throw new ParameterException(command.commandLine(), "say which: engine, algorithms or sim");
  }
}
