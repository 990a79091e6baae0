package io.warmstart.d4rl;

import io.warmstart.core.data.DatasetException;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.core.space.ObservationPart;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The frames of one row after the other, and those that follow it, for all parts of a file. */
final class FrameSteps {
  private final D4rlFile source;
  private final List<Part> parts = new ArrayList<>();

  /** Ends of episodes before the current row. */
  private long ends;

  private record Part(
      int index,
      FrameReader seen,
      FrameReader following,
      @Nullable FrameReader next,
      @Nullable FrameReader last) {}

  /**
   * Before the first row.
   *
   * @param source must be sound
   * @param spec says where among the observation's parts the frames go
   */
  FrameSteps(D4rlFile source, EnvironmentSpec spec) {
    this.source = source;
    List<String> names = spec.observations().stream().map(ObservationPart::name).toList();
    for (FrameArrays arrays : source.frames()) {
      parts.add(
          new Part(
              names.indexOf(arrays.part().name()),
              new FrameReader(arrays.seen()),
              new FrameReader(arrays.seen()),
              arrays.next() == null ? null : new FrameReader(arrays.next()),
              arrays.last() == null ? null : new FrameReader(arrays.last())));
    }
  }

  /** Copies the frames of a row. */
  void copy(long row, Observation to) {
    for (Part part : parts) {
      part.seen().copy(row, to.part(part.index()));
    }
  }

  /** Copies the frames of the row after the one given. */
  void copyFollowing(long row, Observation to) {
    for (Part part : parts) {
      part.following().copy(row + 1, to.part(part.index()));
    }
  }

  /**
   * Copies the frames that are stored as those after a row.
   *
   * @param row of the file
   * @param marked whether it ends an episode by a mark, or by being the last one
   * @throws DatasetException if there are none for it
   */
  void copyStored(long row, boolean marked, Observation to) {
    for (Part part : parts) {
      if (part.next() != null) {
        part.next().copy(row, to.part(part.index()));
      } else if (part.last() != null && marked) {
        part.last().copy(ends, to.part(part.index()));
      } else {
        throw new DatasetException(
            source.path()
                + ":/next_observations jumps at row "
                + row
                + ", where neither terminals nor timeouts is set; expected a mark, because /"
                + FrameArrays.FINAL
                + " has a frame for each of them only. Set the time-out there.");
      }
    }
  }

  /** Goes on to the next row. */
  void pass(boolean marked) {
    ends += marked ? 1 : 0;
  }
}
