package io.warmstart.cli.report;

import io.warmstart.core.run.Manifest;
import io.warmstart.core.run.RunDirectory;
import io.warmstart.core.run.RunException;
import io.warmstart.core.training.Statistics.Estimate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The page of one run, from what its directory holds: {@code report.html}. */
public final class RunReport {
  private static final String EVALUATION = "eval/";

  /** Evaluated quantities and their axes, the most telling first. */
  private static final List<Quantity> QUANTITIES =
      List.of(
          new Quantity("score", "normalised score"),
          new Quantity("return", "episode return"),
          new Quantity("success", "success rate"));

  private final Manifest manifest;
  private final MetricsTable metrics;
  private final String config;
  private final String place;

  private record Quantity(String name, String label) {}

  private RunReport(RunDirectory run) {
    manifest = run.manifest();
    metrics = MetricsTable.parse(Files.exists(run.metrics()) ? read(run.metrics()) : "");
    config = read(run.config());
    place = run.path().toString();
  }

  /**
   * Writes {@code report.html} of a run from its manifest, configuration and metrics, as they are
   * now; an older report is replaced.
   *
   * @return its file
   * @throws RunException if the run cannot be read or the report cannot be written
   */
  public static Path write(RunDirectory run) {
    HtmlReport.write(of(run), run.report());
    return run.report();
  }

  /** The page of a run as it is now. */
  public static Report of(RunDirectory run) {
    RunReport report = new RunReport(run);
    List<Section> sections = new ArrayList<>();
    report.addResults(sections);
    report.addEvaluationCurve(sections);
    report.addTrainingCurves(sections);
    sections.add(ConfigTable.of("Settings", report.config));
    sections.add(new Section.KeyValues("Provenance", report.provenance()));
    sections.add(report.sessions());
    sections.add(new Section.Code("Commands", report.commands()));
    return new Report(report.title(), report.summary(), sections);
  }

  private static String read(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new RunException("cannot read " + path + ": " + e.getMessage(), e);
    }
  }

  private String title() {
    return manifest.kind() + " " + manifest.algorithm() + ", seed " + manifest.seed();
  }

  private String summary() {
    Manifest.Session current = manifest.current();
    StringBuilder text = new StringBuilder();
    text.append("Run ").append(place).append(" is ").append(current.status().label());
    text.append(" at step ").append(current.toStep()).append('.');
    Manifest.Data data = manifest.data();
    if (data != null) {
      text.append(" It learned from ").append(data.transitions()).append(" transitions of ");
      text.append(data.path()).append('.');
    }
    for (Quantity quantity : QUANTITIES) {
      List<PlotPoint> points = points(quantity);
      if (!points.isEmpty()) {
        text.append(" Its last evaluation gave a ").append(quantity.label()).append(" of ");
        text.append(result(points.getLast())).append('.');
        break;
      }
    }
    return text.toString();
  }

  private static String result(PlotPoint point) {
    return point.hasInterval() ? ResultText.of(estimate(point)) : ResultText.number(point.y());
  }

  private static Estimate estimate(PlotPoint point) {
    return new Estimate(point.y(), point.low(), point.high());
  }

  /** Values of an evaluated quantity with the ends of their intervals. */
  private List<PlotPoint> points(Quantity quantity) {
    List<PlotPoint> values = metrics.column(EVALUATION + quantity.name());
    List<PlotPoint> lows = metrics.column(EVALUATION + quantity.name() + "/low");
    List<PlotPoint> highs = metrics.column(EVALUATION + quantity.name() + "/high");
    if (lows.size() != values.size() || highs.size() != values.size()) {
      return values;
    }
    List<PlotPoint> points = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      PlotPoint value = values.get(i);
      points.add(new PlotPoint(value.x(), value.y(), lows.get(i).y(), highs.get(i).y()));
    }
    return points;
  }

  private void addResults(List<Section> sections) {
    List<Section.KeyValue> pairs = new ArrayList<>();
    for (Quantity quantity : QUANTITIES) {
      List<PlotPoint> points = points(quantity);
      if (!points.isEmpty()) {
        add(pairs, quantity.label(), result(points.getLast()));
      }
    }
    if (!pairs.isEmpty()) {
      sections.add(new Section.KeyValues("Last evaluation", pairs));
    }
  }

  private void addEvaluationCurve(List<Section> sections) {
    for (Quantity quantity : QUANTITIES) {
      List<PlotPoint> points = points(quantity);
      if (!points.isEmpty()) {
        LinePlot plot =
            new LinePlot(
                "Evaluations on the way",
                new LinePlot.Axis("step", ""),
                new LinePlot.Axis(quantity.label(), ""),
                List.of(new LinePlot.Series("", points)),
                List.of());
        sections.add(
            new Section.Figures(
                "Evaluation",
                List.of(
                    new Section.Figure(
                        plot.toSvg(),
                        "Mean over the episodes of each evaluation, of this one seed; band: 95 %"
                            + " interval over episodes."))));
        return;
      }
    }
  }

  private void addTrainingCurves(List<Section> sections) {
    List<Section.Figure> figures = new ArrayList<>();
    for (String name : metrics.names()) {
      List<PlotPoint> points = metrics.column(name);
      if (!name.startsWith(EVALUATION) && !points.isEmpty()) {
        LinePlot plot =
            new LinePlot(
                name,
                new LinePlot.Axis("step", ""),
                new LinePlot.Axis("", ""),
                List.of(new LinePlot.Series("", points)),
                List.of());
        figures.add(
            new Section.Figure(
                plot.toNarrowSvg(), "Last: " + ResultText.number(points.getLast().y())));
      }
    }
    if (!figures.isEmpty()) {
      sections.add(new Section.Figures("Training", figures));
    }
  }

  private List<Section.KeyValue> provenance() {
    List<Section.KeyValue> pairs = new ArrayList<>();
    Manifest.Data data = manifest.data();
    if (data != null) {
      add(pairs, "dataset", data.path());
      add(pairs, "dataset sha256", data.sha256());
      add(pairs, "read as", (data.format() + " " + data.reading()).strip());
      add(pairs, "lineage", String.join("\n", data.lineage()));
    }
    Manifest.Parent parent = manifest.parent();
    if (parent != null) {
      add(pairs, "weights from", parent.run());
      add(pairs, "their hash", parent.checkpointHash());
    }
    add(pairs, "seed", Long.toString(manifest.seed()));
    String hash = manifest.current().checkpointHash();
    add(pairs, "checkpoint hash", hash == null ? "" : hash);
    add(pairs, "Warmstart", manifest.software().warmstart());
    add(pairs, "commit", manifest.software().commit());
    add(pairs, "Java", manifest.software().java());
    add(pairs, "executor", manifest.software().executor());
    add(pairs, "machine", machine());
    return pairs;
  }

  private String machine() {
    long gibibytes = Math.round(manifest.machine().memoryBytes() / (double) (1L << 30));
    return String.join(
        ", ",
        manifest.machine().os() + " " + manifest.machine().architecture(),
        manifest.machine().cpu().isEmpty() ? "unknown processor" : manifest.machine().cpu(),
        manifest.machine().cores() + " cores",
        gibibytes + " GiB");
  }

  private static void add(List<Section.KeyValue> pairs, String key, String value) {
    if (!value.isEmpty()) {
      pairs.add(new Section.KeyValue(key, value));
    }
  }

  private Section sessions() {
    List<List<String>> rows = new ArrayList<>();
    for (Manifest.Session session : manifest.sessions()) {
      String ended = session.endedAt();
      rows.add(
          List.of(
              session.startedAt(),
              ended == null ? "" : ended,
              session.status().label(),
              session.fromStep() + " to " + session.toStep()));
    }
    return new Section.Listing("Sessions", List.of("started", "ended", "status", "steps"), rows);
  }

  private String commands() {
    List<String> lines = new ArrayList<>();
    for (Manifest.Session session : manifest.sessions()) {
      lines.add(String.join(" ", session.command()));
    }
    return String.join("\n", lines);
  }
}
