package io.warmstart.cli.report;

import io.warmstart.core.environment.SceneMap;
import io.warmstart.core.training.Statistics.Estimate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The page that {@code warmstart demo} ends with: from recorded data to a fine-tuned policy.
 *
 * @param title of the page
 * @param summary one paragraph in words
 * @param stages in the order of the story: data, cloning, offline, online
 * @param learning curves and the phases in them
 * @param scenes pictures of data, values and paths
 * @param evidence everything needed to judge and repeat it
 */
public record DemoReport(
    String title,
    String summary,
    List<Stage> stages,
    Learning learning,
    Scenes scenes,
    Evidence evidence) {
  private static final int CLAIM_SEEDS = 5;

  private static final String INTERVALS =
      "Interquartile mean of the seeds' mean scores; 95 % bootstrap interval that resamples seeds,"
          + " then episodes.";

  /** Copies the list. */
  public DemoReport {
    stages = List.copyOf(stages);
  }

  /**
   * A policy, or the data, and how it scores.
   *
   * @param name such as {@code IQL, offline}
   * @param scores of all seeds
   */
  public record Stage(String name, SeedScores scores) {}

  /**
   * Learning curves.
   *
   * @param axis of the steps, such as {@code updates offline, then environment steps}
   * @param score axis of the results
   * @param curves over the steps
   * @param phases beginning on the way, such as {@code online starts}
   */
  public record Learning(
      LinePlot.Axis axis,
      LinePlot.Axis score,
      List<LearningCurve> curves,
      List<LinePlot.Marker> phases) {
    /** Copies the lists. */
    public Learning {
      curves = List.copyOf(curves);
      phases = List.copyOf(phases);
    }
  }

  /**
   * What is drawn over the map; all of one seed.
   *
   * @param map of the task
   * @param recorded the behaviour data
   * @param offline after pre-training
   * @param online after fine-tuning
   */
  public record Scenes(SceneMap map, Recorded recorded, Snapshot offline, Snapshot online) {}

  /**
   * Behaviour data over the map.
   *
   * @param density see {@link ValueGrid#density}
   * @param paths of some of its episodes
   */
  public record Recorded(ValueGrid density, List<Trajectory> paths) {
    /** Copies the list. */
    public Recorded {
      paths = List.copyOf(paths);
    }
  }

  /**
   * A policy's value and episodes.
   *
   * @param value over the map
   * @param paths of evaluation episodes, of the same starts in every snapshot
   */
  public record Snapshot(ValueGrid value, List<Trajectory> paths) {
    /** Copies the list. */
    public Snapshot {
      paths = List.copyOf(paths);
    }
  }

  /**
   * Where the results come from.
   *
   * @param configs resolved configurations by name, as YAML with origins
   * @param provenance data hash, lineage, versions, machine, seeds
   * @param reproduce commands that repeat it
   */
  public record Evidence(
      List<Config> configs, List<Section.KeyValue> provenance, List<String> reproduce) {
    /** Copies the lists. */
    public Evidence {
      configs = List.copyOf(configs);
      provenance = List.copyOf(provenance);
      reproduce = List.copyOf(reproduce);
    }
  }

  /**
   * A resolved configuration.
   *
   * @param name such as {@code iql}
   * @param yaml of {@link io.warmstart.core.config.ResolvedConfig#toYaml}
   */
  public record Config(String name, String yaml) {}

  /**
   * Writes the page beside its place and renames it.
   *
   * @throws io.warmstart.core.run.RunException if it cannot be written
   */
  public void write(Path path) {
    HtmlReport.write(toReport(), path);
  }

  /** The page. */
  public Report toReport() {
    List<Section> sections = new ArrayList<>();
    sections.add(results());
    sections.add(curves());
    sections.add(data());
    sections.add(values());
    sections.add(paths());
    for (Config config : evidence.configs()) {
      sections.add(ConfigTable.of("Settings: " + config.name(), config.yaml()));
    }
    sections.add(new Section.KeyValues("Provenance", evidence.provenance()));
    sections.add(new Section.Code("How to reproduce", String.join("\n", evidence.reproduce())));
    return new Report(title, summary, sections);
  }

  private Section results() {
    List<Section.ResultRow> rows = new ArrayList<>();
    for (Stage stage : stages) {
      List<String> cells =
          List.of(
              stage.name(),
              Integer.toString(stage.scores().seeds().size()),
              Integer.toString(stage.scores().episodes()));
      rows.add(new Section.ResultRow(cells, stage.scores().estimate()));
    }
    return new Section.ResultTable(
        "Results",
        List.of("stage", "seeds", "episodes"),
        learning.score().label(),
        rows,
        INTERVALS + " " + comparison());
  }

  /**
   * Says of each stage whether its interval lies above that of the stage before; nothing if there
   * are too few seeds.
   */
  private String comparison() {
    if (stages.isEmpty() || stages.getLast().scores().seeds().size() < CLAIM_SEEDS) {
      return "";
    }
    List<String> parts = new ArrayList<>();
    for (int i = 1; i < stages.size(); i++) {
      Estimate before = stages.get(i - 1).scores().estimate();
      Estimate after = stages.get(i).scores().estimate();
      String verdict =
          after.above(before)
              ? " is better than "
              : before.above(after) ? " is worse than " : " cannot be told apart from ";
      parts.add(stages.get(i).name() + verdict + stages.get(i - 1).name());
    }
    return parts.isEmpty()
        ? ""
        : String.join("; ", parts) + " (better: the intervals do not overlap).";
  }

  private Section curves() {
    LinePlot plot =
        new LinePlot(
            "Learning, offline and online",
            learning.axis(),
            learning.score(),
            learning.curves().stream().map(LearningCurve::series).toList(),
            learning.phases());
    return new Section.Figures(
        "Learning curves",
        List.of(
            new Section.Figure(
                plot.toSvg(),
                "Line: interquartile mean. Band: 95 % interval. Every point is an evaluation of"
                    + " the deterministic policy.")));
  }

  private Section data() {
    Recorded recorded = scenes.recorded();
    ValueScale scale = ValueScale.over("transitions per cell, log10", recorded.density());
    ScenePicture density =
        new ScenePicture(
            "Where the data are",
            scenes.map(),
            List.of(new SceneLayer.Values(recorded.density(), scale)));
    ScenePicture paths =
        new ScenePicture(
            "Some recorded episodes",
            scenes.map(),
            List.of(new SceneLayer.Paths(recorded.paths())));
    return new Section.Figures(
        "Behaviour data",
        List.of(
            new Section.Figure(
                density.toSvg(), "Places without colour were never visited. The ring is the goal."),
            new Section.Figure(
                paths.toSvg(),
                recorded.paths().size()
                    + " episodes, evenly chosen. Dots are starts; lines grow stronger towards the"
                    + " end.")));
  }

  private Section values() {
    ValueScale scale = ValueScale.over("value", scenes.offline().value(), scenes.online().value());
    return new Section.Figures(
        "What it believes: value of each place, at rest",
        List.of(
            valueFigure("Value after offline training", scenes.offline(), scale),
            valueFigure("Value after online fine-tuning", scenes.online(), scale)));
  }

  private Section.Figure valueFigure(String heading, Snapshot snapshot, ValueScale scale) {
    ScenePicture picture =
        new ScenePicture(
            heading, scenes.map(), List.of(new SceneLayer.Values(snapshot.value(), scale)));
    return new Section.Figure(
        picture.toSvg(),
        "Expected discounted reward from here, at rest; the same colours in both pictures.");
  }

  private Section paths() {
    return new Section.Figures(
        "What it does: the same starts, before and after",
        List.of(
            pathFigure("After offline training", scenes.offline()),
            pathFigure("After online fine-tuning", scenes.online())));
  }

  private Section.Figure pathFigure(String heading, Snapshot snapshot) {
    ScenePicture picture =
        new ScenePicture(heading, scenes.map(), List.of(new SceneLayer.Paths(snapshot.paths())));
    return new Section.Figure(
        picture.toSvg(), "Dots are starts; lines grow stronger towards the end of the episode.");
  }
}
