package io.warmstart.cli.report;

import java.util.ArrayList;
import java.util.List;

/** Reads the YAML of {@link io.warmstart.core.config.ResolvedConfig#toYaml} as rows. */
final class ConfigTable {
  private static final String ORIGIN = " # ";

  private ConfigTable() {}

  /**
   * A table of settings, values and where each was set.
   *
   * @param title heading
   * @param yaml with the origin of each value as a comment
   */
  static Section.Listing of(String title, String yaml) {
    List<List<String>> rows = new ArrayList<>();
    List<String> open = new ArrayList<>();
    for (String line : yaml.lines().filter(text -> !text.isBlank()).toList()) {
      String content = line.strip();
      int colon = content.indexOf(':');
      if (colon < 0 || content.startsWith("#")) {
        continue;
      }
      int depth = (line.length() - line.stripLeading().length()) / 2;
      open.subList(Math.min(depth, open.size()), open.size()).clear();
      open.add(content.substring(0, colon));
      String rest = content.substring(colon + 1);
      if (!rest.isBlank()) {
        int origin = rest.indexOf(ORIGIN);
        rows.add(
            List.of(
                String.join(".", open),
                (origin < 0 ? rest : rest.substring(0, origin)).strip(),
                origin < 0 ? "" : rest.substring(origin + ORIGIN.length()).strip()));
      }
    }
    return new Section.Listing(title, List.of("setting", "value", "origin"), rows);
  }
}
