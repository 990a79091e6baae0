package io.warmstart.core.data;

import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.core.space.ObservationPart;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Copies slots of a column set into batch rows; shared by datasets and the replay ring. */
final class SlotGather {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;

  /** Value of the column {@code row} in slots that hold only a final observation. */
  static final long NOT_A_TRANSITION = -1;

  private final MemorySegment[] vectors;
  private final long[] vectorBytes;
  private final long observationBytes;
  private final MemorySegment actions;
  private final long actionBytes;
  private final MemorySegment rewards;
  private final MemorySegment masks;
  private final MemorySegment rows;
  private final Map<String, ColumnBuffer> images = new HashMap<>();

  SlotGather(EnvironmentSpec spec, Map<String, ColumnBuffer> columns) {
    List<MemorySegment> segments = new ArrayList<>();
    List<Long> bytes = new ArrayList<>();
    for (ObservationPart part : spec.observations()) {
      if (part.isVector()) {
        ColumnBuffer column = required(columns, "observations/" + part.name());
        segments.add(column.writable());
        bytes.add(column.rowBytes());
      } else if (part.isImage()) {
        images.put(part.name(), required(columns, "observations/" + part.name()));
      }
    }
    vectors = segments.toArray(MemorySegment[]::new);
    vectorBytes = bytes.stream().mapToLong(Long::longValue).toArray();
    observationBytes = (long) spec.observationWidth() * Float.BYTES;
    actions = required(columns, "actions").writable();
    actionBytes = (long) spec.actionWidth() * Float.BYTES;
    rewards = required(columns, "rewards").writable();
    masks = required(columns, "masks").writable();
    rows = required(columns, "row").writable();
  }

  private static ColumnBuffer required(Map<String, ColumnBuffer> columns, String name) {
    ColumnBuffer column = columns.get(name);
    if (column == null) {
      throw new DatasetException(
          "column \"" + name + "\" is missing; there are " + columns.keySet());
    }
    return column;
  }

  /** Writes the transition from {@code slot} to {@code nextSlot} to row {@code row}. */
  void copy(long slot, long nextSlot, int row, BatchBuffers out) {
    long at = row * observationBytes;
    for (int i = 0; i < vectorBytes.length; i++) {
      long bytes = vectorBytes[i];
      MemorySegment column = vectors[i];
      MemorySegment.copy(column, slot * bytes, out.observations(), at, bytes);
      MemorySegment.copy(column, nextSlot * bytes, out.nextObservations(), at, bytes);
      at += bytes;
    }
    MemorySegment.copy(actions, slot * actionBytes, out.actions(), row * actionBytes, actionBytes);
    out.rewards().setAtIndex(FLOAT, row, rewards.getAtIndex(FLOAT, slot));
    out.masks().setAtIndex(FLOAT, row, masks.getAtIndex(FLOAT, slot));
    if (out.nextActions() != null) {
      copyAction(nextSlot, row, out.nextActions());
    }
    for (int i = 0; i < out.images().size(); i++) {
      BatchBuffers.Image image = out.images().get(i);
      ColumnBuffer column = required(images, image.part());
      copyFrame(column, slot, row, image.current());
      copyFrame(column, nextSlot, row, image.next());
    }
  }

  private static void copyFrame(
      ColumnBuffer column, long slot, int row, @Nullable MemorySegment out) {
    if (out != null) {
      long bytes = column.rowBytes();
      MemorySegment.copy(column.writable(), slot * bytes, out, row * bytes, bytes);
    }
  }

  private void copyAction(long slot, int row, BatchBuffers.NextActions out) {
    boolean known = rows.getAtIndex(ValueLayout.JAVA_LONG, slot) != NOT_A_TRANSITION;
    long at = row * actionBytes;
    if (known) {
      MemorySegment.copy(actions, slot * actionBytes, out.actions(), at, actionBytes);
    } else {
      for (long i = 0; i < actionBytes; i += Float.BYTES) {
        out.actions().set(FLOAT, at + i, 0f);
      }
    }
    out.known().setAtIndex(FLOAT, row, known ? 1f : 0f);
  }
}
