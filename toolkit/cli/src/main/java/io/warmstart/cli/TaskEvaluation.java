package io.warmstart.cli;

import io.warmstart.core.environment.Environment;
import io.warmstart.core.learner.Policy;
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
   * @throws CommandException if there is no such task
   */
  static TaskEvaluation of(String task, int episodes, long seed) {
    Tasks.Task found = Tasks.named(task);
    Environment environment = found.create();
    Evaluation evaluation = Evaluation.of(environment, episodes, seed);
    Evaluation scored =
        found.description().reference().map(evaluation::withReference).orElse(evaluation);
    return new TaskEvaluation(found, environment, scored);
  }

  Tasks.Task task() {
    return task;
  }

  Environment environment() {
    return environment;
  }

  EvaluationReport run(Policy policy) {
    return evaluation.run(policy);
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
