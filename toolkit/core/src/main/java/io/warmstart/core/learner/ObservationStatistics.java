package io.warmstart.core.learner;

import io.warmstart.core.data.ColumnBuffer;
import io.warmstart.core.data.Dataset;
import io.warmstart.core.space.ObservationPart;

/**
 * Mean and population standard deviation of each observation channel.
 *
 * @param mean vector parts concatenated, [O]
 * @param deviation [O]
 */
public record ObservationStatistics(double[] mean, double[] deviation) {
  /** Added to deviations, so that constant channels stay finite. */
  private static final double FLOOR = 1e-3;

  /** Copies the arrays. */
  public ObservationStatistics {
    mean = mean.clone();
    deviation = deviation.clone();
  }

  @Override
  public double[] mean() {
    return mean.clone();
  }

  @Override
  public double[] deviation() {
    return deviation.clone();
  }

  /** Statistics over the observations of all transitions, in double, in row order. */
  public static ObservationStatistics of(Dataset dataset) {
    int width = dataset.spec().observationWidth();
    double[] mean = new double[width];
    double[] deviation = new double[width];
    int at = 0;
    for (ObservationPart part : dataset.spec().observations()) {
      if (part.isVector()) {
        ColumnBuffer column = dataset.column("observations/" + part.name());
        for (int i = 0; i < part.elements(); i++) {
          mean[at] = mean(dataset, column, i);
          deviation[at] = deviation(dataset, column, i, mean[at]);
          at++;
        }
      }
    }
    return new ObservationStatistics(mean, deviation);
  }

  private static double mean(Dataset dataset, ColumnBuffer column, int i) {
    double sum = 0;
    for (long t = 0; t < dataset.transitions(); t++) {
      sum += column.get(dataset.slot(t), i);
    }
    return sum / Math.max(1, dataset.transitions());
  }

  private static double deviation(Dataset dataset, ColumnBuffer column, int i, double mean) {
    double squares = 0;
    for (long t = 0; t < dataset.transitions(); t++) {
      double difference = column.get(dataset.slot(t), i) - mean;
      squares += difference * difference;
    }
    return Math.sqrt(squares / Math.max(1, dataset.transitions()));
  }

  float[] shift() {
    float[] values = new float[mean.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) mean[i];
    }
    return values;
  }

  /** {@code 1 / (deviation + 1e-3)}. */
  float[] scale() {
    float[] values = new float[deviation.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (1 / (deviation[i] + FLOOR));
    }
    return values;
  }
}
