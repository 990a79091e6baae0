package io.warmstart.core.data;

import io.warmstart.core.environment.Observation;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.core.space.ObservationPart;
import io.warmstart.engine.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Appends steps and episode ends, then freezes them into a {@link Dataset}.
 *
 * <pre>{@code
 * builder.step(observation, action, reward);   // opens an episode if none is open
 * builder.end(TerminationCause.TRUNCATED, finalObservation);
 * Dataset dataset = builder.build(provenance);
 * }</pre>
 *
 * <p>Single thread. The memory passes to the dataset in {@link #build}; closing a builder that was
 * not built frees it.
 */
public final class DatasetBuilder implements AutoCloseable {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;

  private final EnvironmentSpec spec;
  private final List<ExtraColumn> extras;
  private final List<Episode> episodes = new ArrayList<>();
  private @Nullable Arena arena;
  private Map<String, ColumnBuffer> columns = Map.of();
  private ColumnBuffer[] observations = {};
  private MemorySegment transitionSlots = MemorySegment.NULL;
  private long capacity;
  private long slots;
  private long transitions;
  private int episodeLength;

  /**
   * An empty builder.
   *
   * @param spec of every row
   * @param extras further F32 columns, written with {@link #extra}
   * @param expectedSlots transitions plus episodes expected; more grow the memory by doubling
   * @throws DatasetException if so many rows are not supported
   */
  public DatasetBuilder(EnvironmentSpec spec, List<ExtraColumn> extras, long expectedSlots) {
    this.spec = spec;
    this.extras = List.copyOf(extras);
    adopt(Arena.ofShared(), Math.max(16, expectedSlots));
  }

  static Map<String, ColumnBuffer> allocate(
      Arena arena, EnvironmentSpec spec, List<ExtraColumn> extras, long slots) {
    Map<String, ColumnBuffer> columns = new LinkedHashMap<>();
    for (ObservationPart part : spec.observations()) {
      String name = "observations/" + part.name();
      columns.put(name, ColumnBuffer.allocate(arena, name, part.type(), part.shape(), slots));
    }
    columns.put(
        "actions",
        ColumnBuffer.allocate(arena, "actions", DType.F32, List.of(spec.actionWidth()), slots));
    columns.put("rewards", ColumnBuffer.allocate(arena, "rewards", DType.F32, List.of(), slots));
    columns.put("masks", ColumnBuffer.allocate(arena, "masks", DType.F32, List.of(), slots));
    columns.put("row", ColumnBuffer.allocate(arena, "row", DType.I64, List.of(), slots));
    columns.put("episode", ColumnBuffer.allocate(arena, "episode", DType.I32, List.of(), slots));
    for (ExtraColumn extra : extras) {
      if (columns.containsKey(extra.name())) {
        throw new IllegalArgumentException("column \"" + extra.name() + "\" occurs twice");
      }
      columns.put(
          extra.name(),
          ColumnBuffer.allocate(arena, extra.name(), DType.F32, extra.rowShape(), slots));
    }
    return columns;
  }

  /** Transitions appended so far. */
  public long transitions() {
    return transitions;
  }

  /** Steps of the episode that is open; 0 if none is. */
  public int openSteps() {
    return episodeLength;
  }

  /** Appends one step; the source row is the running number of the step. */
  public void step(Observation observation, float[] action, float reward) {
    step(observation, action, reward, transitions);
  }

  /**
   * Appends one step.
   *
   * @param observation before the action; copied
   * @param action as applied, in channel units, [A]; copied
   * @param reward of the step
   * @param row in the source file
   * @throws IllegalArgumentException if the action has another width than the spec
   */
  public void step(Observation observation, float[] action, float reward, long row) {
    if (action.length != spec.actionWidth()) {
      throw new IllegalArgumentException(
          "action has " + action.length + " numbers, the spec says " + spec.actionWidth());
    }
    openSlot(observation, row);
    MemorySegment.copy(
        action, 0, segment("actions"), FLOAT, slots * action.length * Float.BYTES, action.length);
    segment("rewards").setAtIndex(FLOAT, slots, reward);
    segment("masks").setAtIndex(FLOAT, slots, 1f);
    transitionSlots.setAtIndex(ValueLayout.JAVA_INT, transitions, (int) slots);
    slots++;
    transitions++;
    episodeLength++;
  }

  /**
   * Sets an extra of the step appended last.
   *
   * @throws IllegalArgumentException if the extra was not declared or has another width
   * @throws IllegalStateException if no step was appended since the last end
   */
  public void extra(String name, float... values) {
    if (episodeLength == 0) {
      throw new IllegalStateException("extra \"" + name + "\" belongs to a step; append one first");
    }
    ColumnBuffer column = columns.get(name);
    if (column == null || values.length != column.rowElements()) {
      throw new IllegalArgumentException(
          "extra \""
              + name
              + "\" with "
              + values.length
              + " numbers was not declared so: "
              + extras);
    }
    MemorySegment.copy(
        values, 0, column.writable(), FLOAT, (slots - 1) * column.rowBytes(), values.length);
  }

  /**
   * Ends the open episode.
   *
   * @param cause why; {@link TerminationCause#TERMINATED} sets the mask of its last step to 0
   * @param finalObservation observation after the last step; copied
   * @throws IllegalStateException if no step was appended since the last end
   */
  public void end(TerminationCause cause, Observation finalObservation) {
    if (episodeLength == 0) {
      throw new IllegalStateException("an episode needs at least one step");
    }
    if (cause == TerminationCause.TERMINATED) {
      segment("masks").setAtIndex(FLOAT, slots - 1, 0f);
    }
    openSlot(finalObservation, -1);
    slots++;
    episodes.add(new Episode(episodes.size(), transitions - episodeLength, episodeLength, cause));
    episodeLength = 0;
  }

  /**
   * Freezes the rows and hands over the memory.
   *
   * @throws IllegalStateException if an episode is still open, or the builder was built or closed
   */
  public Dataset build(Provenance provenance) {
    if (episodeLength != 0) {
      throw new IllegalStateException("the last episode was not ended");
    }
    Arena owner = open();
    Map<String, ColumnBuffer> filled = new LinkedHashMap<>();
    columns.forEach((name, column) -> filled.put(name, column.firstRows(slots)));
    MemorySegment starts = transitionSlots.asSlice(0, transitions * Integer.BYTES);
    arena = null;
    return new Dataset(spec, provenance, owner, filled, starts, transitions, episodes);
  }

  @Override
  public void close() {
    if (arena != null) {
      arena.close();
      arena = null;
    }
  }

  private Arena open() {
    if (arena == null) {
      throw new IllegalStateException("the builder was built or closed");
    }
    return arena;
  }

  private void openSlot(Observation observation, long row) {
    Arena current = open();
    if (slots == capacity) {
      grow(current);
    }
    for (int i = 0; i < observations.length; i++) {
      ColumnBuffer column = observations[i];
      MemorySegment.copy(
          observation.part(i), 0, column.writable(), slots * column.rowBytes(), column.rowBytes());
    }
    segment("row").setAtIndex(ValueLayout.JAVA_LONG, slots, row);
    segment("episode").setAtIndex(ValueLayout.JAVA_INT, slots, episodes.size());
  }

  private MemorySegment segment(String name) {
    ColumnBuffer column = columns.get(name);
    if (column == null) {
      throw new IllegalStateException("no column " + name);
    }
    return column.writable();
  }

  private void grow(Arena old) {
    Map<String, ColumnBuffer> full = columns;
    MemorySegment starts = transitionSlots;
    adopt(Arena.ofShared(), Math.multiplyExact(capacity, 2L));
    full.forEach((name, column) ->
        MemorySegment.copy(column.writable(), 0, segment(name), 0, slots * column.rowBytes()));
    MemorySegment.copy(starts, 0, transitionSlots, 0, transitions * Integer.BYTES);
    old.close();
  }

  /** Replaces the columns by empty ones of {@code rows} slots in {@code fresh}. */
  private void adopt(Arena fresh, long rows) {
    if (rows > Integer.MAX_VALUE) {
      fresh.close();
      throw new DatasetException(
          rows + " rows were asked for; more than " + Integer.MAX_VALUE + " are not supported");
    }
    columns = allocate(fresh, spec, extras, rows);
    transitionSlots = fresh.allocate(rows * Integer.BYTES, 64);
    observations =
        spec.observations().stream()
            .map(part -> columns.get("observations/" + part.name()))
            .toArray(ColumnBuffer[]::new);
    capacity = rows;
    arena = fresh;
  }
}
