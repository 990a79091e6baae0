package io.warmstart.cli;

import io.warmstart.core.data.DatasetFindings;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks for faults in a dataset file. */
@Command(
    name = "check",
    description = "Looks for faults in a dataset file, as it is stored.",
    footer = {
      "Looks for numbers that are not finite, actions outside their bounds, constant channels,",
      "rows and episodes that occur twice, terminals that are also time-outs, next observations",
      "that do not match, and arrays of different lengths. Exit code 3 if there are findings.",
      "",
      "Example:",
      "  warmstart dataset check maze.hdf5 && warmstart train iql --dataset maze.hdf5"
    })
final class DatasetCheckCommand implements Callable<Integer> {
  @Spec CommandSpec command;
  @Mixin CommonOptions common;

  @Parameters(paramLabel = "FILE", description = "Dataset file, such as D4RL's HDF5.")
  Path file;

  @Override
  public Integer call() {
    Console console = Console.of(command, common);
    DatasetFindings findings = Datasets.formatOf(file).check(file);
    if (console.json()) {
      console.printJson(findings);
    } else if (findings.findings().isEmpty()) {
      console.print(
          findings.source() + ": no findings in " + Numbers.of(findings.rows()) + " rows");
    } else {
      Table table = new Table("severity", "check", "where", "rows", "message");
      for (DatasetFindings.Finding f : findings.findings()) {
        table.row(
            f.severity().name().toLowerCase(Locale.ROOT),
            f.check(),
            f.where(),
            Numbers.of(f.count()),
            f.message());
      }
      console.print(table.toString());
    }
    return (findings.findings().isEmpty() ? ExitCode.OK : ExitCode.CHECK_FAILED).code();
  }
}
