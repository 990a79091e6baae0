package io.warmstart.core.data;

import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.engine.Philox;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Recorded experience, immutable, in typed off-heap columns.
 *
 * <p>Rows of the columns are <em>slots</em>: an episode of T transitions takes T + 1 slots, the
 * last of which holds only its final observation. Transition {@code t} is slot {@code slot(t)}; its
 * next observation is the slot after. Columns:
 *
 * <ul>
 *   <li>{@code observations/<part>}: one per observation part
 *   <li>{@code actions}: F32 [A], in channel units, as applied
 *   <li>{@code rewards}, {@code masks}: F32; the mask is 0 only where the task truly terminated
 *   <li>{@code row}: I64, row in the source file (-1 in final slots)
 *   <li>{@code episode}: I32, ordinal of the episode
 *   <li>extras under their own names, such as {@code infos/goal}
 * </ul>
 *
 * <p>Any thread may read. Whoever created it closes it; reading afterwards throws.
 */
public final class Dataset implements BatchSource, AutoCloseable {
  private final EnvironmentSpec spec;
  private final Provenance provenance;
  private final Arena arena;
  private final Map<String, ColumnBuffer> columns;
  private final MemorySegment transitionSlots;
  private final long transitions;
  private final List<Episode> episodes;
  private final SlotGather gather;
  private final Map<ReturnRule, MemorySegment> returns = new ConcurrentHashMap<>();

  Dataset(
      EnvironmentSpec spec,
      Provenance provenance,
      Arena arena,
      Map<String, ColumnBuffer> columns,
      MemorySegment transitionSlots,
      long transitions,
      List<Episode> episodes) {
    this.spec = spec;
    this.provenance = provenance;
    this.arena = arena;
    this.columns = Map.copyOf(columns);
    this.transitionSlots = transitionSlots;
    this.transitions = transitions;
    this.episodes = List.copyOf(episodes);
    this.gather = new SlotGather(spec, columns);
  }

  @Override
  public EnvironmentSpec spec() {
    return spec;
  }

  /** Where the data came from. */
  public Provenance provenance() {
    return provenance;
  }

  @Override
  public long transitions() {
    return transitions;
  }

  /** Episodes in order. */
  public List<Episode> episodes() {
    return episodes;
  }

  /** All columns by name. */
  public Map<String, ColumnBuffer> columns() {
    return columns;
  }

  /**
   * The column of that name.
   *
   * @throws DatasetException if there is none, listing those there are
   */
  public ColumnBuffer column(String name) {
    ColumnBuffer column = columns.get(name);
    if (column == null) {
      throw new DatasetException(
          provenance.source() + " has no column \"" + name + "\"; it has " + columns.keySet());
    }
    return column;
  }

  /**
   * Slot of transition {@code transition}; its next observation is in the slot after.
   *
   * @throws IndexOutOfBoundsException outside {@code [0, transitions())}
   */
  public long slot(long transition) {
    return transitionSlots.getAtIndex(ValueLayout.JAVA_INT, transition);
  }

  /** Reward of transition {@code transition}. */
  public float reward(long transition) {
    return column("rewards").get(slot(transition), 0);
  }

  /** Bootstrap mask of transition {@code transition}: 0 or 1. */
  public float mask(long transition) {
    return column("masks").get(slot(transition), 0);
  }

  /** Sum of the rewards of {@code episode}, in double. */
  public double episodeReturn(Episode episode) {
    double sum = 0;
    for (int i = 0; i < episode.length(); i++) {
      sum += reward(episode.firstTransition() + i);
    }
    return sum;
  }

  @Override
  public void copyTransition(long transition, int row, BatchBuffers out) {
    long slot = slot(transition);
    gather.copy(slot, slot + 1, row, out);
    if (out.returns() != null) {
      float value = returns(out.returns().rule()).getAtIndex(ValueLayout.JAVA_FLOAT, transition);
      out.returns().values().setAtIndex(ValueLayout.JAVA_FLOAT, row, value);
    }
  }

  /** Return-to-go of every transition; computed when a rule is first asked for. */
  private MemorySegment returns(ReturnRule rule) {
    MemorySegment known = returns.get(rule);
    return known != null ? known : returns.computeIfAbsent(rule, this::computeReturns);
  }

  private MemorySegment computeReturns(ReturnRule rule) {
    MemorySegment values = arena.allocate(transitions * Float.BYTES, 64);
    for (Episode episode : episodes) {
      long from = episode.firstTransition();
      rule.backward(
          episode.length(),
          step -> reward(from + step),
          step -> mask(from + step),
          (step, value) -> values.setAtIndex(ValueLayout.JAVA_FLOAT, from + step, (float) value));
    }
    return values;
  }

  @Override
  public void sample(Philox random, long step, int from, int to, BatchBuffers out) {
    if (transitions == 0) {
      throw new IllegalStateException(provenance.source() + " holds no transitions to draw from");
    }
    for (int row = from; row < to; row++) {
      copyTransition(random.integer(step, row, transitions), row, out);
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
