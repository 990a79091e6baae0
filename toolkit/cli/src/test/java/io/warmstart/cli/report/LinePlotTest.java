package io.warmstart.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmstart.cli.report.LinePlot.Axis;
import io.warmstart.cli.report.LinePlot.Marker;
import io.warmstart.cli.report.LinePlot.Series;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class LinePlotTest {
  private static final Axis X = new Axis("updates", "");
  private static final Axis Y = new Axis("reward", "1/s");

  private static LinePlot plot(Series... series) {
    return new LinePlot("Learning", X, Y, List.of(series), List.of());
  }

  private static List<Element> lines(Document svg, String style) {
    return Xml.elements(svg, "polyline").stream()
        .filter(line -> line.getAttribute("class").equals(style))
        .toList();
  }

  @Test
  void isWellFormedAndEscapesText() throws Exception {
    Series series = new Series("a < b & \"c\" \u0001", List.of(PlotPoint.of(0, 1)));
    LinePlot plot =
        new LinePlot("<script>", X, Y, List.of(series), List.of(new Marker(0, "on & off")));

    Document svg = Xml.parse(plot.toSvg());

    assertThat(Xml.texts(svg, "text"))
        .contains("<script>", "a < b & \"c\" ?", "on & off", "reward [1/s]", "updates");
    assertThat(Xml.elements(svg, "script")).isEmpty();
  }

  @Test
  void bandsLieBelowAllLines() throws Exception {
    Series a = new Series("a", List.of(new PlotPoint(0, 1, 0, 2), new PlotPoint(1, 2, 1, 3)));
    Series b = new Series("b", List.of(new PlotPoint(0, 3, 2, 4), new PlotPoint(1, 4, 3, 5)));

    Document svg = Xml.parse(plot(a, b).toSvg());

    List<Element> all = Xml.elements(svg, "*");
    List<Element> bands = Xml.elements(svg, "polygon");
    assertThat(bands).hasSize(2);
    Element curve = lines(svg, Ink.series(0).strokeClass()).getLast();
    assertThat(all.indexOf(curve)).isGreaterThan(all.indexOf(bands.getLast()));
  }

  @Test
  void upperEdgeOfTheBandIsDrawnAboveTheLower() throws Exception {
    Series a = new Series("", List.of(new PlotPoint(0, 1, 0, 2), new PlotPoint(1, 2, 1, 3)));

    Element band = Xml.elements(Xml.parse(plot(a).toSvg()), "polygon").getFirst();

    String[] corners = band.getAttribute("points").split(" ");
    assertThat(corners).hasSize(4);
    assertThat(y(corners[0])).isLessThan(y(corners[3]));
    assertThat(y(corners[1])).isLessThan(y(corners[2]));
  }

  private static double y(String corner) {
    return Double.parseDouble(corner.split(",")[1]);
  }

  @Test
  void notANumberLeavesAGap() throws Exception {
    List<PlotPoint> points = new ArrayList<>();
    for (double y : new double[] {1, 2, Double.NaN, 3, 4}) {
      points.add(PlotPoint.of(points.size(), y));
    }

    Document svg = Xml.parse(plot(new Series("", points)).toSvg());

    assertThat(lines(svg, Ink.series(0).strokeClass())).hasSize(2);
    assertThat(svg.getDocumentElement().getTextContent()).doesNotContain("NaN");
    assertThat(plot(new Series("", points)).toSvg()).doesNotContain("NaN");
  }

  @Test
  void onePointBecomesADot() throws Exception {
    Document svg = Xml.parse(plot(new Series("", List.of(PlotPoint.of(3, 7)))).toSvg());

    assertThat(Xml.elements(svg, "circle")).hasSize(1);
    assertThat(lines(svg, Ink.series(0).strokeClass())).isEmpty();
  }

  @Test
  void emptyAndInfiniteSeriesSayThatThereAreNoValues() throws Exception {
    List<PlotPoint> infinite = List.of(PlotPoint.of(0, Double.POSITIVE_INFINITY));

    for (LinePlot plot :
        List.of(plot(), plot(new Series("a", List.of())), plot(new Series("a", infinite)))) {
      assertThat(Xml.texts(Xml.parse(plot.toSvg()), "text")).contains("no values yet");
      assertThat(plot.toSvg()).doesNotContain("NaN").doesNotContain("Infinity");
    }
  }

  @Test
  void legendStandsAboveThePlotAndWraps() throws Exception {
    List<Series> many = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      many.add(new Series("a rather long name " + i, List.of(PlotPoint.of(0, i))));
    }

    Document svg = Xml.parse(new LinePlot("", X, Y, many, List.of()).toSvg());

    double plotTop =
        lines(svg, Ink.GRID.strokeClass()).stream()
            .mapToDouble(line -> y(line.getAttribute("points").split(" ")[0]))
            .min()
            .orElseThrow();
    List<Double> rows =
        Xml.elements(svg, "text").stream()
            .filter(text -> text.getTextContent().startsWith("a rather"))
            .map(text -> Double.valueOf(text.getAttribute("y")))
            .distinct()
            .toList();
    assertThat(rows).hasSizeGreaterThan(1);
    assertThat(rows).allMatch(row -> row < plotTop);
  }
}
