package io.warmstart.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Groups the commands about datasets. */
@Command(
    name = "dataset",
    description = "Shows, checks, generates, converts and recovers datasets.",
    subcommands = {
      DatasetShowCommand.class,
      DatasetCheckCommand.class,
      DatasetGenerateCommand.class,
      DatasetConvertCommand.class,
      DatasetRecoverCommand.class
    })
final class DatasetCommand implements Runnable {
  @Spec CommandSpec command;

  @Override
  public void run() {
    throw new ParameterException(
        command.commandLine(), "say which: show, check, generate, convert or recover");
  }
}
