package io.warmstart.cli.report;

import java.util.ArrayList;
import java.util.List;

/** The columns of a {@code metrics.csv}, as written by {@link io.warmstart.core.run.MetricsCsv}. */
final class MetricsTable {
  private final List<String> names;
  private final List<String[]> rows;

  private MetricsTable(List<String> names, List<String[]> rows) {
    this.names = names;
    this.rows = rows;
  }

  /**
   * Reads the text of the file; a last line without its end, which a killed process may leave, and
   * lines of another width are left out.
   */
  static MetricsTable parse(String text) {
    List<String> lines = text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    if (lines.isEmpty()) {
      return new MetricsTable(List.of(), List.of());
    }
    List<String> names = List.of(lines.getFirst().split(",", -1));
    List<String[]> rows = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      if (cells.length == names.size()) {
        rows.add(cells);
      }
    }
    return new MetricsTable(names, rows);
  }

  /** Metrics, without the step. */
  List<String> names() {
    return names.isEmpty() ? names : names.subList(1, names.size());
  }

  /** The values of a metric over the steps; rows without one are left out. */
  List<PlotPoint> column(String name) {
    int column = names.indexOf(name);
    if (column < 1) {
      return List.of();
    }
    List<PlotPoint> points = new ArrayList<>();
    for (String[] cells : rows) {
      if (!cells[column].isEmpty()) {
        points.add(PlotPoint.of(Double.parseDouble(cells[0]), Double.parseDouble(cells[column])));
      }
    }
    return points;
  }
}
