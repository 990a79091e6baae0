package io.warmstart.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmstart.core.environment.SceneMap;
import io.warmstart.core.environment.SceneMap.Point;
import io.warmstart.core.environment.TaskSuccess;
import io.warmstart.core.training.Statistics.Estimate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

class HtmlReportTest {
  private static final SceneMap MAP =
      new SceneMap(new Point(0, 0), new Point(2, 2), List.of(), List.of(), 0, 1, new Point(0, 0));

  /** Everything but name spaces that could make a reader fetch something. */
  private static void requireSelfContained(String html) {
    String rest = html.replaceAll("xmlns=\"[^\"]*\"", "");
    assertThat(rest).doesNotContain("http:").doesNotContain("https:").doesNotContain("//www");
    assertThat(rest).doesNotContain("<script").doesNotContain("<link").doesNotContain("url(");
    assertThat(rest.replace("href=\"data:", "")).doesNotContain("href=");
    assertThat(rest).doesNotContain("src=").doesNotContain("@import");
  }

  private static Document page(String html) throws Exception {
    return Xml.parse(html);
  }

  private static SeedScores scores(double... values) {
    return new SeedScores(
        Arrays.stream(values).mapToObj(value -> List.of(value, value + 1)).toList());
  }

  private static DemoReport demo() {
    ValueGrid grid = ValueGrid.sample(MAP, 0.5, Point::x);
    Trajectory path = new Trajectory(List.of(new Point(0, 0), new Point(1, 1)), TaskSuccess.YES);
    DemoReport.Snapshot snapshot = new DemoReport.Snapshot(grid, List.of(path));
    LearningCurve curve =
        new LearningCurve(
            "IQL",
            List.of(
                new LearningCurve.At(0, scores(1, 2, 3)),
                new LearningCurve.At(100, scores(50, 60, 70))));
    return new DemoReport(
        "Demo",
        "It learns & improves.",
        List.of(
            new DemoReport.Stage("data", scores(1, 2, 3, 1, 2)),
            new DemoReport.Stage("cloning", scores(2, 2, 3, 2, 3)),
            new DemoReport.Stage("online", scores(90, 95, 99, 91, 97))),
        new DemoReport.Learning(
            new LinePlot.Axis("updates", ""),
            new LinePlot.Axis("score", ""),
            List.of(curve),
            List.of(new LinePlot.Marker(50, "online starts"))),
        new DemoReport.Scenes(
            MAP, new DemoReport.Recorded(grid, List.of(path)), snapshot, snapshot),
        new DemoReport.Evidence(
            List.of(
                new DemoReport.Config(
                    "iql", "learner:\n  expectile: 0.9    # demo.yaml:2:3; of the value loss\n")),
            List.of(new Section.KeyValue("seed", "1")),
            List.of("warmstart demo --seed 1")));
  }

  @Test
  void demoIsWellFormedSelfContainedAndComplete(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("report.html");
    demo().write(file);
    String html = Files.readString(file);

    Document page = page(html);

    requireSelfContained(html);
    assertThat(Xml.texts(page, "h1")).containsExactly("Demo");
    assertThat(Xml.texts(page, "h2"))
        .contains("Results", "Learning curves", "Behaviour data", "Provenance", "How to reproduce");
    assertThat(Xml.elements(page, "figure")).hasSize(7);
    assertThat(Xml.texts(page, "td")).contains("cloning", "5", "10", "learner.expectile", "0.9");
    assertThat(Xml.texts(page, "p")).contains("It learns & improves.");
    assertThat(html).contains("prefers-color-scheme:dark", "@media print", "@media (max-width");
  }

  @Test
  void stagesAreBetterOnlyWhereIntervalsDoNotOverlap() throws Exception {
    String text = page(HtmlReport.toHtml(demo().toReport())).getDocumentElement().getTextContent();

    assertThat(text).contains("cloning cannot be told apart from data");
    assertThat(text).contains("online is better than cloning");
  }

  @Test
  void textIsEscapedEverywhere() throws Exception {
    String evil = "<b>&\"'\u0000";
    Report report =
        new Report(
            evil,
            evil,
            List.of(
                new Section.Text(evil, List.of(evil)),
                new Section.KeyValues(evil, List.of(new Section.KeyValue(evil, evil))),
                new Section.Listing(evil, List.of(evil), List.of(List.of(evil))),
                new Section.Code(evil, evil),
                new Section.ResultTable(
                    evil,
                    List.of(evil),
                    evil,
                    List.of(new Section.ResultRow(List.of(evil), null)),
                    evil)));

    String html = HtmlReport.toHtml(report);

    assertThat(Xml.elements(page(html), "b")).isEmpty();
    assertThat(html).doesNotContain("<b>");
  }

  @Test
  void resultsShowValueAndInterval() throws Exception {
    Section.ResultTable table =
        new Section.ResultTable(
            "Results",
            List.of("stage"),
            "score",
            List.of(
                new Section.ResultRow(List.of("a"), new Estimate(12.34, -1.5, 20)),
                new Section.ResultRow(List.of("b"), new Estimate(0.0123, 0.01, 0.02)),
                new Section.ResultRow(List.of("c"), null)),
            "");

    Document page = page(HtmlReport.toHtml(new Report("t", "s", List.of(table))));

    assertThat(Xml.texts(page, "td"))
        .contains("12.3", "\u22121.5 to 20.0", "0.0123", "0.0100 to 0.0200", "-");
  }

  @Test
  void rowsOfAnotherWidthAreRefused() {
    assertThatThrownBy(
            () -> new Section.Listing("t", List.of("a", "b"), List.of(List.of("only one"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("only one");
  }
}
