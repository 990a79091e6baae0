package io.warmstart.cli.demo;

import io.warmstart.cli.report.SeedScores;
import io.warmstart.core.training.EvaluationReport;
import io.warmstart.core.training.Statistics;
import io.warmstart.core.training.Statistics.Estimate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeSet;

/** Scores of the recorded episodes, and of every stage and seed. Filled seed by seed. */
public final class DemoResults {
  private final SeedScores recorded;
  private final List<Long> seeds = new ArrayList<>();
  private final Map<DemoPlan.Stage, List<SortedMap<Long, EvaluationReport>>> stages =
      new EnumMap<>(DemoPlan.Stage.class);

  /**
   * Results without a seed.
   *
   * @param recorded normalised score of each recorded episode
   */
  public DemoResults(List<Double> recorded) {
    this.recorded = new SeedScores(List.of(recorded));
    for (DemoPlan.Stage stage : DemoPlan.Stage.values()) {
      stages.put(stage, new ArrayList<>());
    }
  }

  /**
   * One line of the result.
   *
   * @param title of the stage
   * @param estimate of the normalised score
   * @param seeds number of seeds; 0 for data
   * @param episodes of all seeds
   */
  public record Line(String title, Estimate estimate, int seeds, int episodes) {}

  /**
   * Adds a seed.
   *
   * @param seed of its runs
   * @param evaluations of each stage by step, at least one each
   */
  public void add(long seed, Map<DemoPlan.Stage, SortedMap<Long, EvaluationReport>> evaluations) {
    seeds.add(seed);
    stages.forEach((stage, all) -> all.add(evaluations.get(stage)));
  }

  /** Seeds so far. */
  public List<Long> seeds() {
    return List.copyOf(seeds);
  }

  /** Scores of the recorded episodes. */
  public SeedScores recorded() {
    return recorded;
  }

  /** Scores at the end of a stage. */
  public SeedScores scores(DemoPlan.Stage stage) {
    return SeedScores.of(last(stage));
  }

  private List<EvaluationReport> last(DemoPlan.Stage stage) {
    return evaluations(stage).stream()
        .map(all -> Objects.requireNonNull(all.get(all.lastKey())))
        .toList();
  }

  private List<SortedMap<Long, EvaluationReport>> evaluations(DemoPlan.Stage stage) {
    return stages.getOrDefault(stage, List.of());
  }

  /** Scores on the way through a stage, by step; steps that some seed lacks are left out. */
  public Map<Long, SeedScores> way(DemoPlan.Stage stage) {
    List<SortedMap<Long, EvaluationReport>> all = evaluations(stage);
    TreeSet<Long> steps = new TreeSet<>(all.getFirst().keySet());
    all.forEach(evaluations -> steps.retainAll(evaluations.keySet()));
    Map<Long, SeedScores> way = new LinkedHashMap<>();
    for (long step : steps) {
      way.put(step, SeedScores.of(all.stream().map(reports -> reports.get(step)).toList()));
    }
    return way;
  }

  /** Data, cloning, offline, online. */
  public List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    lines.add(new Line("Behaviour data", recorded.estimate(), 0, recorded.episodes()));
    for (DemoPlan.Stage stage : DemoPlan.Stage.values()) {
      SeedScores scores = scores(stage);
      lines.add(new Line(stage.title(), scores.estimate(), seeds.size(), scores.episodes()));
    }
    return lines;
  }

  /** What the intervals say of each stage and the one before; nothing if seeds are too few. */
  public List<String> comparisons() {
    List<String> words = new ArrayList<>();
    if (seeds.size() < DemoPlan.CLAIM_SEEDS) {
      return words;
    }
    List<Line> lines = lines();
    for (int i = 1; i < lines.size(); i++) {
      Line before = lines.get(i - 1);
      Line after = lines.get(i);
      String verdict =
          after.estimate().above(before.estimate())
              ? " is better than "
              : before.estimate().above(after.estimate())
                  ? " is worse than "
                  : " cannot be told apart from ";
      words.add(after.title() + verdict + before.title());
    }
    return words;
  }

  /** Everything as JSON shows it: estimates, seeds, and the return of every episode. */
  public Map<String, Object> toJson() {
    List<Map<String, Object>> all = new ArrayList<>();
    Map<String, Object> data = estimate("data", recorded.estimate());
    data.put("scores", recorded.seeds());
    all.add(data);
    for (DemoPlan.Stage stage : DemoPlan.Stage.values()) {
      Map<String, Object> entry = estimate(stage.folder(), scores(stage).estimate());
      entry.put("seeds", seeds());
      entry.put(
          "seedScores",
          last(stage).stream().map(report -> Statistics.mean(report.scores())).toList());
      entry.put("successes", last(stage).stream().map(EvaluationReport::successes).toList());
      entry.put("returns", last(stage).stream().map(EvaluationReport::returns).toList());
      Map<String, Object> way = new LinkedHashMap<>();
      way(stage).forEach((step, scores) -> way.put(step.toString(), means(scores)));
      entry.put("seedScoresByStep", way);
      all.add(entry);
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("task", DemoPlan.TASK);
    json.put("claim", seeds.size() >= DemoPlan.CLAIM_SEEDS);
    json.put("stages", all);
    json.put("comparisons", comparisons());
    return json;
  }

  private static List<Double> means(SeedScores scores) {
    return scores.seeds().stream()
        .map(seed -> Statistics.mean(seed.stream().mapToDouble(Double::doubleValue).toArray()))
        .toList();
  }

  private static Map<String, Object> estimate(String stage, Estimate estimate) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("stage", stage);
    entry.put("score", estimate.value());
    entry.put("low", estimate.low());
    entry.put("high", estimate.high());
    return entry;
  }
}
