package io.warmstart.d4rl;

import io.warmstart.core.environment.Observation;
import io.warmstart.core.space.ActionPart;
import io.warmstart.core.space.Channel;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.core.space.ObservationPart;
import io.warmstart.core.space.Role;
import io.warmstart.engine.DType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What the columns of a file mean.
 *
 * <p>D4RL files do not say. Ours carry it as attributes ({@link SpecAttributes}); for others
 * observations are unbounded and actions span [-1, 1], D4RL's convention, or what the data hold
 * where they contradict it.
 */
final class D4rlSpec {
  /** Actions may leave the conventional box by this much without contradicting it. */
  private static final double ROUNDING = 1e-3;

  private D4rlSpec() {}

  /**
   * The spec of a sound file.
   *
   * @param notes receives a line where the spec had to be guessed from the data
   */
  static EnvironmentSpec of(D4rlFile source, List<String> notes) {
    Optional<EnvironmentSpec> stored = SpecAttributes.read(source);
    return stored.orElseGet(() -> {
      int observations = source.required("observations").width();
      EnvironmentSpec plain =
          EnvironmentSpec.ofWidths(observations, source.required("actions").width());
      List<ObservationPart> parts = new ArrayList<>(plain.observations());
      source.frames().forEach(frames -> parts.add(frames.part()));
      return new EnvironmentSpec(parts, List.of(actions(source, notes)), Duration.ZERO);
    });
  }

  private static ActionPart actions(D4rlFile source, List<String> notes) {
    RowReader reader = source.required("actions").reader();
    int width = reader.width();
    double[] low = IntStream.range(0, width).mapToDouble(i -> -1).toArray();
    double[] high = IntStream.range(0, width).mapToDouble(i -> 1).toArray();
    for (long row = 0; row < reader.rows(); row++) {
      int at = reader.locate(row);
      float[] values = reader.values();
      for (int i = 0; i < width; i++) {
        float a = values[at + i];
        if (Float.isFinite(a)) {
          low[i] = Math.min(low[i], a);
          high[i] = Math.max(high[i], a);
        }
      }
    }
    List<Channel> channels = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      boolean outside = low[i] < -1 - ROUNDING || high[i] > 1 + ROUNDING;
      if (outside) {
        notes.add(
            "action%d spans [%s, %s] in the data, not [-1, 1]; taken as its bounds"
                .formatted(i, (float) low[i], (float) high[i]));
      }
      channels.add(new Channel("action" + i, "1", outside ? low[i] : -1, outside ? high[i] : 1));
    }
    return new ActionPart.Box("action", channels);
  }

  /** Spreads a flat vector over those parts of an observation that it holds. */
  static void fill(Observation observation, float[] values, int from) {
    List<ObservationPart> parts = observation.spec().observations();
    int at = from;
    for (int p = 0; p < parts.size(); p++) {
      if (!SpecAttributes.isFlat(parts.get(p))) {
        continue;
      }
      int elements = parts.get(p).elements();
      for (int i = 0; i < elements; i++) {
        observation.set(p, i, values[at + i]);
      }
      at += elements;
    }
  }

  /** Parts of given widths that share a flat list of channels. */
  static List<ObservationPart> parts(
      List<String> names, List<String> roles, double[] widths, List<Channel> channels) {
    List<ObservationPart> parts = new ArrayList<>();
    int at = 0;
    for (int p = 0; p < widths.length; p++) {
      int width = (int) widths[p];
      parts.add(
          new ObservationPart(
              names.get(p),
              DType.F32,
              List.of(width),
              Role.valueOf(roles.get(p)),
              channels.subList(at, at + width)));
      at += width;
    }
    return parts;
  }
}
