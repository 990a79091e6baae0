package io.warmstart.cli;

import io.warmstart.core.run.Manifest;
import io.warmstart.core.run.RunDirectory;
import io.warmstart.core.run.RunException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists the runs in a directory. */
@Command(
    name = "list",
    description = "Lists the runs in a directory, oldest first.",
    footer = {"Example:", "  warmstart runs list --root runs --json"})
final class RunsListCommand implements Callable<Integer> {
  @Spec CommandSpec command;
  @Mixin CommonOptions common;

  @Option(
      names = "--root",
      paramLabel = "DIR",
      defaultValue = "runs",
      description = "Directory that holds the runs (default: ${DEFAULT-VALUE}).")
  Path root;

  /** A line of the list, as JSON shows it. */
  private record Line(
      String run,
      String kind,
      String algorithm,
      String data,
      long seed,
      long step,
      String status,
      String startedAt) {}

  @Override
  public Integer call() {
    Console console = Console.of(command, common);
    List<Line> lines = new ArrayList<>();
    for (RunDirectory run : RunDirectory.list(root)) {
      lines.add(line(run));
    }
    if (console.json()) {
      console.printJson(Map.of("runs", lines));
      return ExitCode.OK.code();
    }
    Table table =
        new Table("run", "kind", "algorithm", "data", "seed", "step", "status", "started");
    for (Line l : lines) {
      table.row(
          l.run(),
          l.kind(),
          l.algorithm(),
          l.data(),
          Long.toString(l.seed()),
          Numbers.of(l.step()),
          l.status(),
          l.startedAt());
    }
    if (table.isEmpty()) {
      console.note("no runs in " + root + "; start one with: warmstart train iql --dataset FILE");
    } else {
      console.print(table.toString());
    }
    return ExitCode.OK.code();
  }

  private static Line line(RunDirectory run) {
    String name = run.path().toString();
    try {
      Manifest manifest = run.manifest();
      Manifest.Data data = manifest.data();
      return new Line(
          name,
          manifest.kind(),
          manifest.algorithm(),
          data == null ? "-" : String.valueOf(Path.of(data.path()).getFileName()),
          manifest.seed(),
          RunStatus.step(run),
          RunStatus.label(run),
          manifest.sessions().getFirst().startedAt());
    } catch (RunException e) {
      return new Line(name, "-", "-", "-", 0, 0, "unreadable manifest", "-");
    }
  }
}
