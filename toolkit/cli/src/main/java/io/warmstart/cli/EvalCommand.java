package io.warmstart.cli;

import io.warmstart.core.learner.Learner;
import io.warmstart.core.learner.Policy;
import io.warmstart.core.run.Checkpoint;
import io.warmstart.core.run.RunDirectory;
import io.warmstart.core.training.Acting;
import io.warmstart.core.training.EvaluationReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Rolls out the policies of runs. */
@Command(
    name = "eval",
    description = "Rolls out the policies of runs on a simulated task.",
    footer = {
      "Prints the mean return and the D4RL-normalised score with 95 %% bootstrap intervals over the",
      "episodes, and successes with Wilson's interval. One run is one seed: an interval over seeds",
      "needs several runs, see: warmstart compare --help.",
      "",
      "Examples:",
      "  warmstart eval runs/latest --task maze2d-umaze-sparse --episodes 100",
      "  warmstart eval runs/latest --best-of 16",
      "  warmstart eval runs/a runs/b --all-steps --mode deterministic"
    })
final class EvalCommand implements Callable<Integer> {
  @Spec CommandSpec command;
  @Mixin CommonOptions common;

  @Parameters(
      paramLabel = "RUN",
      arity = "1..*",
      description = "Directories of runs, such as runs/latest.")
  List<Path> paths = new ArrayList<>();

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
      description = "Start states and noise follow from it (default: ${DEFAULT-VALUE}).")
  long seed;

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      description = "deterministic or sampled (default: as the algorithm's paper evaluates).")
  Policy.@Nullable ActionMode mode;

  @Option(
      names = "--best-of",
      paramLabel = "N",
      description = "Draw N actions at every step and take the one of the highest Q.")
  @Nullable Integer bestOf;

  @Option(names = "--best", description = "Use the best checkpoint instead of the newest.")
  boolean best;

  @Option(
      names = "--step",
      paramLabel = "N",
      description = "Use the checkpoint of this step. Repeatable.")
  List<Long> steps = new ArrayList<>();

  @Option(names = "--all-steps", description = "Use every checkpoint that is kept.")
  boolean allSteps;

  @Option(
      names = "--device",
      paramLabel = "NAME",
      defaultValue = "auto",
      description = "auto, cpu or reference (default: ${DEFAULT-VALUE}).")
  Device device;

  /** A policy that was rolled out. */
  private record Rollout(
      Path run, String task, Checkpoint checkpoint, Acting acting, EvaluationReport report) {}

  @Override
  public Integer call() {
    Console console = Console.of(command, common);
    requireSense();
    List<Rollout> rollouts = new ArrayList<>();
    for (Path path : paths) {
      SavedRun saved = SavedRun.of(RunDirectory.open(path));
      for (Checkpoint checkpoint : checkpoints(saved)) {
        rollouts.add(rollout(path, saved, checkpoint));
      }
    }
    if (rollouts.size() == 1) {
      console.result(json(rollouts.getFirst()), facts(rollouts.getFirst()).toString());
    } else {
      console.result(
          Map.of("evaluations", rollouts.stream().map(this::json).toList()),
          table(rollouts).toString());
    }
    return ExitCode.OK.code();
  }

  private void requireSense() {
    requirePositive("--episodes", episodes);
    if (bestOf != null) {
      requirePositive("--best-of", bestOf);
      if (mode != null) {
        throw new CommandException(
            ExitCode.USAGE, "--best-of draws its candidates; leave --mode out");
      }
    }
    if ((best ? 1 : 0) + (steps.isEmpty() ? 0 : 1) + (allSteps ? 1 : 0) > 1) {
      throw new CommandException(
          ExitCode.USAGE, "--best, --step and --all-steps exclude each other; give one of them");
    }
  }

  private static void requirePositive(String option, int value) {
    if (value < 1) {
      throw new CommandException(ExitCode.USAGE, option + " = " + value + " must be at least 1");
    }
  }

  private List<Checkpoint> checkpoints(SavedRun saved) {
    if (!allSteps && steps.isEmpty()) {
      return List.of(saved.checkpoint(best));
    }
    List<Long> wanted = allSteps ? saved.steps() : steps;
    return wanted.isEmpty()
        ? List.of(saved.checkpoint(false)) // says that there is none
        : wanted.stream().map(saved::checkpointAt).toList();
  }

  private Rollout rollout(Path path, SavedRun saved, Checkpoint checkpoint) {
    String id = task == null ? saved.task() : task;
    Acting acting =
        bestOf != null
            ? new Acting.BestOf(bestOf)
            : mode != null ? new Acting.ByMode(mode) : saved.asPublished();
    try (TaskEvaluation evaluation = TaskEvaluation.of(id, episodes, seed, acting);
        Learner learner = saved.learner(checkpoint, device);
        Policy policy = learner.policy()) {
      return new Rollout(path, id, checkpoint, acting, evaluation.run(policy));
    }
  }

  private Map<String, Object> json(Rollout rollout) {
    EvaluationReport report = rollout.report();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("run", rollout.run().toString());
    json.put("task", rollout.task());
    json.put("step", rollout.checkpoint().info().step());
    json.put("checkpointHash", rollout.checkpoint().hash());
    json.put("acting", rollout.acting().label());
    json.put("episodes", report.episodes().size());
    json.put("seed", seed);
    json.put("values", TaskEvaluation.values(report));
    json.put("returns", report.returns());
    if (report.meanScore().isPresent()) {
      json.put("scores", report.scores());
    }
    if (report.successRate().isPresent()) {
      json.put("successes", report.successes());
    }
    return json;
  }

  private Facts facts(Rollout rollout) {
    EvaluationReport report = rollout.report();
    Map<String, Double> values = TaskEvaluation.values(report);
    Facts facts = new Facts();
    facts.add("run", rollout.run() + " at step " + Numbers.of(rollout.checkpoint().info().step()));
    facts.add("task", rollout.task());
    facts.add("actions", rollout.acting().label());
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
    return facts.add("length", Numbers.of(report.meanLength()));
  }

  private static Table table(List<Rollout> rollouts) {
    Table table = new Table("run", "step", "task", "actions", "return", "score", "success");
    for (Rollout rollout : rollouts) {
      Map<String, Double> values = TaskEvaluation.values(rollout.report());
      table.row(
          rollout.run().toString(),
          Numbers.of(rollout.checkpoint().info().step()),
          rollout.task(),
          rollout.acting().label(),
          EvaluationText.interval(values, "return"),
          values.containsKey("score") ? EvaluationText.interval(values, "score") : "-",
          values.containsKey("success") ? EvaluationText.interval(values, "success") : "-");
    }
    return table;
  }
}
