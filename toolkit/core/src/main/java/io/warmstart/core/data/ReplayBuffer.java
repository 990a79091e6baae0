package io.warmstart.core.data;

import io.warmstart.core.environment.Observation;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.engine.DType;
import io.warmstart.engine.Philox;
import io.warmstart.engine.Shape;
import io.warmstart.engine.StateSink;
import io.warmstart.engine.StateSource;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A ring of the newest experience, in slots as a {@link Dataset}: one writer, no copies of next
 * observations.
 *
 * <pre>{@code
 * replay.begin(firstObservation);
 * replay.append(applied, reward, terminated, nextObservation);   // can be drawn at once
 * replay.end();
 * }</pre>
 *
 * <p>An episode of T transitions takes T + 1 slots. Overwriting a slot removes the transition that
 * started there, always the oldest one, so a transition and the slot after it belong to the same
 * episode at all times. One thread writes and draws.
 *
 * <p>A return-to-go is known when its episode has ended, so batches that ask for it hold finished
 * episodes only.
 */
public final class ReplayBuffer implements BatchSource, AutoCloseable {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final String PREFIX = "replay/";
  private static final String COUNTERS = PREFIX + "counters";

  private final EnvironmentSpec spec;
  private final Arena arena = Arena.ofShared();
  private final int capacity;
  private final Map<String, ColumnBuffer> columns;
  private final ColumnBuffer[] observations;
  private final MemorySegment actions;
  private final MemorySegment rewards;
  private final MemorySegment masks;
  private final MemorySegment rows;
  private final MemorySegment episodes;
  private final SlotGather gather;
  private final RingReturns returns;

  /** Slots of the live transitions, oldest first, as a ring. */
  private final int[] order;

  private int oldest;
  private int live;
  private int head;
  private boolean inEpisode;
  private long appended;
  private int begun;

  /** Live transitions of the running episode. */
  private int running;

  /**
   * An empty ring.
   *
   * @param spec of every row
   * @param capacity slots: transitions plus one per episode, at least 2
   * @throws IllegalArgumentException if the capacity is smaller
   */
  public ReplayBuffer(EnvironmentSpec spec, int capacity) {
    if (capacity < 2) {
      throw new IllegalArgumentException(
          "replay capacity = " + capacity + " must be at least 2: a transition and its end");
    }
    this.spec = spec;
    this.capacity = capacity;
    this.order = new int[capacity];
    this.columns = DatasetBuilder.allocate(arena, spec, List.of(), capacity);
    this.observations =
        spec.observations().stream()
            .map(part -> column("observations/" + part.name()))
            .toArray(ColumnBuffer[]::new);
    this.actions = column("actions").writable();
    this.rewards = column("rewards").writable();
    this.masks = column("masks").writable();
    this.rows = column("row").writable();
    this.episodes = column("episode").writable();
    this.gather = new SlotGather(spec, columns);
    this.returns = new RingReturns(arena, capacity, rewards, masks, this::slot, this::episode);
    clear();
  }

  private ColumnBuffer column(String name) {
    return Objects.requireNonNull(columns.get(name), name);
  }

  @Override
  public EnvironmentSpec spec() {
    return spec;
  }

  @Override
  public long transitions() {
    return live;
  }

  /** Slots of the ring. */
  public int capacity() {
    return capacity;
  }

  /** Transitions appended since the ring was made, whether or not they are still in it. */
  public long appended() {
    return appended;
  }

  /** Whether an episode was begun and not ended. */
  public boolean inEpisode() {
    return inEpisode;
  }

  /**
   * Starts an episode.
   *
   * @param first observation of the episode; copied
   * @throws IllegalStateException if the last one was not ended
   */
  public void begin(Observation first) {
    if (inEpisode) {
      throw new IllegalStateException("the last episode was not ended");
    }
    inEpisode = true;
    begun++;
    write(head, first);
  }

  /**
   * Appends one transition from the running episode's last observation; it can be drawn at once.
   *
   * @param action as applied, in channel units, [A]; copied
   * @param reward of the step, untransformed
   * @param terminated the task truly ended (never a time limit): the mask becomes 0
   * @param next observation after the step; copied
   * @throws IllegalStateException if no episode was begun
   * @throws IllegalArgumentException if the action has another width than the spec
   */
  public void append(float[] action, float reward, boolean terminated, Observation next) {
    if (!inEpisode) {
      throw new IllegalStateException("begin an episode before appending to it");
    }
    if (action.length != spec.actionWidth()) {
      throw new IllegalArgumentException(
          "action has " + action.length + " numbers, the spec says " + spec.actionWidth());
    }
    int slot = head;
    int after = following(slot);
    write(after, next);
    long at = (long) slot * action.length * Float.BYTES;
    MemorySegment.copy(action, 0, actions, FLOAT, at, action.length);
    rewards.setAtIndex(FLOAT, slot, reward);
    masks.setAtIndex(FLOAT, slot, terminated ? 0f : 1f);
    rows.setAtIndex(LONG, slot, appended);
    order[(int) (((long) oldest + live) % capacity)] = slot;
    live++;
    running = Math.min(running + 1, live);
    appended++;
    head = after;
  }

  /**
   * Ends the running episode; its last observation keeps its slot.
   *
   * @throws IllegalStateException if no episode was begun
   */
  public void end() {
    if (!inEpisode) {
      throw new IllegalStateException("no episode was begun");
    }
    inEpisode = false;
    head = following(head);
    returns.ended(finished(), live);
    running = 0;
  }

  /** Removes all transitions; counters go on. */
  public void clear() {
    if (inEpisode) {
      throw new IllegalStateException("end the episode before clearing the ring");
    }
    for (int slot = 0; slot < capacity; slot++) {
      rows.setAtIndex(LONG, slot, SlotGather.NOT_A_TRANSITION);
    }
    oldest = 0;
    live = 0;
    running = 0;
    head = 0;
    returns.forget();
  }

  /**
   * Writes rows and counters, between episodes only.
   *
   * @throws IllegalStateException within an episode
   */
  public void save(StateSink sink) {
    if (inEpisode) {
      throw new IllegalStateException("end the episode before saving the ring");
    }
    int used = (int) Math.min(capacity, appended + begun);
    MemorySegment counters = MemorySegment.ofArray(new long[] {head, appended, begun, capacity});
    sink.put(0, COUNTERS, DType.I64, Shape.of(4), counters);
    for (ColumnBuffer column : used == 0 ? List.<ColumnBuffer>of() : columns.values()) {
      MemorySegment rowsInUse = column.data().asSlice(0, used * column.rowBytes());
      sink.put(0, PREFIX + column.name(), column.type(), shape(column, used), rowsInUse);
    }
    returns.save(sink, used);
  }

  /**
   * Reads what {@link #save} wrote into a ring of the same capacity.
   *
   * @throws IllegalArgumentException if there is no ring in the state, or one of another capacity
   */
  public void load(StateSource source) {
    MemorySegment counters = source.get(0, COUNTERS, DType.I64, Shape.of(4));
    if (counters == null) {
      throw new IllegalArgumentException("the state holds no replay ring");
    }
    if (counters.getAtIndex(LONG, 3) != capacity) {
      throw new IllegalArgumentException(
          "the saved replay ring has "
              + counters.getAtIndex(LONG, 3)
              + " slots, this one "
              + capacity
              + "; set the same capacity to resume");
    }
    clear();
    head = (int) counters.getAtIndex(LONG, 0);
    appended = counters.getAtIndex(LONG, 1);
    begun = (int) counters.getAtIndex(LONG, 2);
    int used = (int) Math.min(capacity, appended + begun);
    for (ColumnBuffer column : used == 0 ? List.<ColumnBuffer>of() : columns.values()) {
      String name = PREFIX + column.name();
      MemorySegment saved = source.get(0, name, column.type(), shape(column, used));
      if (saved == null) {
        throw new IllegalArgumentException("the state's replay ring has no \"" + name + "\"");
      }
      MemorySegment.copy(saved, 0, column.writable(), 0, used * column.rowBytes());
    }
    returns.load(source, used);
    for (int i = 0; i < capacity; i++) {
      int slot = (head + i) % capacity;
      if (rows.getAtIndex(LONG, slot) != SlotGather.NOT_A_TRANSITION) {
        order[live++] = slot;
      }
    }
  }

  private static Shape shape(ColumnBuffer column, int rows) {
    return Shape.of(rows, column.rowElements());
  }

  private int following(int slot) {
    return slot + 1 == capacity ? 0 : slot + 1;
  }

  /** Writes an observation to a slot, removing the transition that starts there. */
  private void write(int slot, Observation observation) {
    if (live > 0 && order[oldest] == slot) {
      oldest = following(oldest);
      live--;
    }
    for (int i = 0; i < observations.length; i++) {
      ColumnBuffer column = observations[i];
      long bytes = column.rowBytes();
      MemorySegment.copy(observation.part(i), 0, column.writable(), slot * bytes, bytes);
    }
    rows.setAtIndex(LONG, slot, SlotGather.NOT_A_TRANSITION);
    episodes.setAtIndex(INT, slot, begun - 1);
  }

  /** Slot of live transition {@code transition}, counted from the oldest. */
  int slot(long transition) {
    return order[(int) ((oldest + Objects.checkIndex(transition, live)) % capacity)];
  }

  /**
   * Running number of live transition {@code transition}, as counted by {@link #appended}.
   *
   * @throws IndexOutOfBoundsException outside {@code [0, transitions())}
   */
  public long rowId(long transition) {
    return rows.getAtIndex(LONG, slot(transition));
  }

  /**
   * Replaces the reward of a transition, for rewards that are decided or corrected later.
   *
   * @param rowId as given by {@link #rowId}
   * @param reward untransformed
   * @return whether the transition was still in the ring
   */
  public boolean correctReward(long rowId, float reward) {
    long low = 0;
    long high = live - 1L;
    while (low <= high) {
      long middle = (low + high) >>> 1;
      long found = rowId(middle);
      if (found == rowId) {
        rewards.setAtIndex(FLOAT, slot(middle), reward);
        returns.corrected(middle, finished());
        return true;
      }
      if (found < rowId) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return false;
  }

  /** Live transitions whose episode has ended. */
  private int finished() {
    return live - running;
  }

  private int episode(long transition) {
    return episodes.getAtIndex(INT, slot(transition));
  }

  @Override
  public long drawable(BatchBuffers out) {
    return out.returns() == null ? live : finished();
  }

  @Override
  public void copyTransition(long transition, int row, BatchBuffers out) {
    int slot = slot(Objects.checkIndex(transition, drawable(out)));
    gather.copy(slot, following(slot), row, out);
    if (out.returns() != null) {
      returns.follow(out.returns().rule(), finished());
      returns.copy(slot, out.returns().values(), row);
    }
  }

  @Override
  public void sample(Philox random, long step, int from, int to, BatchBuffers out) {
    long drawable = drawable(out);
    if (drawable == 0) {
      throw new IllegalStateException(
          live == 0
              ? "the replay ring is empty; append transitions first"
              : "the replay ring holds no finished episode; end one first");
    }
    for (int row = from; row < to; row++) {
      copyTransition(random.integer(step, row, drawable), row, out);
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
