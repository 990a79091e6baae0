package io.warmstart.cli.report;

import io.warmstart.cli.compare.Comparison;
import io.warmstart.cli.compare.Field;
import io.warmstart.cli.compare.Standing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A comparison as a picture: intervals on every task, and the performance profile of the runs.
 *
 * @param comparison that is shown
 */
public record ComparisonPicture(Comparison comparison) {
  private static final int PIXELS = 1920;
  private static final double PROFILE_HEIGHT = 250;

  /** The picture as an SVG document. */
  public String toSvg() {
    return drawing().toSvg();
  }

  /**
   * Writes the picture as a PNG file on white paper.
   *
   * @param path of the file; written beside and renamed
   * @throws io.warmstart.core.run.RunException if it cannot be written
   */
  public void writePng(Path path) {
    drawing().writePng(path, PIXELS);
  }

  private Drawing drawing() {
    return new Stacked(List.of(intervals(), profile()));
  }

  /** Drawings below each other. */
  private record Stacked(List<Drawing> parts) implements Drawing {
    @Override
    public double width() {
      return parts.stream().mapToDouble(Drawing::width).max().orElse(1);
    }

    @Override
    public double height() {
      return parts.stream().mapToDouble(Drawing::height).sum();
    }

    @Override
    public String description() {
      return String.join("; ", parts.stream().map(Drawing::description).toList());
    }

    @Override
    public void draw(Canvas canvas) {
      double down = 0;
      for (Drawing part : parts) {
        part.draw(new ShiftedCanvas(canvas, 0, down));
        down += part.height();
      }
    }
  }

  private IntervalPlot intervals() {
    List<IntervalPlot.Panel> panels = new ArrayList<>();
    for (Field field : comparison.fields()) {
      Map<String, IntervalPlot.Row> rows = new LinkedHashMap<>();
      for (Standing standing : field.standings()) {
        rows.put(
            standing.algorithm(),
            new IntervalPlot.Row(standing.interquartileMean(), standing.runs()));
      }
      panels.add(
          new IntervalPlot.Panel(
              field.title(),
              field.task().equals(field.title()) ? "" : field.task(),
              axis(field),
              rows));
    }
    return new IntervalPlot(
        "Interquartile mean over seeds",
        comparison.algorithms(),
        panels,
        List.of(
            "Bars: 95 % bootstrap intervals, resampling seeds, then episodes. Dots: one run each ("
                + seeds()
                + ").",
            claims()));
  }

  private String claims() {
    boolean enough =
        comparison.tasks().stream()
            .flatMap(field -> field.standings().stream())
            .allMatch(Standing::mayClaim);
    return enough
        ? "Where bars overlap, no algorithm may be called better."
        : "Claims take at least " + Standing.CLAIM_SEEDS + " seeds and bars that do not overlap.";
  }

  private static String axis(Field field) {
    return field.normalised() ? "normalised score" : "return";
  }

  private String seeds() {
    List<Integer> all =
        comparison.tasks().stream()
            .flatMap(field -> field.standings().stream())
            .map(Standing::seeds)
            .distinct()
            .sorted()
            .toList();
    String range = all.size() == 1 ? all.getFirst() + "" : all.getFirst() + " to " + all.getLast();
    return range + (range.equals("1") ? " seed" : " seeds");
  }

  private Drawing profile() {
    Field field = comparison.main();
    double[] thresholds = comparison.thresholds();
    List<LinePlot.Series> series = new ArrayList<>();
    for (String algorithm : comparison.algorithms()) {
      field
          .of(algorithm)
          .ifPresent(standing -> {
            List<PlotPoint> points = new ArrayList<>();
            for (double threshold : thresholds) {
              points.add(PlotPoint.of(threshold, standing.scores().shareAbove(threshold)));
            }
            series.add(new LinePlot.Series(algorithm, points));
          });
    }
    return new LinePlot(
            "Performance profile: " + field.title(),
            new LinePlot.Axis(axis(field) + " \u03c4", ""),
            new LinePlot.Axis("share of runs above \u03c4", ""),
            series,
            List.of())
        .drawing(IntervalPlot.WIDTH, PROFILE_HEIGHT);
  }
}
