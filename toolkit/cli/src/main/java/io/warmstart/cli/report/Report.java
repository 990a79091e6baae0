package io.warmstart.cli.report;

import java.util.List;

/**
 * A page for people.
 *
 * @param title of the page
 * @param summary one paragraph: what was done and what came out
 * @param sections in order
 */
public record Report(String title, String summary, List<Section> sections) {
  /** Copies the list. */
  public Report {
    sections = List.copyOf(sections);
  }
}
