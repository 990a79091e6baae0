package io.warmstart.core.data;

import io.warmstart.core.space.ActionPart;
import io.warmstart.core.space.Channel;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.core.space.ObservationPart;
import io.warmstart.engine.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Statistics of a dataset as learners see it, computed in double.
 *
 * <p>Observations are those that an action was taken in; final observations of episodes are left
 * out, so that the figures equal those over the rows of the file.
 *
 * @param provenance where the data came from, with the hash of the file
 * @param transitions number of transitions
 * @param episodes number of episodes
 * @param terminated episodes that end because the task ended
 * @param truncated episodes that end at a time limit
 * @param cut episodes whose record just ends
 * @param returns sum of the rewards of each episode
 * @param lengths transitions of each episode
 * @param rewards of all transitions
 * @param actions one entry per number of an action row
 * @param observations one entry per channel of every vector part
 * @param pictures one entry per channel of every image part, over all of its pixels, 0 to 255
 * @param columns all columns, sorted by name
 */
public record DatasetSummary(
    Provenance provenance,
    long transitions,
    int episodes,
    int terminated,
    int truncated,
    int cut,
    Distribution returns,
    Distribution lengths,
    ChannelStatistics rewards,
    List<ChannelStatistics> actions,
    List<ChannelStatistics> observations,
    List<ChannelStatistics> pictures,
    List<ColumnShape> columns) {
  /** Copies the lists. */
  public DatasetSummary {
    actions = List.copyOf(actions);
    observations = List.copyOf(observations);
    pictures = List.copyOf(pictures);
    columns = List.copyOf(columns);
  }

  /**
   * Quantiles (linear between order statistics) of a figure that every episode has one of.
   *
   * @param mean NaN, like all others, if there are no episodes
   * @param min smallest
   * @param lowerQuartile at 25 %
   * @param median at 50 %
   * @param upperQuartile at 75 %
   * @param max largest
   */
  public record Distribution(
      double mean,
      double min,
      double lowerQuartile,
      double median,
      double upperQuartile,
      double max) {}

  /**
   * Moments of one channel.
   *
   * @param name of the channel
   * @param mean arithmetic mean; NaN if any value is
   * @param standardDeviation population standard deviation
   * @param min smallest
   * @param max largest
   */
  public record ChannelStatistics(
      String name, double mean, double standardDeviation, double min, double max) {}

  /**
   * Type and shape of a column.
   *
   * @param name of the column
   * @param type of an element
   * @param rowShape of one row; empty for scalars
   */
  public record ColumnShape(String name, String type, List<Integer> rowShape) {
    /** Copies the shape. */
    public ColumnShape {
      rowShape = List.copyOf(rowShape);
    }
  }

  /** Reads every transition twice: for the means, then for the deviations. */
  public static DatasetSummary of(Dataset dataset) {
    EnvironmentSpec spec = dataset.spec();
    List<Episode> episodes = dataset.episodes();
    List<ChannelStatistics> observations = new ArrayList<>();
    List<ChannelStatistics> pictures = new ArrayList<>();
    for (ObservationPart part : spec.observations()) {
      if (!part.channels().isEmpty()) {
        observations.addAll(
            moments(
                dataset,
                dataset.column("observations/" + part.name()),
                part.channels().stream().map(Channel::name).toList()));
      } else if (part.type() == DType.U8 && part.shape().size() == 3) {
        pictures.addAll(brightness(dataset, part));
      }
    }
    return new DatasetSummary(
        dataset.provenance(),
        dataset.transitions(),
        episodes.size(),
        count(episodes, TerminationCause.TERMINATED),
        count(episodes, TerminationCause.TRUNCATED),
        count(episodes, TerminationCause.CUT),
        distribution(episodes.size(), i -> dataset.episodeReturn(episodes.get(i))),
        distribution(episodes.size(), i -> episodes.get(i).length()),
        moments(dataset, dataset.column("rewards"), List.of("reward")).get(0),
        moments(dataset, dataset.column("actions"), actionNames(spec)),
        observations,
        pictures,
        dataset.columns().values().stream()
            .map(c -> new ColumnShape(c.name(), c.type().name(), c.rowShape()))
            .sorted(Comparator.comparing(ColumnShape::name))
            .toList());
  }

  private static List<String> actionNames(EnvironmentSpec spec) {
    return spec.actions().stream().flatMap(DatasetSummary::names).toList();
  }

  private static Stream<String> names(ActionPart part) {
    return switch (part) {
      case ActionPart.Box box -> box.channels().stream().map(Channel::name);
      case ActionPart.Discrete discrete -> Stream.of(discrete.name());
    };
  }

  private static int count(List<Episode> episodes, TerminationCause cause) {
    return (int) episodes.stream().filter(episode -> episode.cause() == cause).count();
  }

  private static Distribution distribution(int size, IntToDoubleFunction figure) {
    double[] sorted = IntStream.range(0, size).mapToDouble(figure).sorted().toArray();
    double mean = Arrays.stream(sorted).average().orElse(Double.NaN);
    return new Distribution(
        mean,
        quantile(sorted, 0),
        quantile(sorted, 0.25),
        quantile(sorted, 0.5),
        quantile(sorted, 0.75),
        quantile(sorted, 1));
  }

  private static double quantile(double[] sorted, double share) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    double position = share * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }

  /** Exact moments of bytes, from how often each occurs. */
  private static List<ChannelStatistics> brightness(Dataset dataset, ObservationPart part) {
    ColumnBuffer column = dataset.column("observations/" + part.name());
    int channels = part.shape().get(2);
    long[][] counts = new long[channels][256];
    byte[] frame = new byte[column.rowElements()];
    for (long t = 0; t < dataset.transitions(); t++) {
      long at = dataset.slot(t) * column.rowBytes();
      MemorySegment.copy(column.data(), ValueLayout.JAVA_BYTE, at, frame, 0, frame.length);
      for (int i = 0; i < frame.length; i++) {
        counts[i % channels][frame[i] & 0xFF]++;
      }
    }
    return IntStream.range(0, channels)
        .mapToObj(c -> moments(channels == 1 ? part.name() : part.name() + c, counts[c]))
        .toList();
  }

  private static ChannelStatistics moments(String name, long[] counts) {
    double n = Arrays.stream(counts).sum();
    double mean = IntStream.range(0, 256).mapToDouble(x -> x * (counts[x] / n)).sum();
    double variance =
        IntStream.range(0, 256).mapToDouble(x -> (x - mean) * (x - mean) * (counts[x] / n)).sum();
    int[] found = IntStream.range(0, 256).filter(x -> counts[x] > 0).toArray();
    return new ChannelStatistics(
        name,
        mean,
        Math.sqrt(variance),
        found.length == 0 ? Double.NaN : found[0],
        found.length == 0 ? Double.NaN : found[found.length - 1]);
  }

  private static List<ChannelStatistics> moments(
      Dataset dataset, ColumnBuffer column, List<String> names) {
    int width = column.rowElements();
    long n = dataset.transitions();
    double[] mean = new double[width];
    double[] min = new double[width];
    double[] max = new double[width];
    Arrays.fill(min, n == 0 ? Double.NaN : Double.POSITIVE_INFINITY);
    Arrays.fill(max, n == 0 ? Double.NaN : Double.NEGATIVE_INFINITY);
    for (long t = 0; t < n; t++) {
      long slot = dataset.slot(t);
      for (int i = 0; i < width; i++) {
        double x = column.get(slot, i);
        mean[i] += x;
        min[i] = Math.min(min[i], x);
        max[i] = Math.max(max[i], x);
      }
    }
    for (int i = 0; i < width; i++) {
      mean[i] /= n;
    }
    double[] squares = new double[width];
    for (long t = 0; t < n; t++) {
      long slot = dataset.slot(t);
      for (int i = 0; i < width; i++) {
        double difference = column.get(slot, i) - mean[i];
        squares[i] += difference * difference;
      }
    }
    return IntStream.range(0, width)
        .mapToObj(i ->
            new ChannelStatistics(names.get(i), mean[i], Math.sqrt(squares[i] / n), min[i], max[i]))
        .toList();
  }
}
