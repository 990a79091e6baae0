package io.warmstart.d4rl;

import io.warmstart.core.data.DatasetException;
import org.jspecify.annotations.Nullable;

/**
 * Observation, action, reward, flags and successor of one row after the other.
 *
 * <p>All arrays are read in step, each through its own window.
 */
final class StepReader {
  private final D4rlFile source;
  private final boolean finite;
  private final RowReader observations;
  private final RowReader actions;
  private final RowReader rewards;
  private final RowReader terminals;
  private final @Nullable RowReader timeouts;
  private final @Nullable RowReader nextObservations;
  private float[] observation;
  private float[] following;
  private final float[] storedNext;
  private long row = -1;
  private boolean jump;
  private long roundedRows;

  /**
   * Before the first row.
   *
   * @param source must be sound
   * @param strict whether numbers that are not finite are refused and stored next observations used
   */
  StepReader(D4rlFile source, boolean strict) {
    this.source = source;
    this.finite = strict;
    observations = source.required("observations").reader();
    actions = source.required("actions").reader();
    rewards = source.required("rewards").reader();
    terminals = source.required("terminals").reader();
    timeouts = source.column("timeouts").map(Hdf5Column::reader).orElse(null);
    nextObservations =
        strict ? source.column("next_observations").map(Hdf5Column::reader).orElse(null) : null;
    observation = new float[observations.width()];
    following = new float[observations.width()];
    storedNext = new float[observations.width()];
  }

  /** Rows that are marked as an end, counted in a pass of its own over the flags. */
  long markedEnds() {
    long ends = 0;
    for (long i = 0; i < source.rows(); i++) {
      boolean timeout = timeouts != null && timeouts.scalar(i) != 0;
      if (timeout || terminals.scalar(i) != 0) {
        ends++;
      }
    }
    return ends;
  }

  /**
   * Moves to a row.
   *
   * @param next the row after the one loaded last
   * @throws DatasetException if a number is not finite and that is refused
   */
  void load(long next) {
    row = next;
    if (row == 0) {
      copy(observations, 0, observation, "observations");
    } else {
      float[] reused = observation;
      observation = following;
      following = reused;
    }
    if (!last()) {
      copy(observations, row + 1, following, "observations");
    }
    jump = false;
    if (nextObservations != null) {
      copy(nextObservations, row, storedNext, "next_observations");
      compare();
    }
  }

  private void compare() {
    if (last()) {
      return;
    }
    double distance = Jumps.distance(storedNext, 0, following);
    jump = distance > Jumps.TOLERANCE;
    if (distance > 0 && !jump && !terminal() && !timeout()) {
      roundedRows++;
    }
  }

  private void copy(RowReader from, long at, float[] to, String name) {
    int index = from.locate(at);
    System.arraycopy(from.values(), index, to, 0, to.length);
    requireFinite(to, at, name);
  }

  private void requireFinite(float[] values, long at, String name) {
    if (!finite) {
      return;
    }
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new DatasetException(
            source.path()
                + ":/"
                + name
                + " holds "
                + values[i]
                + " at row "
                + at
                + (values.length > 1 ? ", channel " + i : "")
                + "; expected finite numbers. \"warmstart dataset check\" lists all of them; remove"
                + " these rows or their episodes.");
      }
    }
  }

  /** Whether this is the last row of the file. */
  boolean last() {
    return row == source.rows() - 1;
  }

  /** Whether the row is marked as a true end. */
  boolean terminal() {
    return terminals.scalar(row) != 0;
  }

  /** Whether the row is marked as a time limit. */
  boolean timeout() {
    return timeouts != null && timeouts.scalar(row) != 0;
  }

  /** Whether the row is marked as an end, or is the last one. */
  boolean endsEpisode() {
    return terminal() || timeout() || last();
  }

  /** Whether the stored next observation is another than the following row's. */
  boolean isJump() {
    return jump;
  }

  /** Rows, not marked as ends, whose stored next observation differs by rounding only. */
  long roundedRows() {
    return roundedRows;
  }

  /** The row's observation; valid until the next load. */
  float[] observation() {
    return observation;
  }

  /** Observation of the following row; meaningless at the last one. */
  float[] following() {
    return following;
  }

  /** Stored next observation; meaningless where none is stored or used. */
  float[] storedNext() {
    return storedNext;
  }

  /** Copies the row's action. */
  void action(float[] target) {
    copy(actions, row, target, "actions");
  }

  /** The row's reward. */
  float reward() {
    float reward = rewards.scalar(row);
    if (finite && !Float.isFinite(reward)) {
      requireFinite(new float[] {reward}, row, "rewards");
    }
    return reward;
  }
}
