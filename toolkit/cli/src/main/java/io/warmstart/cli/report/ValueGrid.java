package io.warmstart.cli.report;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.environment.SceneMap;
import io.warmstart.core.learner.ValueFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * A number for every cell of an even grid over a plan; NaN where there is none, such as inside an
 * obstacle. Cells count from the low corner, columns along x. Immutable.
 */
public final class ValueGrid {
  private final int columns;
  private final int rows;
  private final double[] values;

  private ValueGrid(int columns, int rows, double[] values) {
    this.columns = columns;
    this.rows = rows;
    this.values = values;
  }

  /**
   * Samples a function at the centres of the cells outside the obstacles.
   *
   * @param map that is covered
   * @param spacing of the cells, metres; rounded so that they fill the map
   * @param function of a place in the plan
   * @throws IllegalArgumentException if the spacing is not positive
   */
  public static ValueGrid sample(
      SceneMap map, double spacing, ToDoubleFunction<SceneMap.Point> function) {
    int columns = cells(map.high().x() - map.low().x(), spacing);
    int rows = cells(map.high().y() - map.low().y(), spacing);
    double[] values = new double[columns * rows];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        SceneMap.Point place = centre(map, column, row, columns, rows);
        values[row * columns + column] =
            blocked(map, place) ? Double.NaN : function.applyAsDouble(place);
      }
    }
    return new ValueGrid(columns, rows, values);
  }

  /**
   * Samples a learned value with the agent at every free place.
   *
   * @param value of observations
   * @param still all other channels, such as zero velocities; not modified
   * @param map whose channels are varied
   * @param spacing of the cells, metres
   */
  public static ValueGrid of(ValueFunction value, Observation still, SceneMap map, double spacing) {
    Observation moved = Observation.of(still.spec());
    moved.copyFrom(still);
    ScenePosition position = ScenePosition.of(still.spec(), map);
    return sample(
        map,
        spacing,
        place -> {
          position.move(moved, place);
          return value.of(moved);
        });
  }

  /**
   * Decimal logarithm of the number of recorded observations in each cell; NaN where there is none.
   *
   * @param dataset that is counted
   * @param map whose channels are read
   * @param spacing of the cells, metres
   */
  public static ValueGrid density(Dataset dataset, SceneMap map, double spacing) {
    int columns = cells(map.high().x() - map.low().x(), spacing);
    int rows = cells(map.high().y() - map.low().y(), spacing);
    long[] counts = new long[columns * rows];
    ScenePosition position = ScenePosition.of(dataset.spec(), map);
    for (long t = 0; t < dataset.transitions(); t++) {
      SceneMap.Point place = position.of(dataset, dataset.slot(t));
      double x = (place.x() - map.low().x()) / (map.high().x() - map.low().x());
      double y = (place.y() - map.low().y()) / (map.high().y() - map.low().y());
      if (x >= 0 && x < 1 && y >= 0 && y < 1) {
        counts[(int) (y * rows) * columns + (int) (x * columns)]++;
      }
    }
    double[] values = new double[counts.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = counts[i] == 0 ? Double.NaN : Math.log10(counts[i]);
    }
    return new ValueGrid(columns, rows, values);
  }

  private static int cells(double length, double spacing) {
    if (!(spacing > 0)) {
      throw new IllegalArgumentException("spacing = " + spacing + " m must be positive");
    }
    return Math.max(1, (int) Math.round(length / spacing));
  }

  private static SceneMap.Point centre(SceneMap map, int column, int row, int columns, int rows) {
    return new SceneMap.Point(
        map.low().x() + (column + 0.5) / columns * (map.high().x() - map.low().x()),
        map.low().y() + (row + 0.5) / rows * (map.high().y() - map.low().y()));
  }

  private static boolean blocked(SceneMap map, SceneMap.Point place) {
    return map.obstacles().stream()
        .anyMatch(box ->
            place.x() > box.low().x()
                && place.x() < box.high().x()
                && place.y() > box.low().y()
                && place.y() < box.high().y());
  }

  /** Number of cells along x. */
  public int columns() {
    return columns;
  }

  /** Number of cells along y. */
  public int rows() {
    return rows;
  }

  /** The number of a cell; NaN if it has none. */
  public double at(int column, int row) {
    return values[row * columns + column];
  }

  DoubleStream finite() {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).filter(Double::isFinite);
  }
}
