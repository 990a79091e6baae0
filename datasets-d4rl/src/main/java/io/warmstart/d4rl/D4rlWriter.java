package io.warmstart.d4rl;

import io.warmstart.core.data.ColumnBuffer;
import io.warmstart.core.data.Dataset;
import io.warmstart.core.data.DatasetException;
import io.warmstart.core.data.Episode;
import io.warmstart.core.data.TerminationCause;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.core.space.ObservationPart;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;

/**
 * Writes a dataset in D4RL's layout, one row per transition.
 *
 * <p>Parts of an observation that are no flat vector, such as camera frames, are arrays of their
 * own below {@code obs/}, robomimic's name for them. Their next frames are not stored twice: those
 * of a step are in the following row, and those after each episode below {@code final_obs/}.
 *
 * <p>{@code timeouts} is set in the last row of every episode that the task did not end, except in
 * the last row of a file whose record just ends, so that no reader takes the first observation of
 * one episode for the successor of another.
 */
final class D4rlWriter {
  private static final int BLOCK_ROWS = 4096;

  private final Dataset dataset;
  private final Hdf5Writer out;
  private final long rows;

  private D4rlWriter(Dataset dataset, Hdf5Writer out) {
    this.dataset = dataset;
    this.out = out;
    this.rows = dataset.transitions();
  }

  /** Writes beside the target, syncs, and renames; one thread at a time. */
  static synchronized void write(Dataset dataset, Path target, Map<String, String> attributes) {
    requireHoldable(dataset, target);
    Path absolute = target.toAbsolutePath();
    Path partial =
        absolute.resolveSibling(
            "." + absolute.getFileName() + "." + ProcessHandle.current().pid() + ".partial");
    try {
      if (Files.exists(absolute)) {
        throw new DatasetException(
            target + " exists already; expected a new name. Choose another one or remove it.");
      }
      Files.createFile(partial);
      try {
        try (Hdf5Writer out = new Hdf5Writer(partial, target)) {
          new D4rlWriter(dataset, out).write(attributes);
          out.finish();
        }
        sync(partial, StandardOpenOption.WRITE);
        Files.move(partial, absolute, StandardCopyOption.ATOMIC_MOVE);
        sync(absolute.resolveSibling("."), StandardOpenOption.READ);
      } finally {
        Files.deleteIfExists(partial);
      }
    } catch (IOException e) {
      throw new DatasetException(
          target
              + " cannot be written ("
              + e.getClass().getSimpleName().replace("Exception", "")
              + ": "
              + e.getMessage()
              + "); expected a folder that exists and can be written to. Create it or choose"
              + " another one.",
          e);
    }
  }

  private static void sync(Path path, StandardOpenOption option) throws IOException {
    try (FileChannel channel = FileChannel.open(path, option)) {
      channel.force(true);
    }
  }

  private static void requireHoldable(Dataset dataset, Path target) {
    List<ObservationPart> parts = dataset.spec().observations();
    if (parts.stream().noneMatch(SpecAttributes::isFlat)) {
      throw new DatasetException(
          target
              + " cannot hold observations "
              + parts.stream().map(ObservationPart::name).toList()
              + " alone; D4RL files have a vector in every row. Observe one vector as well, such"
              + " as the joint positions.");
    }
  }

  private void write(Map<String, String> attributes) {
    Map<String, String> texts = new TreeMap<>();
    texts.put("layout", "d4rl");
    texts.put("generator", dataset.provenance().source());
    if (!dataset.provenance().lineage().isEmpty()) {
      texts.put("lineage", String.join("\n", dataset.provenance().lineage()));
    }
    texts.putAll(attributes);
    texts.forEach(out::attribute);
    EnvironmentSpec spec = dataset.spec();
    out.attribute(SpecAttributes.PERIOD, spec.controlPeriod().toNanos() * 1e-9);

    List<ColumnBuffer> parts =
        spec.observations().stream()
            .filter(SpecAttributes::isFlat)
            .map(part -> dataset.column("observations/" + part.name()))
            .toList();
    Hdf5Writer.Column observations = vectors("observations", parts, 0);
    attach(observations, SpecAttributes.observations(spec));
    vectors("next_observations", parts, 1);
    attach(vectors("actions", List.of(dataset.column("actions")), 0), SpecAttributes.actions(spec));
    scalars("rewards", dataset.column("rewards"));
    writeFlags();
    writeExtras();
    writeFrames(spec);
  }

  private static void attach(Hdf5Writer.Column column, SpecAttributes.Attributes attributes) {
    attributes.texts().forEach(column::attribute);
    attributes.numbers().forEach(column::attribute);
  }

  /** Rows of some columns side by side, each taken {@code ahead} slots after its transition. */
  private Hdf5Writer.Column vectors(String name, List<ColumnBuffer> columns, int ahead) {
    int width = columns.stream().mapToInt(ColumnBuffer::rowElements).sum();
    Hdf5Writer.Column column = out.floats(name, rows, width);
    append(column, columns, width, ahead);
    return column;
  }

  private void scalars(String name, ColumnBuffer values) {
    append(out.floats(name, rows, 0), List.of(values), 1, 0);
  }

  private void append(Hdf5Writer.Column column, List<ColumnBuffer> columns, int width, int ahead) {
    for (long first = 0; first < rows; first += BLOCK_ROWS) {
      int count = (int) Math.min(BLOCK_ROWS, rows - first);
      float[] block = new float[count * width];
      for (int row = 0; row < count; row++) {
        long slot = dataset.slot(first + row) + ahead;
        int at = row * width;
        for (ColumnBuffer source : columns) {
          MemorySegment data = source.data();
          int elements = source.rowElements();
          MemorySegment.copy(
              data, ValueLayout.JAVA_FLOAT, slot * source.rowBytes(), block, at, elements);
          at += elements;
        }
      }
      column.append(block, count);
    }
  }

  private void writeFlags() {
    Hdf5Writer.Column terminals = out.booleans("terminals", rows);
    Hdf5Writer.Column timeouts = out.booleans("timeouts", rows);
    List<Episode> episodes = dataset.episodes();
    int episode = 0;
    for (long first = 0; first < rows; first += BLOCK_ROWS) {
      int count = (int) Math.min(BLOCK_ROWS, rows - first);
      byte[] terminal = new byte[count];
      byte[] timeout = new byte[count];
      while (episode < episodes.size() && lastRow(episodes.get(episode)) < first + count) {
        Episode ending = episodes.get(episode++);
        int row = (int) (lastRow(ending) - first);
        boolean fileEnds = ending.cause() == TerminationCause.CUT && lastRow(ending) == rows - 1;
        terminal[row] = (byte) (ending.cause() == TerminationCause.TERMINATED ? 1 : 0);
        timeout[row] = (byte) (terminal[row] == 1 || fileEnds ? 0 : 1);
      }
      terminals.append(terminal, count);
      timeouts.append(timeout, count);
    }
  }

  private static long lastRow(Episode episode) {
    return episode.firstTransition() + episode.length() - 1;
  }

  private void writeExtras() {
    List<String> own = new ArrayList<>(List.of("actions", "rewards", "masks", "row", "episode"));
    Map<String, ColumnBuffer> extras = new TreeMap<>(dataset.columns());
    extras.keySet().removeIf(name -> own.contains(name) || name.startsWith("observations/"));
    extras.forEach((name, column) -> {
      String path = name.startsWith("infos/") ? name : "infos/" + name;
      out.groupsOf(path);
      if (column.rowShape().isEmpty()) {
        scalars(path, column);
      } else {
        vectors(path, List.of(column), 0);
      }
    });
  }

  /** Frames in the rows of the other arrays, and the one after each episode's last step. */
  private void writeFrames(EnvironmentSpec spec) {
    List<ObservationPart> parts =
        spec.observations().stream().filter(part -> !SpecAttributes.isFlat(part)).toList();
    if (parts.isEmpty()) {
      return;
    }
    out.attribute(
        SpecAttributes.ORDER, spec.observations().stream().map(ObservationPart::name).toList());
    List<Episode> episodes = dataset.episodes();
    for (ObservationPart part : parts) {
      Hdf5Writer.Column seen = frames(FrameArrays.SEEN, part, rows, dataset::slot);
      attach(seen, SpecAttributes.frames(part));
      frames(
          FrameArrays.FINAL,
          part,
          episodes.size(),
          e -> dataset.slot(lastRow(episodes.get((int) e))) + 1);
    }
  }

  /** An array of frames, each taken from the slot that its row is found in. */
  private Hdf5Writer.Column frames(
      String group, ObservationPart part, long count, LongUnaryOperator slot) {
    String path = group + part.name();
    out.groupsOf(path);
    Hdf5Writer.Column column = out.frames(path, count, part.shape(), part.type());
    ColumnBuffer source = dataset.column("observations/" + part.name());
    int bytes = Math.toIntExact(source.rowBytes());
    // Whole chunks at a time, so that none is compressed twice.
    int blockRows = Hdf5Writer.frameRows(part.shape(), part.type());
    for (long first = 0; first < count; first += blockRows) {
      int rowsHere = (int) Math.min(blockRows, count - first);
      byte[] block = new byte[rowsHere * bytes];
      for (int row = 0; row < rowsHere; row++) {
        long at = slot.applyAsLong(first + row) * bytes;
        MemorySegment.copy(source.data(), ValueLayout.JAVA_BYTE, at, block, row * bytes, bytes);
      }
      column.append(block, rowsHere);
    }
    return column;
  }
}
