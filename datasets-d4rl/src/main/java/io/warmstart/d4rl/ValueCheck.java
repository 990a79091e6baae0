package io.warmstart.d4rl;

import static java.util.stream.Collectors.joining;

import io.warmstart.core.data.DatasetFindings.Finding;
import io.warmstart.core.data.DatasetFindings.Severity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Looks at the numbers of one array alone: not finite, outside their bounds, never changing. */
final class ValueCheck {
  /** Rounding of recorded actions that is not worth a finding. */
  private static final double SLACK = 1e-6;

  private final Hdf5Column column;
  private final String name;
  private final List<Finding> findings = new ArrayList<>();
  private final Tally nan = new Tally();
  private final Tally infinite = new Tally();
  private final Tally outside = new Tally();
  private final float[] low;
  private final float[] high;

  private ValueCheck(Hdf5Column column) {
    this.column = column;
    this.name = "/" + column.name();
    low = new float[column.width()];
    high = new float[column.width()];
    Arrays.fill(low, Float.POSITIVE_INFINITY);
    Arrays.fill(high, Float.NEGATIVE_INFINITY);
  }

  /**
   * Reads all rows once.
   *
   * @param column numbers in one or two dimensions
   * @param bounds that every row must keep; empty for none
   * @param declared whether the file itself declares the bounds
   */
  static List<Finding> of(Hdf5Column column, List<Bounds> bounds, boolean declared) {
    ValueCheck check = new ValueCheck(column);
    check.scan(bounds);
    check.report(bounds, declared);
    return check.findings;
  }

  /**
   * Bounds of one channel.
   *
   * @param low smallest allowed
   * @param high largest allowed
   */
  record Bounds(double low, double high) {}

  private void scan(List<Bounds> bounds) {
    RowReader reader = column.reader();
    int width = reader.width();
    for (long row = 0; row < reader.rows(); row++) {
      int at = reader.locate(row);
      float[] values = reader.values();
      int nanAt = -1;
      int infiniteAt = -1;
      int outsideAt = -1;
      for (int i = 0; i < width; i++) {
        float x = values[at + i];
        if (x != x) {
          nanAt = nanAt < 0 ? i : nanAt;
        } else {
          low[i] = Math.min(low[i], x);
          high[i] = Math.max(high[i], x);
          if (Float.isInfinite(x)) {
            infiniteAt = infiniteAt < 0 ? i : infiniteAt;
          } else if (!bounds.isEmpty()
              && (x < bounds.get(i).low() - SLACK || x > bounds.get(i).high() + SLACK)) {
            outsideAt = outsideAt < 0 ? i : outsideAt;
          }
        }
      }
      count(nan, row, nanAt, width);
      count(infinite, row, infiniteAt, width);
      count(outside, row, outsideAt, width);
    }
  }

  private static void count(Tally tally, long row, int channel, int width) {
    if (channel >= 0) {
      tally.add(row, width == 1 ? -1 : channel);
    }
  }

  private void report(List<Bounds> bounds, boolean declared) {
    Severity fatal = column.name().startsWith("infos/") ? Severity.WARNING : Severity.ERROR;
    if (!column.isWritten()) {
      add(
          "unwritten",
          Severity.WARNING,
          name,
          column.rows(),
          " was never written and reads as its fill value; expected recorded numbers. Record it"
              + " again.");
    }
    if (nan.count() > 0) {
      add(
          "nan",
          fatal,
          nan.where(name),
          nan.count(),
          " is NaN in "
              + nan.text()
              + "; expected finite numbers. Remove these rows or their"
              + " episodes.");
    }
    if (infinite.count() > 0) {
      add(
          "infinite",
          fatal,
          infinite.where(name),
          infinite.count(),
          " is infinite as float32 in "
              + infinite.text()
              + "; expected finite numbers. Remove"
              + " these rows or scale the channel.");
    }
    if (outside.count() > 0) {
      reportOutside(bounds, declared);
    }
    reportConstant();
  }

  private void reportOutside(List<Bounds> bounds, boolean declared) {
    int worst = 0;
    for (int i = 0; i < low.length; i++) {
      worst = excess(bounds, i) > excess(bounds, worst) ? i : worst;
    }
    add(
        "action-bounds",
        declared ? Severity.ERROR : Severity.WARNING,
        outside.where(name),
        outside.count(),
        " leaves its box in %s; channel %d spans [%s, %s], expected [%s, %s]%s. Rescale the actions."
            .formatted(
                outside.text(),
                worst,
                low[worst],
                high[worst],
                bounds.get(worst).low(),
                bounds.get(worst).high(),
                declared ? " as the file declares" : ", D4RL's convention"));
  }

  private double excess(List<Bounds> bounds, int i) {
    return Math.max(bounds.get(i).low() - low[i], high[i] - bounds.get(i).high());
  }

  private void reportConstant() {
    boolean wanted = !column.name().startsWith("infos/");
    if (!wanted || column.rows() < 2) {
      return;
    }
    List<Integer> constant = new ArrayList<>();
    for (int i = 0; i < low.length; i++) {
      if (low[i] == high[i]) {
        constant.add(i);
      }
    }
    if (!constant.isEmpty()) {
      String channels = constant.size() == 1 ? "channel " : "channels ";
      String which =
          low.length == 1
              ? ""
              : channels + constant.stream().map(String::valueOf).collect(joining(", ")) + " of ";
      findings.add(
          new Finding(
              "constant",
              Severity.WARNING,
              name,
              which
                  + column.where()
                  + (constant.size() == 1
                      ? " is " + low[constant.get(0)] + " in every row"
                      : " never change")
                  + "; expected numbers that vary. Leave it out or check the"
                  + " recording.",
              column.rows()));
    }
  }

  private void add(String check, Severity severity, String where, long count, String text) {
    findings.add(new Finding(check, severity, where, column.where() + text, count));
  }
}
