package io.warmstart.cli;

import io.warmstart.core.config.SettingDescription;
import io.warmstart.core.environment.Environment;
import io.warmstart.core.environment.ScoreReference;
import io.warmstart.core.environment.TaskDescription;
import io.warmstart.core.space.EnvironmentSpec;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows one simulated task. */
@Command(
    name = "show",
    description = "Shows a simulated task: what it observes, accepts and rewards, its settings.",
    footer = {
      "A setting is changed in brackets after the id, wherever a task is named.",
      "",
      "Examples:",
      "  warmstart sim show maze2d-umaze-sparse",
      "  warmstart sim show 'maze2d-umaze-sparse[margin=sum]' --json"
    })
final class SimShowCommand implements Callable<Integer> {
  @Spec CommandSpec command;
  @Mixin CommonOptions common;

  @Parameters(paramLabel = "TASK", description = "Task, such as those of: warmstart sim list.")
  String text;

  @Override
  public Integer call() {
    Console console = Console.of(command, common);
    Tasks.Task task = Tasks.named(text);
    TaskDescription description = task.description();
    List<SettingDescription> settings =
        SettingDescription.of(task.reference().over(task.simulator().settings()));
    boolean scripted = isScripted(task);
    if (console.json()) {
      Map<String, Object> json = TaskText.json(task.simulator().name(), description);
      json.put("scripted", scripted);
      json.put("settings", settings);
      console.printJson(json);
      return ExitCode.OK.code();
    }
    console.print(facts(task, description, scripted).toString());
    console.print("");
    console.print(TaskText.observationTable(description.spec()).toString());
    console.print("");
    console.print(TaskText.actionTable(description.spec()).toString());
    if (!settings.isEmpty()) {
      console.print("");
      console.print(table(settings).toString());
    }
    return ExitCode.OK.code();
  }

  private static boolean isScripted(Tasks.Task task) {
    try (Environment environment = task.create()) {
      return task.simulator().script(task.reference(), environment).isPresent();
    }
  }

  private static Facts facts(Tasks.Task task, TaskDescription description, boolean scripted) {
    EnvironmentSpec spec = description.spec();
    double seconds = TaskText.seconds(spec);
    Facts facts = new Facts();
    facts.add("task", task);
    facts.add("family", task.simulator().name());
    facts.add("what to do", description.summary());
    facts.add("control", Numbers.of(1000 * seconds) + " ms, " + Numbers.of(1 / seconds) + " Hz");
    facts.add(
        "episode",
        Numbers.of(description.stepLimit())
            + " steps, "
            + Numbers.of(description.stepLimit() * seconds)
            + " s");
    facts.add("score", description.reference().map(SimShowCommand::score).orElse("not defined"));
    return facts.add("scripted data", scripted ? "yes, see: warmstart dataset generate" : "no");
  }

  private static String score(ScoreReference reference) {
    return "0 at a return of "
        + Numbers.of(reference.random())
        + ", 100 at "
        + Numbers.of(reference.expert());
  }

  private static Table table(List<SettingDescription> settings) {
    Table table = new Table("setting", "value", "range", "what it decides");
    for (SettingDescription s : settings) {
      String source = s.source().isEmpty() ? "" : " (" + s.source() + ")";
      table.row(s.path(), s.value(), s.range(), s.doc() + source);
    }
    return table;
  }
}
