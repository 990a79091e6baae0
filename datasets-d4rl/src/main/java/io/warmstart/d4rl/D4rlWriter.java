package io.warmstart.d4rl;

import io.warmstart.core.data.ColumnBuffer;
import io.warmstart.core.data.Dataset;
import io.warmstart.core.data.DatasetException;
import io.warmstart.core.data.Episode;
import io.warmstart.core.data.TerminationCause;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.core.space.ObservationPart;
import io.warmstart.engine.DType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes a dataset in D4RL's layout, one row per transition.
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
    for (ObservationPart part : dataset.spec().observations()) {
      if (part.type() != DType.F32 || part.shape().size() != 1) {
        throw new DatasetException(
            target
                + " cannot hold observation \""
                + part.name()
                + "\" "
                + part.type()
                + part.shape()
                + "; D4RL files have one flat vector. Leave the part out or use another format.");
      }
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
            .map(part -> dataset.column("observations/" + part.name()))
            .toList();
    Hdf5Writer.Column observations = vectors("observations", parts, 0);
    attach(observations, SpecAttributes.observations(spec));
    vectors("next_observations", parts, 1);
    attach(vectors("actions", List.of(dataset.column("actions")), 0), SpecAttributes.actions(spec));
    scalars("rewards", dataset.column("rewards"));
    writeFlags();
    writeExtras();
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
    if (extras.isEmpty()) {
      return;
    }
    Map<String, Boolean> groups = new LinkedHashMap<>();
    extras.forEach((name, column) -> {
      String path = name.startsWith("infos/") ? name : "infos/" + name;
      for (int at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
        if (groups.put(path.substring(0, at), true) == null) {
          out.group(path.substring(0, at));
        }
      }
      if (column.rowShape().isEmpty()) {
        scalars(path, column);
      } else {
        vectors(path, List.of(column), 0);
      }
    });
  }
}
