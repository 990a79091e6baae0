package io.warmstart.cli;

import io.warmstart.core.environment.Environment;
import io.warmstart.core.learner.LearnerConfig;
import io.warmstart.core.learner.Policy;
import io.warmstart.core.training.Acting;
import io.warmstart.core.training.Evaluation;
import io.warmstart.core.training.EvaluationReport;
import io.warmstart.core.training.Statistics;
import java.util.LinkedHashMap;
import java.util.Map;

/** Rolls policies out on a simulated task; owns the environment and closes it. */
final class TaskEvaluation implements AutoCloseable {
  private static final int RESAMPLES = 2_000;

  private final Tasks.Task task;
  private final Environment environment;
  private final Evaluation evaluation;

  private TaskEvaluation(Tasks.Task task, Environment environment, Evaluation evaluation) {
    this.task = task;
    this.environment = environment;
    this.evaluation = evaluation;
  }

  /**
   * Creates the task.
   *
   * @param task id
   * @param episodes per evaluation
   * @param seed of the start states
   * @param acting how actions are chosen
   * @throws CommandException if there is no such task
   */
  static TaskEvaluation of(String task, int episodes, long seed, Acting acting) {
    Tasks.Task found = Tasks.named(task);
    Environment environment = found.create();
    Evaluation evaluation = Evaluation.of(environment, episodes, seed).withActing(acting);
    Evaluation scored =
        found.description().reference().map(evaluation::withReference).orElse(evaluation);
    return new TaskEvaluation(found, environment, scored);
  }

  /** How the paper of an algorithm evaluates. */
  static Acting asPublished(LearnerConfig learner) {
    return new Acting.ByMode(learner.evaluationMode());
  }

  Tasks.Task task() {
    return task;
  }

  Environment environment() {
    return environment;
  }

  /**
   * Runs all episodes.
   *
   * @throws CommandException if the algorithm cannot act like this
   */
  EvaluationReport run(Policy policy) {
    try {
      return evaluation.run(policy);
    } catch (UnsupportedOperationException e) {
      throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
    }
  }

  /** The figure that decides which of two policies is better: score, or return without one. */
  static double merit(EvaluationReport report) {
    return report.meanScore().orElse(report.meanReturn());
  }

  /**
   * A report as named numbers: {@code return}, {@code score} with a 95 % interval over episodes,
   * {@code success} with Wilson's, {@code length}.
   */
  static Map<String, Double> values(EvaluationReport report) {
    Map<String, Double> values = new LinkedHashMap<>();
    estimate(values, "return", over(report.returns()));
    if (report.meanScore().isPresent()) {
      estimate(values, "score", over(report.scores()));
    }
    if (report.successRate().isPresent()) {
      estimate(values, "success", Statistics.wilson(report.successes(), report.episodes().size()));
    }
    values.put("length", report.meanLength());
    return values;
  }

  private static Statistics.Estimate over(double[] values) {
    return Statistics.bootstrap(new double[][] {values}, Statistics::mean, RESAMPLES, 0);
  }

  private static void estimate(
      Map<String, Double> values, String name, Statistics.Estimate estimate) {
    values.put(name, estimate.value());
    values.put(name + "/low", estimate.low());
    values.put(name + "/high", estimate.high());
  }

  @Override
  public void close() {
    environment.close();
  }
}
