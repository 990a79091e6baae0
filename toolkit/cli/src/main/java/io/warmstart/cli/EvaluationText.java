package io.warmstart.cli;

import io.warmstart.core.training.EvaluationReport;
import java.util.Map;
import java.util.Objects;

/** Evaluations as people read them. */
final class EvaluationText {
  private EvaluationText() {}

  /** One line: return, score and success with their intervals. */
  static String line(EvaluationReport report) {
    Map<String, Double> values = TaskEvaluation.values(report);
    StringBuilder line = new StringBuilder("return ").append(interval(values, "return"));
    if (values.containsKey("score")) {
      line.append(", score ").append(interval(values, "score"));
    }
    if (values.containsKey("success")) {
      line.append(", success ")
          .append(report.successes())
          .append(" of ")
          .append(report.episodes().size());
    }
    return line.toString();
  }

  /** {@code value [low, high]}. */
  static String interval(Map<String, Double> values, String name) {
    return Numbers.of(get(values, name))
        + " ["
        + Numbers.of(get(values, name + "/low"))
        + ", "
        + Numbers.of(get(values, name + "/high"))
        + "]";
  }

  private static double get(Map<String, Double> values, String name) {
    return Objects.requireNonNull(values.get(name));
  }
}
