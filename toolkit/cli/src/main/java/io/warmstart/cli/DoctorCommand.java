package io.warmstart.cli;

import io.warmstart.cli.Diagnosis.Status;
import io.warmstart.core.run.Machine;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says whether this machine is fit, and what to do where it is not. */
@Command(
    name = "doctor",
    description = "Checks this machine: Java, processor, memory, disk, display, modules.",
    footer = {
      "Each line is pass, warn or fail, with what to do. Exit code 3 if something fails.",
      "",
      "Example:",
      "  warmstart doctor --json"
    })
final class DoctorCommand implements Callable<Integer> {
  @Spec CommandSpec command;
  @Mixin CommonOptions common;

  @Override
  public Integer call() {
    Console console = Console.of(command, common);
    List<Diagnosis> diagnoses = new Examination(Path.of("").toAbsolutePath()).run();
    if (console.json()) {
      console.printJson(Map.of("checks", diagnoses, "machine", Machine.here()));
    } else {
      Table table = new Table("check", "result", "found", "what to do");
      for (Diagnosis d : diagnoses) {
        table.row(d.check(), d.status().label(), d.found(), d.advice());
      }
      console.print(table.toString());
    }
    boolean failed = diagnoses.stream().anyMatch(d -> d.status() == Status.FAIL);
    return (failed ? ExitCode.CHECK_FAILED : ExitCode.OK).code();
  }
}
