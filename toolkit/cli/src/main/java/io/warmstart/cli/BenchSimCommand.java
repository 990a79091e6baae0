package io.warmstart.cli;

import io.warmstart.benchmarks.SimBenchmark;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Times the simulators. */
@Command(
    name = "sim",
    description =
        "Times the simulators, beside MuJoCo from plain C and a bare pipe where possible.",
    footer = {
      "Each subject has a turn in every round, so that ratios hold on a machine whose speed varies.",
      "Rates are per second of processor time, of child processes too; times of messages are wall",
      "times. What this machine cannot run is listed with what to install.",
      "",
      "Examples:",
      "  warmstart bench sim",
      "  warmstart bench sim --only maze,push-t --rounds 3 --seconds 0.5"
    })
final class BenchSimCommand implements Callable<Integer> {
  @Spec CommandSpec command;
  @Mixin CommonOptions common;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "Turns of each subject (default: ${DEFAULT-VALUE}).")
  int rounds;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "1",
      description = "Measuring time per turn (default: ${DEFAULT-VALUE}).")
  double seconds;

  @Option(
      names = "--only",
      paramLabel = "NAME,...",
      split = ",",
      description = "Subjects (default: all).")
  @Nullable List<String> only;

  @Option(
      names = "--mujoco",
      paramLabel = "FILE",
      description = "File of libmujoco for the binding and the C loop (default: as found).")
  @Nullable String mujoco;

  @Override
  public Integer call() {
    Console console = Console.of(command, common);
    if (rounds < 1 || !(seconds > 0)) {
      throw new CommandException(ExitCode.USAGE, "--rounds must be at least 1, --seconds above 0");
    }
    SimBenchmark.Options options =
        new SimBenchmark.Options(
            rounds, seconds, only == null ? List.of() : only, Optional.ofNullable(mujoco));
    List<String> names = SimBenchmark.names(options);
    List<String> unknown = options.only().stream().filter(name -> !names.contains(name)).toList();
    if (!unknown.isEmpty()) {
      throw new CommandException(
          ExitCode.USAGE,
          "--only: " + unknown + " cannot be timed; there are " + String.join(", ", names));
    }
    SimBenchmark.Report report = new SimBenchmark(options).run(console::note);
    console.result(json(report), table(report));
    return ExitCode.OK.code();
  }

  private static String table(SimBenchmark.Report report) {
    Table table =
        new Table("subject", "what", "median", "lowest", "highest", "unit", "ratio", "low", "to");
    for (SimBenchmark.Row row : report.rows()) {
      table.row(
          row.name(),
          row.title(),
          Numbers.of(row.median()),
          Numbers.of(row.lowest()),
          Numbers.of(row.highest()),
          row.unit(),
          row.ratio().map(ratio -> Numbers.of(ratio.median())).orElse("-"),
          row.ratio().map(ratio -> Numbers.of(ratio.lowest())).orElse("-"),
          row.ratio().map(ratio -> ratio.peer() + ", wanted " + ratio.wanted()).orElse(""));
    }
    StringBuilder text = new StringBuilder(table.toString());
    for (SimBenchmark.Absent absent : report.absent()) {
      text.append("\nabsent: ").append(absent.name()).append(" (").append(absent.title());
      text.append("): ").append(absent.reason());
    }
    return text.toString();
  }

  private static Map<String, Object> json(SimBenchmark.Report report) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (SimBenchmark.Row row : report.rows()) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("subject", row.name());
      json.put("title", row.title());
      json.put("unit", row.unit());
      json.put("median", row.median());
      json.put("lowest", row.lowest());
      json.put("highest", row.highest());
      row.ratio()
          .ifPresent(ratio -> {
            json.put("peer", ratio.peer());
            json.put("ratio", ratio.median());
            json.put("lowestRatio", ratio.lowest());
            json.put("wanted", ratio.wanted());
          });
      rows.add(json);
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("subjects", rows);
    all.put("absent", report.absent());
    return all;
  }
}
