package io.warmstart.d4rl;

import static java.util.stream.Collectors.toSet;

import io.warmstart.core.data.DatasetException;
import io.warmstart.core.space.ActionPart;
import io.warmstart.core.space.Channel;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.core.space.ObservationPart;
import io.warmstart.engine.DType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * An {@link EnvironmentSpec} as attributes of the arrays it describes.
 *
 * <p>{@code observations} and {@code actions} carry {@code part_names}, {@code part_kinds}, {@code
 * part_widths}, and per channel {@code channel_names}, {@code channel_units}, {@code channel_low},
 * {@code channel_high}; the file carries {@code control_period_seconds}. Where there are parts
 * beside the vectors, each of their arrays carries its {@code part_kinds}, and the file the order
 * of all, {@code observation_parts}. Other readers ignore them.
 */
final class SpecAttributes {
  static final String PERIOD = "control_period_seconds";
  static final String ORDER = "observation_parts";
  static final String KINDS = "part_kinds";
  private static final String BOX = "box";
  private static final String DISCRETE = "discrete";

  private SpecAttributes() {}

  /**
   * Attributes of one array.
   *
   * @param texts lists of strings by name
   * @param numbers lists of numbers by name
   */
  record Attributes(Map<String, List<String>> texts, Map<String, double[]> numbers) {}

  /** Whether a part lies in the array {@code observations}, beside others of its kind. */
  static boolean isFlat(ObservationPart part) {
    return part.type() == DType.F32 && part.shape().size() == 1;
  }

  /** Attributes of the array of a part that lies in none with others. */
  static Attributes frames(ObservationPart part) {
    return new Attributes(Map.of(KINDS, List.of(part.role().name())), Map.of());
  }

  /** Attributes of {@code observations}. */
  static Attributes observations(EnvironmentSpec spec) {
    List<ObservationPart> parts =
        spec.observations().stream().filter(SpecAttributes::isFlat).toList();
    return attributes(
        parts.stream().map(ObservationPart::name).toList(),
        parts.stream().map(part -> part.role().name()).toList(),
        parts.stream().mapToDouble(ObservationPart::elements).toArray(),
        parts.stream().flatMap(part -> part.channels().stream()).toList());
  }

  /** Attributes of {@code actions}; a discrete part is one channel that names its choices. */
  static Attributes actions(EnvironmentSpec spec) {
    List<Channel> channels = new ArrayList<>();
    List<String> kinds = new ArrayList<>();
    for (ActionPart part : spec.actions()) {
      switch (part) {
        case ActionPart.Box box -> {
          kinds.add(BOX);
          channels.addAll(box.channels());
        }
        case ActionPart.Discrete discrete -> {
          List<String> choices = discrete.choices();
          kinds.add(DISCRETE);
          channels.add(new Channel(String.join("|", choices), "1", 0, choices.size() - 1));
        }
      }
    }
    return attributes(
        spec.actions().stream().map(ActionPart::name).toList(),
        kinds,
        spec.actions().stream().mapToDouble(ActionPart::width).toArray(),
        channels);
  }

  private static Attributes attributes(
      List<String> names, List<String> kinds, double[] widths, List<Channel> channels) {
    Map<String, List<String>> texts = new LinkedHashMap<>();
    texts.put("part_names", names);
    texts.put(KINDS, kinds);
    texts.put("channel_names", channels.stream().map(Channel::name).toList());
    texts.put("channel_units", channels.stream().map(Channel::unit).toList());
    Map<String, double[]> numbers = new LinkedHashMap<>();
    numbers.put("part_widths", widths);
    numbers.put("channel_low", channels.stream().mapToDouble(Channel::low).toArray());
    numbers.put("channel_high", channels.stream().mapToDouble(Channel::high).toArray());
    return new Attributes(texts, numbers);
  }

  /**
   * The spec that a file carries, if it carries one.
   *
   * @throws DatasetException if the attributes contradict each other or the arrays
   */
  static Optional<EnvironmentSpec> read(D4rlFile source) {
    if (source.file().strings("actions", "part_names").isEmpty()) {
      return Optional.empty();
    }
    double[] period = source.file().numbers("", PERIOD).orElse(new double[] {0});
    try {
      Stored observations = Stored.of(source, "observations");
      Stored actions = Stored.of(source, "actions");
      return Optional.of(
          new EnvironmentSpec(
              ordered(
                  source,
                  D4rlSpec.parts(
                      observations.names,
                      observations.kinds,
                      observations.widths,
                      observations.channels)),
              actionParts(actions),
              Duration.ofNanos(Math.round(period[0] * 1e9))));
    } catch (IllegalArgumentException e) {
      throw new DatasetException(
          source.path()
              + " carries attributes that make no spec ("
              + e.getMessage()
              + "); expected those that this program writes. Remove the attribute \"part_names\" of"
              + " /actions to have them ignored.",
          e);
    }
  }

  /** The vectors and the frames of the file, in the order that it names. */
  private static List<ObservationPart> ordered(D4rlFile source, List<ObservationPart> vectors) {
    List<ObservationPart> all = new ArrayList<>(vectors);
    source.frames().forEach(frames -> all.add(frames.part()));
    List<String> order =
        source
            .file()
            .strings("", ORDER)
            .orElseGet(() -> all.stream().map(ObservationPart::name).toList());
    if (!Set.copyOf(order).equals(all.stream().map(ObservationPart::name).collect(toSet()))) {
      throw new IllegalArgumentException(
          ORDER
              + " names "
              + order
              + " but the arrays hold "
              + all.stream().map(ObservationPart::name).toList());
    }
    all.sort(Comparator.comparingInt(part -> order.indexOf(part.name())));
    return all;
  }

  private static List<ActionPart> actionParts(Stored stored) {
    List<ActionPart> parts = new ArrayList<>();
    int at = 0;
    for (int p = 0; p < stored.widths.length; p++) {
      int width = (int) stored.widths[p];
      List<Channel> channels = stored.channels.subList(at, at + width);
      parts.add(
          stored.kinds.get(p).equals(DISCRETE)
              ? new ActionPart.Discrete(
                  stored.names.get(p), List.of(channels.get(0).name().split("\\|", -1)))
              : new ActionPart.Box(stored.names.get(p), channels));
      at += width;
    }
    return parts;
  }

  /** The attributes of one array, checked against each other and its width. */
  private record Stored(
      List<String> names, List<String> kinds, double[] widths, List<Channel> channels) {
    static Stored of(D4rlFile source, String column) {
      List<String> names = strings(source, column, "part_names");
      List<String> kinds = strings(source, column, KINDS);
      List<String> channelNames = strings(source, column, "channel_names");
      List<String> units = strings(source, column, "channel_units");
      double[] widths = numbers(source, column, "part_widths");
      double[] low = numbers(source, column, "channel_low");
      double[] high = numbers(source, column, "channel_high");
      int width = source.required(column).width();
      boolean fits =
          names.size() == widths.length
              && kinds.size() == widths.length
              && Arrays.stream(widths).sum() == width
              && channelNames.size() == width
              && units.size() == width
              && low.length == width
              && high.length == width;
      if (!fits) {
        throw new DatasetException(
            source.path()
                + ":/"
                + column
                + " has "
                + width
                + " channels but its attributes describe parts "
                + names
                + " with channels "
                + channelNames
                + "; expected the same. Remove its attribute \"part_names\" to have them ignored.");
      }
      return new Stored(
          names,
          kinds,
          widths,
          IntStream.range(0, width)
              .mapToObj(i -> new Channel(channelNames.get(i), units.get(i), low[i], high[i]))
              .toList());
    }

    private static List<String> strings(D4rlFile source, String column, String name) {
      return source.file().strings(column, name).orElse(List.of());
    }

    private static double[] numbers(D4rlFile source, String column, String name) {
      return source.file().numbers(column, name).orElse(new double[0]);
    }
  }
}
