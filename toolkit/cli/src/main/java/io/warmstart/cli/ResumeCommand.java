package io.warmstart.cli;

import io.warmstart.cli.report.RunReport;
import io.warmstart.core.run.RunDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Goes on with a run. */
@Command(
    name = "resume",
    description = "Goes on with a run that was stopped or killed, or trains it longer.",
    footer = {
      "Starts from the newest checkpoint whose hash holds. The checkpoint at step N has the same",
      "hash as that of a run that was never stopped.",
      "",
      "Examples:",
      "  warmstart resume runs/latest",
      "  warmstart resume runs/iql-maze --steps 50000"
    })
final class ResumeCommand implements Callable<Integer> {
  @Spec CommandSpec command;
  @Mixin CommonOptions common;

  @Parameters(paramLabel = "RUN", description = "Directory of the run, such as runs/latest.")
  Path path;

  @Option(
      names = {"-n", "--steps"},
      paramLabel = "N",
      description = "Steps in total, those done included (default: as configured).")
  @Nullable Long steps;

  @Override
  public Integer call() {
    Console console = Console.of(command, common);
    if (steps != null && steps < 1) {
      throw new CommandException(ExitCode.USAGE, "--steps = " + steps + " must be at least 1");
    }
    RunDirectory run = RunDirectory.open(path);
    OptionalLong total = steps == null ? OptionalLong.empty() : OptionalLong.of(steps);
    try (StopSignal stop = StopSignal.listening(console)) {
      List<String> words = CommandWords.of(command);
      RunResult result =
          SavedRun.of(run).isOnline()
              ? new OnlineRun(console, words, stop).resume(run, total)
              : new OfflineRun(console, words, stop).resume(run, total);
      console.note("report: " + RunReport.write(run));
      return result.print(console);
    }
  }
}
