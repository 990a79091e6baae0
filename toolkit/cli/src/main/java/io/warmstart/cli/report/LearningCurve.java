package io.warmstart.cli.report;

import java.util.List;

/**
 * Evaluations of several seeds on the way.
 *
 * @param name in the legend
 * @param evaluations with ascending steps
 */
public record LearningCurve(String name, List<At> evaluations) {
  /** Copies the list. */
  public LearningCurve {
    evaluations = List.copyOf(evaluations);
  }

  /**
   * One evaluation.
   *
   * @param step it was done at
   * @param scores of all seeds
   */
  public record At(double step, SeedScores scores) {}

  LinePlot.Series series() {
    return new LinePlot.Series(
        name,
        evaluations.stream().map(at -> PlotPoint.of(at.step(), at.scores().estimate())).toList());
  }
}
