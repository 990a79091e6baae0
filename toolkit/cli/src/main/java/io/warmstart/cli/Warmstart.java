package io.warmstart.cli;

import io.warmstart.core.run.Software;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The root command. */
@Command(
    name = "warmstart",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Warmstart.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    descriptionHeading = "%n",
    parameterListHeading = "%nArguments:%n",
    optionListHeading = "%nOptions:%n",
    commandListHeading = "%nCommands:%n",
    footerHeading = "%n",
    description = {
      "Offline-to-online reinforcement learning for robots.",
      "",
      "Start here:",
      "  warmstart doctor                  is this machine fit?",
      "  warmstart demo                    from data to a fine-tuned policy in one command",
      "  warmstart dataset show FILE       what is in a dataset?",
      "  warmstart train iql --dataset FILE --preset small"
    },
    subcommands = {
      DoctorCommand.class,
      DemoCommand.class,
      DatasetCommand.class,
      TrainCommand.class,
      ResumeCommand.class,
      FinetuneCommand.class,
      EvalCommand.class,
      SweepCommand.class,
      CompareCommand.class,
      ReportCommand.class,
      ExportCommand.class,
      RunsCommand.class,
      SimCommand.class,
      BenchCommand.class,
      CompletionCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed; standard error says why in one line",
      "2:the command line or the configuration is wrong",
      "3:a check found faults",
      "4:interrupted with Ctrl-C; everything is saved",
      "5:hardware that was asked for is not there"
    })
final class Warmstart implements Runnable {
  @Spec CommandSpec command;

  CommandWords words = CommandWords.none();

  @Override
  public void run() {
    throw new ParameterException(command.commandLine(), "say what to do: a command is missing");
  }

  /** Version of the program. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String commit = Software.checkoutCommit();
      String java = System.getProperty("java.version");
      return new String[] {
        "warmstart " + Software.version() + (commit.isEmpty() ? "" : " (" + commit + ")"),
        "Java " + java
      };
    }
  }
}
