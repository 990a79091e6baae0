package io.warmstart.cli.report;

import io.warmstart.core.training.Statistics.Estimate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A part of a report. */
public sealed interface Section {
  /**
   * Paragraphs.
   *
   * @param title heading; empty for none
   * @param paragraphs plain text
   */
  record Text(String title, List<String> paragraphs) implements Section {
    /** Copies the list. */
    public Text {
      paragraphs = List.copyOf(paragraphs);
    }
  }

  /**
   * Results with intervals, each also drawn as a bar on a common scale.
   *
   * @param title heading
   * @param header names of the text columns; the result comes after them
   * @param result name of the result's column
   * @param rows in the order of the stages
   * @param note below the table: what the intervals are
   */
  record ResultTable(
      String title, List<String> header, String result, List<ResultRow> rows, String note)
      implements Section {
    /**
     * Copies the lists.
     *
     * @throws IllegalArgumentException if a row has another number of cells than the header
     */
    public ResultTable {
      header = List.copyOf(header);
      rows = List.copyOf(rows);
      for (ResultRow row : rows) {
        requireWidth(header, row.cells());
      }
    }
  }

  /**
   * One row of results.
   *
   * @param cells texts under the header
   * @param estimate the result; null if it was not measured
   */
  record ResultRow(List<String> cells, @Nullable Estimate estimate) {
    /** Copies the list. */
    public ResultRow {
      cells = List.copyOf(cells);
    }
  }

  /**
   * Pictures side by side, where there is room.
   *
   * @param title heading; empty for none
   * @param figures from left to right
   */
  record Figures(String title, List<Figure> figures) implements Section {
    /** Copies the list. */
    public Figures {
      figures = List.copyOf(figures);
    }
  }

  /**
   * A picture.
   *
   * @param svg document, such as {@link LinePlot#toSvg}; taken as it is
   * @param caption below it, plain text
   */
  record Figure(String svg, String caption) {}

  /**
   * Names and values.
   *
   * @param title heading
   * @param pairs in order
   */
  record KeyValues(String title, List<KeyValue> pairs) implements Section {
    /** Copies the list. */
    public KeyValues {
      pairs = List.copyOf(pairs);
    }
  }

  /**
   * A name and its value.
   *
   * @param key name
   * @param value plain text; may have several lines
   */
  record KeyValue(String key, String value) {}

  /**
   * A table of texts, closed at first.
   *
   * @param title heading
   * @param header names of the columns
   * @param rows each as wide as the header
   */
  record Listing(String title, List<String> header, List<List<String>> rows) implements Section {
    /**
     * Copies the lists.
     *
     * @throws IllegalArgumentException if a row has another width than the header
     */
    public Listing {
      header = List.copyOf(header);
      rows = rows.stream().map(List::copyOf).toList();
      for (List<String> row : rows) {
        requireWidth(header, row);
      }
    }
  }

  /**
   * Text to be copied, such as commands.
   *
   * @param title heading
   * @param code as typed
   */
  record Code(String title, String code) implements Section {}

  private static void requireWidth(List<String> header, List<String> row) {
    if (row.size() != header.size()) {
      throw new IllegalArgumentException(row + " has not the columns " + header);
    }
  }
}
