package io.warmstart.cli.demo;

import io.warmstart.cli.report.DemoReport;
import io.warmstart.cli.report.LearningCurve;
import io.warmstart.cli.report.LinePlot;
import io.warmstart.cli.report.SeedScores;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The report of a demo.
 *
 * @param results of all seeds
 * @param scenes of one seed
 * @param evidence where the results come from
 */
public record DemoPage(
    DemoResults results, DemoReport.Scenes scenes, DemoReport.Evidence evidence) {
  /** The report; its caller writes it. */
  public DemoReport report() {
    List<DemoReport.Stage> stages = new ArrayList<>();
    stages.add(new DemoReport.Stage("Behaviour data", results.recorded()));
    for (DemoPlan.Stage stage : DemoPlan.Stage.values()) {
      stages.add(new DemoReport.Stage(stage.title(), results.scores(stage)));
    }
    return new DemoReport(
        "From recorded data to a fine-tuned policy",
        summary(),
        stages,
        learning(),
        scenes,
        evidence);
  }

  private String summary() {
    int seeds = results.seeds().size();
    String caution =
        seeds < DemoPlan.CLAIM_SEEDS
            ? " "
                + seeds
                + (seeds == 1 ? " seed is" : " seeds are")
                + " an illustration, no claim:"
                + " that takes at least "
                + DemoPlan.CLAIM_SEEDS
                + ", see"
                + " toolkit/docs/results/demo-maze2d-medium.md."
            : "";
    return "A ball has to find a place in a maze that it is not told, and stay there. Episodes of"
        + " mixed quality were recorded: some head for the goal, some for other places, some do"
        + " anything, all with heavy noise. Behavioural cloning imitates all of them; implicit"
        + " Q-learning prefers what led to reward; fine-tuning goes on in the maze itself."
        + caution;
  }

  private DemoReport.Learning learning() {
    long switched = results.way(DemoPlan.Stage.OFFLINE).keySet().stream().reduce(0L, Math::max);
    List<LearningCurve.At> iql = new ArrayList<>(points(DemoPlan.Stage.OFFLINE, 0));
    // Step 0 online is the last evaluation offline once more.
    points(DemoPlan.Stage.ONLINE, switched).stream()
        .filter(point -> point.step() > switched)
        .forEach(iql::add);
    return new DemoReport.Learning(
        new LinePlot.Axis("updates offline, then steps in the maze", ""),
        new LinePlot.Axis("normalised score", ""),
        List.of(
            new LearningCurve("IQL", iql),
            new LearningCurve(DemoPlan.Stage.CLONING.title(), points(DemoPlan.Stage.CLONING, 0))),
        List.of(new LinePlot.Marker(switched, "online starts")));
  }

  private List<LearningCurve.At> points(DemoPlan.Stage stage, long offset) {
    List<LearningCurve.At> points = new ArrayList<>();
    for (Map.Entry<Long, SeedScores> entry : results.way(stage).entrySet()) {
      points.add(new LearningCurve.At(offset + entry.getKey(), entry.getValue()));
    }
    return points;
  }
}
