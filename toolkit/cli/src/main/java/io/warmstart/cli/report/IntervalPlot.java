package io.warmstart.cli.report;

import io.warmstart.cli.report.Canvas.Anchor;
import io.warmstart.cli.report.Canvas.Area;
import io.warmstart.cli.report.Canvas.Lettering;
import io.warmstart.cli.report.Canvas.Paint;
import io.warmstart.cli.report.Canvas.Pen;
import io.warmstart.cli.report.Canvas.Spot;
import io.warmstart.core.training.Statistics.Estimate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * Estimates with their intervals: one panel per task, one row per name, the same rows in every
 * panel. Bars are intervals, strokes across them estimates, dots the runs behind them.
 *
 * @param title above the picture
 * @param names of the rows, from the top; their numbers choose the inks
 * @param panels from left to right, wrapped
 * @param caption below, one line per element
 */
record IntervalPlot(String title, List<String> names, List<Panel> panels, List<String> caption)
    implements Drawing {
  static final double WIDTH = 960;
  private static final double MARGIN = 20;
  private static final double GAP = 34;
  private static final double PITCH = 26;
  private static final double HEAD = 44;
  private static final double FOOT = 52;
  private static final double VALUE = 46;
  private static final double THICKNESS = 13;
  private static final int MOST_COLUMNS = 3;
  private static final Lettering TITLE = Lettering.of(Ink.TEXT, 17, Anchor.START).asBold();
  private static final Lettering PANEL = Lettering.of(Ink.TEXT, 14, Anchor.START).asBold();
  private static final Lettering SMALL = Lettering.of(Ink.MUTED, 11.5, Anchor.START);
  private static final Lettering NAME = Lettering.of(Ink.TEXT, 13, Anchor.END);
  private static final Lettering TICK = Lettering.of(Ink.MUTED, 12, Anchor.MIDDLE);
  private static final Lettering NUMBER = Lettering.of(Ink.TEXT, 12, Anchor.END);

  IntervalPlot {
    names = List.copyOf(names);
    panels = List.copyOf(panels);
    caption = List.copyOf(caption);
  }

  /**
   * A task.
   *
   * @param title of it
   * @param subtitle beneath, smaller
   * @param axis below
   * @param rows by name; names without a row stay empty
   */
  record Panel(String title, String subtitle, String axis, Map<String, Row> rows) {
    Panel {
      rows = Map.copyOf(rows);
    }
  }

  /**
   * An estimate.
   *
   * @param estimate with its interval
   * @param runs behind it
   */
  record Row(Estimate estimate, List<Double> runs) {
    Row {
      runs = List.copyOf(runs);
    }
  }

  @Override
  public double width() {
    return WIDTH;
  }

  @Override
  public double height() {
    return top() + lines() * panelHeight() + 18 * caption.size() + 6;
  }

  @Override
  public String description() {
    return title;
  }

  private double top() {
    return title.isEmpty() ? 12 : 48;
  }

  private int columns() {
    return panels.size() == 4 ? 2 : Math.min(MOST_COLUMNS, panels.size());
  }

  private int lines() {
    return (panels.size() + columns() - 1) / columns();
  }

  private double panelHeight() {
    return HEAD + PITCH * names.size() + FOOT;
  }

  private double labels() {
    return names.stream().mapToDouble(NAME::widthOf).max().orElse(0) + 14;
  }

  @Override
  public void draw(Canvas canvas) {
    canvas.text(new Spot(MARGIN, 26), title, TITLE);
    double left = MARGIN + labels();
    double room = WIDTH - left - MARGIN - (columns() - 1) * GAP;
    double panelWidth = room / columns();
    for (int i = 0; i < panels.size(); i++) {
      double x = left + i % columns() * (panelWidth + GAP);
      int line = i / columns();
      double y = top() + line * panelHeight();
      Area rows = new Area(x, y + HEAD, panelWidth - VALUE, PITCH * names.size());
      if (i % columns() == 0) {
        drawNames(canvas, rows);
      }
      drawPanel(canvas, panels.get(i), rows);
    }
    double below = top() + lines() * panelHeight() + 6;
    for (String text : caption) {
      canvas.text(new Spot(MARGIN, below), text, SMALL);
      below += 18;
    }
  }

  private void drawNames(Canvas canvas, Area rows) {
    for (int row = 0; row < names.size(); row++) {
      canvas.text(new Spot(rows.x() - 12, middle(rows, row) + 4.5), names.get(row), NAME);
    }
  }

  private static double middle(Area rows, int row) {
    return rows.y() + (row + 0.5) * PITCH;
  }

  private void drawPanel(Canvas canvas, Panel panel, Area rows) {
    canvas.text(new Spot(rows.x(), rows.y() - 24), panel.title(), PANEL);
    canvas.text(new Spot(rows.x(), rows.y() - 9), panel.subtitle(), SMALL);
    Ticks ticks = ticks(panel, rows.width());
    for (double value : ticks.values()) {
      double x = rows.x() + ticks.share(value) * rows.width();
      canvas.line(List.of(new Spot(x, rows.y()), new Spot(x, rows.bottom())), Pen.of(Ink.GRID, 1));
      canvas.text(new Spot(x, rows.bottom() + 18), ticks.label(value), TICK);
    }
    canvas.line(
        List.of(new Spot(rows.x(), rows.bottom()), new Spot(rows.right(), rows.bottom())),
        Pen.of(Ink.MUTED, 1));
    canvas.text(new Spot(rows.x() + rows.width() / 2, rows.bottom() + 36), panel.axis(), TICK);
    for (int number = 0; number < names.size(); number++) {
      Row row = panel.rows().get(names.get(number));
      if (row == null) {
        canvas.text(new Spot(rows.x() + 6, middle(rows, number) + 4), "no runs", SMALL);
      } else {
        drawRow(canvas, row, number, rows, ticks);
      }
    }
  }

  private static Ticks ticks(Panel panel, double width) {
    List<Double> all = new ArrayList<>();
    panel
        .rows()
        .values()
        .forEach(row -> {
          all.addAll(row.runs());
          all.addAll(List.of(row.estimate().low(), row.estimate().value(), row.estimate().high()));
        });
    double low = all.stream().mapToDouble(Double::doubleValue).min().orElse(0);
    double high = all.stream().mapToDouble(Double::doubleValue).max().orElse(1);
    return Ticks.around(low, high, Math.max(2, (int) (width / 48)));
  }

  private static void drawRow(Canvas canvas, Row row, int number, Area rows, Ticks ticks) {
    double y = middle(rows, number);
    double[] x =
        DoubleStream.of(row.estimate().low(), row.estimate().value(), row.estimate().high())
            .map(value -> rows.x() + ticks.share(value) * rows.width())
            .toArray();
    Ink ink = Ink.series(number);
    double half = THICKNESS / 2;
    canvas.polygon(
        List.of(
            new Spot(x[0], y - half),
            new Spot(Math.max(x[2], x[0] + 1), y - half),
            new Spot(Math.max(x[2], x[0] + 1), y + half),
            new Spot(x[0], y + half)),
        new Paint(ink, 0.45));
    Map<Long, Integer> piled = new HashMap<>();
    for (double run : row.runs()) {
      double at = rows.x() + ticks.share(run) * rows.width();
      int above = piled.merge(Math.round(at / 3), 1, Integer::sum) - 1;
      double lift = (above % 2 == 0 ? 1 : -1) * ((above + 1) / 2) * 2.6;
      canvas.disc(new Spot(at, y + lift), 2.1, new Paint(Ink.TEXT, 0.5));
    }
    canvas.line(
        List.of(new Spot(x[1], y - half - 2.5), new Spot(x[1], y + half + 2.5)), Pen.of(ink, 3));
    canvas.text(
        new Spot(rows.right() + VALUE - 2, y + 4.5),
        String.format(Locale.ROOT, "%.1f", row.estimate().value()).replace('-', '\u2212'),
        NUMBER);
  }
}
