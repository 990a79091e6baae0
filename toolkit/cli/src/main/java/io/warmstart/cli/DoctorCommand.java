package io.warmstart.cli;

import io.warmstart.cli.Diagnosis.Status;
import io.warmstart.core.environment.Prerequisite;
import io.warmstart.core.run.Machine;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says whether this machine is fit, and what to do where it is not. */
@Command(
    name = "doctor",
    description = "Checks this machine: Java, processor, memory, disk, display, modules.",
    footer = {
      "Each line is pass, warn or fail, with what to do. Exit code 3 if something fails.",
      "",
      "Examples:",
      "  warmstart doctor --json",
      "  warmstart doctor --fix mujoco-node"
    })
final class DoctorCommand implements Callable<Integer> {
  @Spec CommandSpec command;
  @Mixin CommonOptions common;

  @Option(
      names = "--fix",
      paramLabel = "CHECK",
      description = "Install what this check misses, for this user only, and check it again.")
  @Nullable String fix;

  @Override
  public Integer call() {
    Console console = Console.of(command, common);
    if (fix != null) {
      return fix(fix, console);
    }
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

  private static int fix(String name, Console console) {
    Prerequisite needed = named(name);
    Runnable installation =
        needed
            .fix()
            .orElseThrow(() ->
                new CommandException(
                    ExitCode.FAILED, name + ": " + needed.found() + "; " + needed.advice()));
    console.note("installing what " + name + " needs ...");
    installation.run();
    Diagnosis after = Examination.diagnose(named(name));
    console.result(after, after.check() + ": " + after.status().label() + ", " + after.found());
    return (after.status() == Status.PASS ? ExitCode.OK : ExitCode.CHECK_FAILED).code();
  }

  private static Prerequisite named(String name) {
    List<Prerequisite> all =
        Tasks.families().stream().flatMap(family -> family.prerequisites().stream()).toList();
    List<String> fixable =
        all.stream().filter(p -> p.fix().isPresent()).map(Prerequisite::name).toList();
    return all.stream()
        .filter(prerequisite -> prerequisite.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new CommandException(
                ExitCode.USAGE,
                "\"" + name + "\" is not a check that can be fixed; there are " + fixable));
  }
}
