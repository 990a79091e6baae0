package io.warmstart.cli;

import io.warmstart.cli.report.RunReport;
import io.warmstart.core.run.RunDirectory;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the report of a run. */
@Command(
    name = "report",
    description = "Writes report.html of a run as it is now: curves, settings, provenance.",
    footer = {
      "Training writes it too, at its end. The page needs nothing else and can be sent around.",
      "",
      "Example:",
      "  warmstart report runs/latest"
    })
final class ReportCommand implements Callable<Integer> {
  @Spec CommandSpec command;
  @Mixin CommonOptions common;

  @Parameters(paramLabel = "RUN", description = "Directory of the run, such as runs/latest.")
  Path path;

  @Override
  public Integer call() {
    Path page = RunReport.write(RunDirectory.open(path));
    Console.of(command, common).result(Map.of("report", page.toString()), page.toString());
    return ExitCode.OK.code();
  }
}
