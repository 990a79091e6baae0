package io.warmstart.cli;

import io.warmstart.core.learner.Learner;
import io.warmstart.core.learner.Policy;
import io.warmstart.core.run.Checkpoint;
import io.warmstart.core.run.RunDirectory;
import io.warmstart.core.training.EvaluationReport;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Rolls out the policy of a run. */
@Command(
    name = "eval",
    description = "Rolls out a run's policy on a simulated task.",
    footer = {
      "Prints the mean return and the D4RL-normalised score with 95 %% bootstrap intervals over the",
      "episodes, and successes with Wilson's interval. One run is one seed: an interval over seeds",
      "needs several runs.",
      "",
      "Example:",
      "  warmstart eval runs/latest --task maze2d-umaze-sparse --episodes 100"
    })
final class EvalCommand implements Callable<Integer> {
  @Spec CommandSpec command;
  @Mixin CommonOptions common;

  @Parameters(paramLabel = "RUN", description = "Directory of the run, such as runs/latest.")
  Path path;

  @Option(
      names = {"-t", "--task"},
      paramLabel = "TASK",
      description = "Task to roll out on (default: the one the run was evaluated on).")
  @Nullable String task;

  @Option(
      names = {"-n", "--episodes"},
      paramLabel = "N",
      defaultValue = "20",
      description = "Episodes (default: ${DEFAULT-VALUE}).")
  int episodes;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Start states follow from it (default: ${DEFAULT-VALUE}).")
  long seed;

  @Option(names = "--best", description = "Use the best checkpoint instead of the newest.")
  boolean best;

  @Option(
      names = "--device",
      paramLabel = "NAME",
      defaultValue = "auto",
      description = "auto, cpu or reference (default: ${DEFAULT-VALUE}).")
  Device device;

  @Override
  public Integer call() {
    Console console = Console.of(command, common);
    if (episodes < 1) {
      throw new CommandException(
          ExitCode.USAGE, "--episodes = " + episodes + " must be at least 1");
    }
    SavedRun saved = SavedRun.of(RunDirectory.open(path));
    Checkpoint checkpoint = saved.checkpoint(best);
    String id = task == null ? saved.task() : task;
    try (TaskEvaluation evaluation = TaskEvaluation.of(id, episodes, seed);
        Learner learner = saved.learner(checkpoint, device);
        Policy policy = learner.policy()) {
      print(console, id, checkpoint, evaluation.run(policy));
    }
    return ExitCode.OK.code();
  }

  private void print(Console console, String id, Checkpoint checkpoint, EvaluationReport report) {
    Map<String, Double> values = TaskEvaluation.values(report);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("run", path.toString());
    json.put("task", id);
    json.put("step", checkpoint.info().step());
    json.put("checkpointHash", checkpoint.hash());
    json.put("episodes", report.episodes().size());
    json.put("seed", seed);
    json.put("values", values);
    json.put("returns", report.returns());
    if (report.meanScore().isPresent()) {
      json.put("scores", report.scores());
    }
    if (report.successRate().isPresent()) {
      json.put("successes", report.successes());
    }
    Facts facts = new Facts();
    facts.add("run", path + " at step " + Numbers.of(checkpoint.info().step()));
    facts.add("task", id);
    facts.add("episodes", report.episodes().size() + " (seed " + seed + ")");
    facts.add("return", EvaluationText.interval(values, "return"));
    if (values.containsKey("score")) {
      facts.add("score", EvaluationText.interval(values, "score"));
    }
    if (values.containsKey("success")) {
      facts.add(
          "success",
          report.successes()
              + " of "
              + report.episodes().size()
              + ", rate "
              + EvaluationText.interval(values, "success"));
    }
    facts.add("length", Numbers.of(report.meanLength()));
    console.result(json, facts.toString());
  }
}
