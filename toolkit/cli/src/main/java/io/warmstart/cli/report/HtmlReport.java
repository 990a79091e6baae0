package io.warmstart.cli.report;

import io.warmstart.core.run.DurableFile;
import io.warmstart.core.run.Software;
import io.warmstart.core.training.Statistics.Estimate;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Writes a report as one HTML file, well-formed as XML, that needs nothing else: no script, no
 * font, no image from outside.
 */
public final class HtmlReport {
  private static final double BAR = 200;

  private final StringBuilder html = new StringBuilder();

  private HtmlReport() {}

  /**
   * Writes the page beside its place and renames it.
   *
   * @throws io.warmstart.core.run.RunException if it cannot be written
   */
  public static void write(Report report, Path path) {
    DurableFile.write(path, toHtml(report));
  }

  /** The page as text. */
  public static String toHtml(Report report) {
    HtmlReport page = new HtmlReport();
    page.append(report);
    return page.html.toString();
  }

  private static String style() {
    try (InputStream css =
        Objects.requireNonNull(
            HtmlReport.class.getResourceAsStream("report.css"), "report.css is in the jar")) {
      return new String(css.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("report.css cannot be read from the program's jar", e);
    }
  }

  private void append(Report report) {
    html.append("<!DOCTYPE html>\n")
        .append("<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\"><head>")
        .append("<meta charset=\"utf-8\"/>")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>");
    element("title", report.title());
    html.append("<style>\n").append(style()).append(Ink.css()).append("\n</style>");
    html.append("</head><body><main>\n");
    element("h1", report.title());
    html.append("<p class=\"summary\">").append(Markup.escape(report.summary())).append("</p>\n");
    report.sections().forEach(this::append);
    html.append("<footer>Written by Warmstart ")
        .append(Markup.escape(Software.version()))
        .append(".</footer></main></body></html>\n");
  }

  private void append(Section section) {
    html.append("<section>");
    switch (section) {
      case Section.Text text -> {
        heading(text.title());
        text.paragraphs().forEach(paragraph -> element("p", paragraph));
      }
      case Section.ResultTable table -> {
        heading(table.title());
        append(table);
      }
      case Section.Figures figures -> {
        heading(figures.title());
        append(figures);
      }
      case Section.KeyValues values -> {
        heading(values.title());
        append(values);
      }
      case Section.Listing listing -> {
        heading(listing.title());
        append(listing);
      }
      case Section.Code code -> {
        heading(code.title());
        element("pre", code.code());
      }
    }
    html.append("</section>\n");
  }

  private void append(Section.ResultTable table) {
    html.append("<div class=\"wide\"><table><thead><tr>");
    for (int c = 0; c < table.header().size(); c++) {
      cell("th", c == 0 ? "" : "number", table.header().get(c));
    }
    cell("th", "number", table.result());
    cell("th", "number", "95 % interval");
    html.append("<th></th></tr></thead><tbody>\n");
    double low = Math.min(0, extreme(table, Estimate::low, -1));
    double high = extreme(table, Estimate::high, 1);
    for (Section.ResultRow row : table.rows()) {
      html.append("<tr>");
      for (int c = 0; c < row.cells().size(); c++) {
        cell("td", c == 0 ? "" : "number", row.cells().get(c));
      }
      append(row.estimate(), low, high);
      html.append("</tr>\n");
    }
    html.append("</tbody></table></div>");
    html.append("<p class=\"note\">").append(Markup.escape(table.note())).append("</p>");
  }

  private void append(@Nullable Estimate estimate, double low, double high) {
    if (estimate == null) {
      cell("td", "number", "-");
      cell("td", "number", "-");
      html.append("<td></td>");
      return;
    }
    cell("td", "number strong", ResultText.number(estimate.value()));
    cell("td", "number", ResultText.interval(estimate));
    html.append("<td class=\"bar\">").append(bar(estimate, low, high)).append("</td>");
  }

  private static double extreme(
      Section.ResultTable table, ToDoubleFunction<Estimate> end, int sign) {
    return sign
        * table.rows().stream()
            .map(Section.ResultRow::estimate)
            .filter(Objects::nonNull)
            .mapToDouble(end)
            .filter(Double::isFinite)
            .map(value -> sign * value)
            .max()
            .orElse(0);
  }

  private static String bar(Estimate estimate, double low, double high) {
    SvgCanvas canvas = SvgCanvas.within(BAR, 20, ResultText.of(estimate));
    double span = high > low ? high - low : 1;
    double from = 4 + (BAR - 8) * (estimate.low() - low) / span;
    double to = 4 + (BAR - 8) * (estimate.high() - low) / span;
    double at = 4 + (BAR - 8) * (estimate.value() - low) / span;
    canvas.line(
        List.of(new Canvas.Spot(4, 10), new Canvas.Spot(BAR - 4, 10)), Canvas.Pen.of(Ink.GRID, 1));
    canvas.line(
        List.of(new Canvas.Spot(from, 10), new Canvas.Spot(to, 10)),
        Canvas.Pen.of(Ink.BLUE, 5).withOpacity(0.4));
    canvas.disc(new Canvas.Spot(at, 10), 4, Canvas.Paint.of(Ink.BLUE));
    return canvas.finish();
  }

  private void append(Section.Figures figures) {
    boolean single = figures.figures().size() == 1;
    html.append("<div class=\"figures").append(single ? " single" : "").append("\">\n");
    for (Section.Figure figure : figures.figures()) {
      html.append("<figure>").append(figure.svg());
      element("figcaption", figure.caption());
      html.append("</figure>\n");
    }
    html.append("</div>");
  }

  private void append(Section.KeyValues values) {
    html.append("<dl>");
    for (Section.KeyValue pair : values.pairs()) {
      element("dt", pair.key());
      element("dd", pair.value());
    }
    html.append("</dl>");
  }

  private void append(Section.Listing listing) {
    html.append("<details><summary>")
        .append(listing.rows().size() == 1 ? "1 entry" : listing.rows().size() + " entries")
        .append("</summary><div class=\"wide\"><table><thead><tr>");
    listing.header().forEach(name -> cell("th", "", name));
    html.append("</tr></thead><tbody>\n");
    for (List<String> row : listing.rows()) {
      html.append("<tr>");
      row.forEach(text -> cell("td", "", text));
      html.append("</tr>\n");
    }
    html.append("</tbody></table></div></details>");
  }

  private void heading(String title) {
    if (!title.isEmpty()) {
      element("h2", title);
    }
  }

  private void cell(String name, String style, String text) {
    html.append('<').append(name);
    if (!style.isEmpty()) {
      html.append(" class=\"").append(style).append('"');
    }
    html.append('>').append(Markup.escape(text)).append("</").append(name).append('>');
  }

  private void element(String name, String text) {
    html.append('<').append(name).append('>').append(Markup.escape(text));
    html.append("</").append(name).append(">\n");
  }
}
