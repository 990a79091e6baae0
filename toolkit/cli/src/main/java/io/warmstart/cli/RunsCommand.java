package io.warmstart.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Groups the commands about runs. */
@Command(
    name = "runs",
    description = "Lists runs, shows where one comes from, and deletes what is not needed.",
    subcommands = {RunsListCommand.class, RunsShowCommand.class, RunsPruneCommand.class})
final class RunsCommand implements Runnable {
  @Spec CommandSpec command;

  @Override
  public void run() {
    throw new ParameterException(command.commandLine(), "say which: list, show or prune");
  }
}
