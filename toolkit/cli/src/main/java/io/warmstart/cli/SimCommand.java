package io.warmstart.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Groups the commands about simulated tasks. */
@Command(
    name = "sim",
    description = "Lists, shows and films simulated tasks.",
    subcommands = {SimListCommand.class, SimShowCommand.class, SimViewCommand.class})
final class SimCommand implements Runnable {
  @Spec CommandSpec command;

  @Override
  public void run() {
    throw new ParameterException(command.commandLine(), "say which: list, show or view");
  }
}
