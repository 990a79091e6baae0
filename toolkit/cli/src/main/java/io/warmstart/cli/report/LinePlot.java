package io.warmstart.cli.report;

import io.warmstart.cli.report.Canvas.Anchor;
import io.warmstart.cli.report.Canvas.Area;
import io.warmstart.cli.report.Canvas.Lettering;
import io.warmstart.cli.report.Canvas.Paint;
import io.warmstart.cli.report.Canvas.Pen;
import io.warmstart.cli.report.Canvas.Spot;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Curves over a common abscissa, with intervals as bands. The legend stands above the plot, where
 * it covers nothing.
 *
 * @param title above the picture; may be empty
 * @param x horizontal axis
 * @param y vertical axis
 * @param series curves, the first on top of the legend; bands lie below all lines
 * @param markers vertical lines that begin a phase
 */
public record LinePlot(String title, Axis x, Axis y, List<Series> series, List<Marker> markers) {
  private static final double WIDE = 720;
  private static final double NARROW = 400;
  private static final double WIDE_HEIGHT = 270;
  private static final double NARROW_HEIGHT = 190;
  private static final double LEFT = 48;
  private static final double RIGHT = 18;
  private static final double BELOW = 52;
  private static final double ROW = 20;
  private static final double SMALL = 12;
  private static final int MOST_DOTS = 30;
  private static final Lettering TITLE = Lettering.of(Ink.TEXT, 15, Anchor.START).asBold();
  private static final Lettering LEGEND = Lettering.of(Ink.TEXT, SMALL, Anchor.START);
  private static final Lettering AXIS = Lettering.of(Ink.MUTED, SMALL, Anchor.MIDDLE);

  /** Copies the lists. */
  public LinePlot {
    series = List.copyOf(series);
    markers = List.copyOf(markers);
  }

  /**
   * What an axis shows.
   *
   * @param label in words; empty where the title says it
   * @param unit in brackets after it; empty for none
   */
  public record Axis(String label, String unit) {
    String text() {
      return unit.isEmpty() ? label : label + " [" + unit + "]";
    }
  }

  /**
   * A curve.
   *
   * @param name in the legend
   * @param points with ascending x
   */
  public record Series(String name, List<PlotPoint> points) {
    /** Copies the list. */
    public Series {
      points = List.copyOf(points);
    }
  }

  /**
   * A vertical line.
   *
   * @param at abscissa
   * @param label beside it
   */
  public record Marker(double at, String label) {}

  /** A legend entry and its place. */
  private record Entry(int number, Spot spot) {}

  /** Where numbers lie in the picture. */
  private record Frame(Area area, Ticks x, Ticks y) {
    Spot spot(double abscissa, double ordinate) {
      return new Spot(
          area.x() + x.share(abscissa) * area.width(),
          area.bottom() - y.share(ordinate) * area.height());
    }
  }

  /** The plot with everything in its place. */
  private record LaidOut(LinePlot plot, double width, Frame frame, List<Entry> legend)
      implements Drawing {
    @Override
    public double height() {
      return frame.area().bottom() + BELOW;
    }

    @Override
    public String description() {
      return plot.describe();
    }

    @Override
    public void draw(Canvas canvas) {
      plot.draw(canvas, frame, legend);
    }
  }

  /** The picture as an SVG document, as wide as a page. */
  public String toSvg() {
    return toSvg(WIDE, WIDE_HEIGHT);
  }

  /** The picture as an SVG document, about half as wide as a page. */
  public String toNarrowSvg() {
    return toSvg(NARROW, NARROW_HEIGHT);
  }

  private String toSvg(double width, double height) {
    return drawing(width, height).toSvg();
  }

  /**
   * The picture laid out.
   *
   * @param width of all
   * @param height of the area between the axes
   */
  Drawing drawing(double width, double height) {
    Ticks upwards = ordinates((int) (height / 42));
    double left = margin(upwards);
    Ticks across = abscissae((int) ((width - left - RIGHT) / 62));
    List<Entry> legend = legend(left, width);
    double top = 12 + (title.isEmpty() ? 0 : 24);
    if (!legend.isEmpty()) {
      top = legend.getLast().spot().y() + ROW;
    }
    Area area = new Area(left, top, width - left - RIGHT, height);
    return new LaidOut(this, width, new Frame(area, across, upwards), legend);
  }

  /** Room for the numbers of the vertical axis and its label. */
  private double margin(Ticks ticks) {
    double widest =
        ticks.values().stream().mapToDouble(v -> AXIS.widthOf(ticks.label(v))).max().orElse(0);
    return Math.max(LEFT, widest + (y.text().isEmpty() ? 16 : 34));
  }

  private String describe() {
    String shown = y.text().isEmpty() ? "" : ": " + y.text();
    return title + shown + " over " + x.text();
  }

  private List<Entry> legend(double start, double width) {
    List<Entry> entries = new ArrayList<>();
    if (series.size() == 1 && series.getFirst().name().isEmpty()) {
      return entries;
    }
    double left = start;
    double line = title.isEmpty() ? 18 : 42;
    for (int i = 0; i < series.size(); i++) {
      double needed = 44 + LEGEND.widthOf(series.get(i).name());
      if (left > start && left + needed > width - RIGHT) {
        left = start;
        line += ROW;
      }
      entries.add(new Entry(i, new Spot(left, line)));
      left += needed;
    }
    return entries;
  }

  private Ticks abscissae(int most) {
    double[] all =
        DoubleStream.concat(
                drawn().mapToDouble(PlotPoint::x), markers.stream().mapToDouble(Marker::at))
            .toArray();
    return Ticks.within(least(all), greatest(all), most);
  }

  private Ticks ordinates(int most) {
    double[] all =
        drawn()
            .flatMapToDouble(point ->
                point.hasInterval()
                    ? DoubleStream.of(point.y(), point.low(), point.high())
                    : DoubleStream.of(point.y()))
            .toArray();
    return Ticks.around(least(all), greatest(all), most);
  }

  private Stream<PlotPoint> drawn() {
    return series.stream().flatMap(curve -> curve.points().stream()).filter(PlotPoint::drawn);
  }

  private static double least(double[] values) {
    return DoubleStream.of(values).min().orElse(0);
  }

  private static double greatest(double[] values) {
    return DoubleStream.of(values).max().orElse(1);
  }

  private void draw(Canvas canvas, Frame frame, List<Entry> legend) {
    canvas.text(new Spot(frame.area().x(), 18), title, TITLE);
    for (Entry entry : legend) {
      Spot spot = entry.spot();
      Spot end = new Spot(spot.x() + 20, spot.y() - 4);
      canvas.line(List.of(new Spot(spot.x(), spot.y() - 4), end), pen(entry.number()));
      canvas.text(new Spot(spot.x() + 26, spot.y()), series.get(entry.number()).name(), LEGEND);
    }
    drawAxes(canvas, frame);
    drawMarkers(canvas, frame);
    for (int i = 0; i < series.size(); i++) {
      drawBand(canvas, frame, i);
    }
    for (int i = 0; i < series.size(); i++) {
      drawLine(canvas, frame, i);
    }
    if (drawn().findAny().isEmpty()) {
      Area area = frame.area();
      Spot middle = new Spot(area.x() + area.width() / 2, area.y() + area.height() / 2);
      canvas.text(middle, "no values yet", AXIS);
    }
  }

  private void drawAxes(Canvas canvas, Frame frame) {
    Area area = frame.area();
    for (double value : frame.y().values()) {
      double at = frame.spot(frame.x().low(), value).y();
      canvas.line(List.of(new Spot(area.x(), at), new Spot(area.right(), at)), Pen.of(Ink.GRID, 1));
      canvas.text(
          new Spot(area.x() - 8, at + 4),
          frame.y().label(value),
          Lettering.of(Ink.MUTED, SMALL, Anchor.END));
    }
    for (double value : frame.x().values()) {
      double at = frame.spot(value, frame.y().low()).x();
      canvas.line(
          List.of(new Spot(at, area.bottom()), new Spot(at, area.bottom() + 5)),
          Pen.of(Ink.MUTED, 1));
      canvas.text(new Spot(at, area.bottom() + 19), frame.x().label(value), AXIS);
    }
    canvas.line(
        List.of(new Spot(area.x(), area.bottom()), new Spot(area.right(), area.bottom())),
        Pen.of(Ink.MUTED, 1));
    canvas.text(new Spot(area.x() + area.width() / 2, area.bottom() + 40), x.text(), AXIS);
    canvas.text(new Spot(15, area.y() + area.height() / 2), y.text(), AXIS.asTurned());
  }

  private void drawMarkers(Canvas canvas, Frame frame) {
    Area area = frame.area();
    for (Marker marker : markers) {
      double at = frame.spot(marker.at(), frame.y().low()).x();
      canvas.line(
          List.of(new Spot(at, area.y()), new Spot(at, area.bottom())),
          Pen.of(Ink.MUTED, 1).withDashes(true));
      boolean left = at + LEGEND.widthOf(marker.label()) + 8 > area.right();
      canvas.text(
          new Spot(left ? at - 6 : at + 6, area.bottom() - 8),
          marker.label(),
          Lettering.of(Ink.MUTED, SMALL, left ? Anchor.END : Anchor.START));
    }
  }

  private void drawBand(Canvas canvas, Frame frame, int number) {
    for (List<PlotPoint> part : parts(series.get(number), PlotPoint::hasInterval)) {
      List<Spot> corners = new ArrayList<>();
      part.forEach(point -> corners.add(frame.spot(point.x(), point.high())));
      part.reversed().forEach(point -> corners.add(frame.spot(point.x(), point.low())));
      if (part.size() > 1) {
        canvas.polygon(corners, new Paint(Ink.series(number), 0.18));
      } else {
        canvas.line(corners, pen(number).withOpacity(0.5));
      }
    }
  }

  private void drawLine(Canvas canvas, Frame frame, int number) {
    Paint paint = Paint.of(Ink.series(number));
    for (List<PlotPoint> part : parts(series.get(number), PlotPoint::drawn)) {
      List<Spot> spots = part.stream().map(point -> frame.spot(point.x(), point.y())).toList();
      if (spots.size() > 1) {
        canvas.line(spots, pen(number));
      }
      if (spots.size() == 1 || series.get(number).points().size() <= MOST_DOTS) {
        spots.forEach(spot -> canvas.disc(spot, 2.8, paint));
      }
    }
  }

  private static Pen pen(int number) {
    return Pen.of(Ink.series(number), 2).withDashes(Ink.repeats(number));
  }

  /** Runs of neighbouring points that satisfy the condition. */
  private static List<List<PlotPoint>> parts(Series curve, Predicate<PlotPoint> condition) {
    List<List<PlotPoint>> parts = new ArrayList<>();
    List<PlotPoint> open = new ArrayList<>();
    for (PlotPoint point : curve.points()) {
      if (condition.test(point)) {
        open.add(point);
      } else if (!open.isEmpty()) {
        parts.add(open);
        open = new ArrayList<>();
      }
    }
    if (!open.isEmpty()) {
      parts.add(open);
    }
    return parts;
  }
}
