package io.warmstart.core.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * {@code metrics.csv}: one line per row, first column {@code step}, one column per metric, empty
 * where a row has no value.
 *
 * <p>Each row is one write, so a killed process leaves whole lines and at most one broken one at
 * the end, which the next opening drops. A metric that appears later adds a column by rewriting the
 * file beside and renaming it. One thread; whoever opened it closes it.
 */
public final class MetricsCsv implements AutoCloseable {
  private final Path path;
  private final SequencedSet<String> columns = new LinkedHashSet<>();
  private @Nullable FileChannel channel;

  private MetricsCsv(Path path) {
    this.path = path;
  }

  /**
   * Opens the file for appending; makes it if it does not exist.
   *
   * @param path of the file
   * @param resumeStep rows of later steps are dropped, because they will be written again
   * @throws RunException if it cannot be read or written
   */
  public static MetricsCsv open(Path path, long resumeStep) {
    MetricsCsv csv = new MetricsCsv(path);
    csv.columns.add("step");
    try {
      if (Files.isRegularFile(path)) {
        csv.dropAfter(resumeStep);
      }
    } catch (IOException e) {
      throw DurableFile.failure("read", path, e);
    }
    csv.append();
    return csv;
  }

  private void dropAfter(long resumeStep) throws IOException {
    String text = Files.readString(path);
    List<String> lines = text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    if (lines.isEmpty()) {
      return;
    }
    columns.addAll(List.of(lines.getFirst().split(",", -1)));
    List<String> kept = new ArrayList<>();
    kept.add(lines.getFirst());
    for (String line : lines.subList(1, lines.size())) {
      if (Long.parseLong(line.substring(0, line.indexOf(','))) <= resumeStep) {
        kept.add(line);
      }
    }
    DurableFile.write(path, String.join("\n", kept) + "\n");
  }

  /**
   * Appends one row.
   *
   * @param step of the row
   * @param values by metric name; a new name adds a column
   * @throws RunException if the row cannot be written
   */
  public void row(long step, Map<String, Double> values) {
    if (!columns.containsAll(values.keySet())) {
      grow(values.keySet());
    }
    StringBuilder line = new StringBuilder();
    for (String column : columns) {
      if (column.equals("step")) {
        line.append(step);
        continue;
      }
      Double value = values.get(column);
      line.append(',').append(value == null ? "" : value.toString());
    }
    if (columns.size() == 1) {
      line.append(',');
    }
    write(line.append('\n').toString());
  }

  private void grow(Iterable<String> names) {
    int before = columns.size();
    for (String name : names) {
      if (name.indexOf(',') >= 0 || name.indexOf('\n') >= 0) {
        throw new IllegalArgumentException("a metric's name may not hold commas: " + name);
      }
      columns.add(name);
    }
    String padding = ",".repeat(columns.size() - before);
    close();
    try {
      StringBuilder text = new StringBuilder(String.join(",", columns)).append('\n');
      if (Files.isRegularFile(path)) {
        Files.readString(path)
            .lines()
            .skip(1)
            .forEach(line -> text.append(line).append(padding).append('\n'));
      }
      DurableFile.write(path, text.toString());
    } catch (IOException e) {
      throw DurableFile.failure("read", path, e);
    }
    append();
  }

  private void append() {
    try {
      channel =
          FileChannel.open(
              path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw DurableFile.failure("write", path, e);
    }
  }

  private void write(String line) {
    try {
      DurableFile.writeFully(open(), StandardCharsets.UTF_8.encode(line));
    } catch (IOException e) {
      throw DurableFile.failure("write", path, e);
    }
  }

  /** Waits until everything written is on the disk. */
  public void sync() {
    try {
      open().force(false);
    } catch (IOException e) {
      throw DurableFile.failure("write", path, e);
    }
  }

  private FileChannel open() {
    if (channel == null) {
      throw new IllegalStateException(path + " is closed");
    }
    return channel;
  }

  @Override
  public void close() {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        throw DurableFile.failure("close", path, e);
      }
      channel = null;
    }
  }
}
