package io.warmstart.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmstart.cli.compare.Comparison;
import io.warmstart.cli.compare.Scored;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class ComparisonPictureTest {
  @TempDir Path folder;

  private static ComparisonPicture picture(int seeds, String... algorithms) {
    List<Scored> runs = new ArrayList<>();
    for (String task : List.of("first <task>", "second")) {
      for (int a = 0; a < algorithms.length; a++) {
        for (int seed = 0; seed < seeds; seed++) {
          List<Double> scores = List.of(20.0 * a + seed, 20.0 * a + 2 * seed);
          runs.add(new Scored(algorithms[a], task, "maze", seed, true, scores, 1, "here"));
        }
      }
    }
    return new ComparisonPicture(Comparison.of(runs));
  }

  private static List<Element> of(Document svg, String tag, String style) {
    return Xml.elements(svg, tag).stream()
        .filter(element -> element.getAttribute("class").equals(style))
        .toList();
  }

  @Test
  void everyAlgorithmHasABarInEveryPanelAndACurve() throws Exception {
    Document svg = Xml.parse(picture(5, "bc", "iql", "cql").toSvg());

    assertThat(Xml.texts(svg, "text"))
        .contains("first <task>", "second", "all tasks", "bc", "iql", "cql")
        .contains("Performance profile: all tasks", "normalised score")
        .anyMatch(text -> text.contains("one run each (5 seeds)"))
        .anyMatch(text -> text.startsWith("Where bars overlap"));
    // Three panels of one bar each, and one band of the profile.
    for (String style : List.of("f-blue", "f-vermillion", "f-green")) {
      assertThat(of(svg, "polygon", style)).hasSize(4);
    }
    assertThat(Xml.elements(svg, "circle")).hasSize(2 * (3 * 5) + 3 * 10);
  }

  @Test
  void tooFewSeedsAreSaid() throws Exception {
    Document svg = Xml.parse(picture(2, "bc", "iql").toSvg());
    assertThat(Xml.texts(svg, "text")).anyMatch(text -> text.startsWith("Claims take at least 5"));
  }

  @Test
  void higherScoresLieFurtherRightAndWithinThePicture() throws Exception {
    Document svg = Xml.parse(picture(5, "bc", "iql").toSvg());
    // The better algorithm has the first ink.
    List<Element> better = of(svg, "polygon", "f-blue");
    List<Element> worse = of(svg, "polygon", "f-vermillion");
    for (int panel = 0; panel < 3; panel++) {
      assertThat(left(better.get(panel))).isGreaterThan(left(worse.get(panel)));
    }
    double width =
        Double.parseDouble(svg.getDocumentElement().getAttribute("viewBox").split(" ")[2]);
    for (Element dot : Xml.elements(svg, "circle")) {
      assertThat(Double.parseDouble(dot.getAttribute("cx"))).isBetween(0.0, width);
    }
  }

  private static double left(Element polygon) {
    return Double.parseDouble(polygon.getAttribute("points").split(",")[0]);
  }

  @Test
  void pngHasTheShapeOfTheSvg() throws Exception {
    ComparisonPicture picture = picture(3, "bc", "iql");
    Path file = folder.resolve("comparison.png");
    picture.writePng(file);
    String[] view =
        Xml.parse(picture.toSvg()).getDocumentElement().getAttribute("viewBox").split(" ");
    var image = ImageIO.read(file.toFile());
    assertThat(image.getWidth()).isEqualTo(1920);
    assertThat((double) image.getHeight() / image.getWidth())
        .isCloseTo(
            Double.parseDouble(view[3]) / Double.parseDouble(view[2]),
            org.assertj.core.api.Assertions.within(0.002));
  }
}
