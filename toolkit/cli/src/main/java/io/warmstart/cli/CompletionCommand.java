package io.warmstart.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the completion script for bash and zsh. */
@Command(
    name = "completion",
    description = "Prints a completion script for bash and zsh.",
    footer = {"Example:", "  source <(warmstart completion)"})
final class CompletionCommand implements Callable<Integer> {
  @Spec CommandSpec command;

  @Override
  public Integer call() {
    command
        .commandLine()
        .getOut()
        .println(AutoComplete.bash("warmstart", command.root().commandLine()));
    command.commandLine().getOut().flush();
    return ExitCode.OK.code();
  }
}
