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

/**
 * Appends steps and episode ends, then freezes them into a {@link Dataset}.
 *
 * <pre>{@code
 * builder.step(observation, action, reward);   // opens an episode if none is open
 * builder.end(TerminationCause.TRUNCATED, finalObservation);
 * Dataset dataset = builder.build(provenance);
 * }</pre>
 *
 * <p>Single thread. The memory passes to the dataset in {@link #build}.
 */
public final class DatasetBuilder {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;

  private final EnvironmentSpec spec;
  private final List<ExtraColumn> extras;
  private final List<Episode> episodes = new ArrayList<>();
  private Arena arena = Arena.ofShared();
  private Map<String, ColumnBuffer> columns;
  private MemorySegment transitionSlots;
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
   */
  public DatasetBuilder(EnvironmentSpec spec, List<ExtraColumn> extras, long expectedSlots) {
    this.spec = spec;
    this.extras = List.copyOf(extras);
    this.capacity = Math.max(16, expectedSlots);
    this.columns = allocate(arena, spec, this.extras, capacity);
    this.transitionSlots = arena.allocate(capacity * Integer.BYTES, 64);
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
        ColumnBuffer.allocate(
            arena, "actions", DType.F32, List.of(spec.actionWidth()), slots));
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
   */
  public void extra(String name, float... values) {
    ColumnBuffer column = columns.get(name);
    if (column == null || values.length != column.rowElements()) {
      throw new IllegalArgumentException(
          "extra \"" + name + "\" with " + values.length + " numbers was not declared so: " + extras);
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
    episodes.add(
        new Episode(episodes.size(), transitions - episodeLength, episodeLength, cause));
    episodeLength = 0;
  }

  /**
   * Freezes the rows. The builder must not be used afterwards.
   *
   * @throws IllegalStateException if an episode is still open
   */
  public Dataset build(Provenance provenance) {
    if (episodeLength != 0) {
      throw new IllegalStateException("the last episode was not ended");
    }
    return new Dataset(
        spec, provenance, arena, columns, transitionSlots, transitions, episodes);
  }

  private void openSlot(Observation observation, long row) {
    if (slots == capacity) {
      grow();
    }
    for (int i = 0; i < spec.observations().size(); i++) {
      ColumnBuffer column = column("observations/" + spec.observations().get(i).name());
      MemorySegment.copy(
          observation.part(i), 0, column.writable(), slots * column.rowBytes(), column.rowBytes());
    }
    segment("row").setAtIndex(ValueLayout.JAVA_LONG, slots, row);
    segment("episode").setAtIndex(ValueLayout.JAVA_INT, slots, episodes.size());
  }

  private ColumnBuffer column(String name) {
    ColumnBuffer column = columns.get(name);
    if (column == null) {
      throw new IllegalStateException("no column " + name);
    }
    return column;
  }

  private MemorySegment segment(String name) {
    return column(name).writable();
  }

  private void grow() {
    long larger = Math.multiplyExact(capacity, 2L);
    if (larger > Integer.MAX_VALUE) {
      throw new DatasetException("more than " + Integer.MAX_VALUE + " rows are not supported");
    }
    Arena next = Arena.ofShared();
    Map<String, ColumnBuffer> copy = allocate(next, spec, extras, larger);
    for (Map.Entry<String, ColumnBuffer> entry : copy.entrySet()) {
      ColumnBuffer old = column(entry.getKey());
      MemorySegment.copy(old.writable(), 0, entry.getValue().writable(), 0, slots * old.rowBytes());
    }
    MemorySegment moved = next.allocate(larger * Integer.BYTES, 64);
    MemorySegment.copy(transitionSlots, 0, moved, 0, transitions * Integer.BYTES);
    arena.close();
    arena = next;
    columns = copy;
    transitionSlots = moved;
    capacity = larger;
  }
}
