package io.warmstart.core.data;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Some episodes of a dataset, as a dataset of their own. */
final class EpisodeCopy {
  private final Dataset from;
  private final Map<String, ColumnBuffer> columns = new LinkedHashMap<>();
  private final List<Episode> episodes = new ArrayList<>();
  private final MemorySegment transitionSlots;
  private long slots;
  private long transitions;

  private EpisodeCopy(Dataset from, Arena arena, long transitions, long slots) {
    this.from = from;
    for (ColumnBuffer column : from.columns().values()) {
      String name = column.name();
      columns.put(
          name, ColumnBuffer.allocate(arena, name, column.type(), column.rowShape(), slots));
    }
    transitionSlots = arena.allocate(transitions * Integer.BYTES, 64);
  }

  /**
   * Copies episodes in the order given; they are numbered anew, the column {@code row} still names
   * the rows of the source.
   *
   * @param lineage of the copy
   */
  static Dataset of(Dataset from, List<Episode> kept, List<String> lineage) {
    long transitions = kept.stream().mapToLong(Episode::length).sum();
    Arena arena = Arena.ofShared();
    EpisodeCopy copy = new EpisodeCopy(from, arena, transitions, transitions + kept.size());
    kept.forEach(copy::append);
    Provenance old = from.provenance();
    Provenance provenance =
        new Provenance(old.source(), old.sha256(), old.format(), old.reading(), lineage);
    return new Dataset(
        from.spec(),
        provenance,
        arena,
        copy.columns,
        copy.transitionSlots,
        transitions,
        copy.episodes);
  }

  /** An episode's slots are consecutive, its final observation included. */
  private void append(Episode episode) {
    int ordinal = episodes.size();
    long first = from.slot(episode.firstTransition());
    long count = episode.length() + 1L;
    columns.forEach((name, column) ->
        MemorySegment.copy(
            from.column(name).data(),
            first * column.rowBytes(),
            column.writable(),
            slots * column.rowBytes(),
            count * column.rowBytes()));
    MemorySegment numbers = Objects.requireNonNull(columns.get("episode")).writable();
    for (long slot = slots; slot < slots + count; slot++) {
      numbers.setAtIndex(ValueLayout.JAVA_INT, slot, ordinal);
    }
    for (int t = 0; t < episode.length(); t++) {
      transitionSlots.setAtIndex(ValueLayout.JAVA_INT, transitions + t, (int) (slots + t));
    }
    episodes.add(new Episode(ordinal, transitions, episode.length(), episode.cause()));
    slots += count;
    transitions += episode.length();
  }
}
