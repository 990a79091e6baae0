package io.warmstart.core.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A bound record and where each of its values was set.
 *
 * @param value the record
 * @param origins by path: {@code file:line:column} or the option; a path that is missing has its
 *     default
 * @param <T> record type
 */
public record ResolvedConfig<T extends Record>(T value, Map<String, String> origins) {
  private static final int COMMENT_COLUMN = 44;

  /** Copies the map. */
  public ResolvedConfig {
    origins = Map.copyOf(origins);
  }

  /** Where the value at {@code path} was set: {@code default} if nowhere. */
  public String origin(String path) {
    return origins.getOrDefault(path, "default");
  }

  /** All values as YAML that reads back to an equal record, each with its origin as a comment. */
  public String toYaml() {
    StringBuilder yaml = new StringBuilder();
    List<String> open = new ArrayList<>();
    for (SettingDescription setting : SettingDescription.of(value)) {
      List<String> keys = List.of(setting.path().split("\\.", -1));
      openSections(yaml, open, keys.subList(0, keys.size() - 1));
      String line = "  ".repeat(keys.size() - 1) + keys.getLast() + ": " + setting.value();
      yaml.append(line)
          .append(" ".repeat(Math.max(1, COMMENT_COLUMN - line.length())))
          .append("# ")
          .append(origin(setting.path()));
      if (!setting.doc().isEmpty()) {
        yaml.append("; ").append(setting.doc());
      }
      if (origin(setting.path()).equals("default") && !setting.source().isEmpty()) {
        yaml.append(" (").append(setting.source()).append(')');
      }
      yaml.append('\n');
    }
    return yaml.toString();
  }

  private static void openSections(StringBuilder yaml, List<String> open, List<String> wanted) {
    int same = 0;
    while (same < Math.min(open.size(), wanted.size()) && open.get(same).equals(wanted.get(same))) {
      same++;
    }
    open.subList(same, open.size()).clear();
    for (String section : wanted.subList(same, wanted.size())) {
      yaml.append("  ".repeat(open.size())).append(section).append(":\n");
      open.add(section);
    }
  }
}
