package io.warmstart.cli;

import io.warmstart.core.environment.Simulator;
import io.warmstart.core.environment.TaskDescription;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists the simulated tasks. */
@Command(
    name = "list",
    description = "Lists the simulated tasks, by family.",
    footer = {
      "Families that stand for other programs take more ids than they list; their pages are in",
      "toolkit/docs/simulators.",
      "",
      "Example:",
      "  warmstart sim list --json"
    })
final class SimListCommand implements Callable<Integer> {
  @Spec CommandSpec command;
  @Mixin CommonOptions common;

  @Override
  public Integer call() {
    Console console = Console.of(command, common);
    if (console.json()) {
      console.printJson(json());
      return ExitCode.OK.code();
    }
    Table table = new Table("task", "family", "steps", "observation", "action", "what to do");
    for (Simulator family : Tasks.families()) {
      for (TaskDescription task : family.tasks()) {
        table.row(
            task.id(),
            family.name(),
            Numbers.of(task.stepLimit()),
            TaskText.observations(task.spec()),
            TaskText.actions(task.spec()),
            task.summary());
      }
      if (family.tasks().isEmpty()) {
        table.row("-", family.name(), "-", "-", "-", "Tasks of another program; see its page.");
      }
    }
    console.print(table.toString());
    return ExitCode.OK.code();
  }

  private static Map<String, Object> json() {
    List<String> families = new ArrayList<>();
    List<Map<String, Object>> tasks = new ArrayList<>();
    for (Simulator family : Tasks.families()) {
      families.add(family.name());
      family.tasks().forEach(task -> tasks.add(TaskText.json(family.name(), task)));
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("families", families);
    json.put("tasks", tasks);
    return json;
  }
}
