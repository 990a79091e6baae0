package io.warmstart.cli.sweep;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.warmstart.core.run.DurableFile;
import io.warmstart.core.run.RunException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The results of a sweep: {@code results.json} with everything, {@code results.csv} for tables.
 *
 * @param cells in the order of the grid
 */
public record ResultsTable(List<CellResult> cells) {
  /** File with everything. */
  public static final String JSON_FILE = "results.json";

  private static final String CSV_FILE = "results.csv";
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
  private static final String HEADER =
      "cell,algorithm,learner,dataset,task,seed,status,score,return,successes,episodes,updates,"
          + "seconds,manifest,error,returns,scores\n";

  /** Copies the list. */
  public ResultsTable {
    cells = List.copyOf(cells);
  }

  /** Writes or replaces both files in a directory. */
  public void write(Path directory) {
    DurableFile.write(directory.resolve(JSON_FILE), json(this));
    DurableFile.write(
        directory.resolve(CSV_FILE),
        HEADER + cells.stream().map(ResultsTable::line).collect(Collectors.joining()));
  }

  /**
   * Reads {@code results.json}.
   *
   * @param file to read
   * @throws RunException if it cannot be read or is something else
   */
  public static ResultsTable read(Path file) {
    return parse(file, ResultsTable.class)
        .orElseThrow(() -> new RunException(file + " does not exist; expected a sweep's results"));
  }

  /** Writes the result of one cell. */
  static void writeCell(Path file, CellResult result) {
    DurableFile.write(file, json(result));
  }

  /** The result of one cell, if there is one that can be read. */
  static Optional<CellResult> readCell(Path file) {
    return parse(file, CellResult.class);
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("results hold only text and numbers", e);
    }
  }

  private static <T> Optional<T> parse(Path file, Class<T> type) {
    try {
      return Optional.of(JSON.readValue(Files.readString(file), type));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (JsonProcessingException e) {
      String why = String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
      throw new RunException(file + " does not hold results of a sweep: " + why, e);
    } catch (IOException e) {
      throw new RunException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private static String line(CellResult cell) {
    return Stream.of(
                quoted(cell.cell()),
                quoted(cell.algorithm()),
                quoted(cell.learner()),
                quoted(cell.dataset()),
                quoted(cell.task()),
                Long.toString(cell.seed()),
                cell.status().name().toLowerCase(Locale.ROOT),
                text(cell.score()),
                text(cell.meanReturn()),
                text(cell.successes()),
                Integer.toString(cell.episodes()),
                Long.toString(cell.updates()),
                Double.toString(cell.seconds()),
                quoted(cell.run() + "/manifest.json"),
                quoted(cell.error() == null ? "" : cell.error()),
                joined(cell.returns()),
                joined(cell.scores()))
            .collect(Collectors.joining(","))
        + "\n";
  }

  private static String text(@Nullable Object value) {
    return value == null ? "" : value.toString();
  }

  private static String joined(List<Double> values) {
    return values.stream().map(value -> Double.toString(value)).collect(Collectors.joining(" "));
  }

  /** RFC 4180: in quotes where a comma, quote or line break is inside. */
  private static String quoted(String text) {
    return text.matches("(?s).*[\",\r\n].*") ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }
}
