package io.warmstart.core.environment;

import io.warmstart.core.config.ConfigException;
import io.warmstart.core.config.ConfigLoader;
import io.warmstart.core.config.ConfigSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A task and what differs from its family's default settings, as users write it: {@code
 * arm-push-sparse} or {@code arm-push-sparse[mass.low=0.5, mass.high=2]}.
 *
 * <p>The text is the whole truth about an environment, so it may stand on a command line, in a
 * configuration file and in the record of a run.
 *
 * @param id of the task; may hold any sign but brackets
 * @param settings values by path, keys joined by dots, in the order given
 */
public record TaskReference(String id, Map<String, String> settings) {
  /**
   * Copies the map.
   *
   * @throws IllegalArgumentException if the id is empty or holds a bracket
   */
  public TaskReference {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    if (id.isBlank() || id.indexOf('[') >= 0 || id.indexOf(']') >= 0) {
      throw new IllegalArgumentException(
          "\"" + id + "\" is not a task id: it must not be empty or hold brackets");
    }
  }

  /** A task with the default settings. */
  public static TaskReference of(String id) {
    return new TaskReference(id, Map.of());
  }

  /**
   * Reads {@code id} or {@code id[path=value, path=value]}; a value may be quoted with double
   * quotes to hold commas and brackets.
   *
   * @throws IllegalArgumentException if the text is not of this form, or a path is given twice
   */
  public static TaskReference parse(String text) {
    String task = text.strip();
    int open = task.indexOf('[');
    if (open < 0) {
      return of(task);
    }
    if (!task.endsWith("]")) {
      throw malformed(text, "the closing bracket is missing");
    }
    Map<String, String> settings = new LinkedHashMap<>();
    for (String part : split(task.substring(open + 1, task.length() - 1), text)) {
      int equals = part.indexOf('=');
      String path = equals < 0 ? "" : part.substring(0, equals).strip();
      if (path.isEmpty()) {
        throw malformed(text, "\"" + part.strip() + "\" is not path=value");
      }
      if (settings.put(path, unquoted(part.substring(equals + 1).strip())) != null) {
        throw malformed(text, "\"" + path + "\" is given twice");
      }
    }
    return new TaskReference(task.substring(0, open).strip(), settings);
  }

  private static List<String> split(String inside, String text) {
    List<String> parts = new ArrayList<>();
    boolean quoted = false;
    int from = 0;
    for (int i = 0; i <= inside.length(); i++) {
      if (i == inside.length() || (inside.charAt(i) == ',' && !quoted)) {
        parts.add(inside.substring(from, i));
        from = i + 1;
      } else if (inside.charAt(i) == '"') {
        quoted = !quoted;
      }
    }
    if (quoted) {
      throw malformed(text, "a quotation mark is not closed");
    }
    return parts;
  }

  private static String unquoted(String value) {
    boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
    return quoted ? value.substring(1, value.length() - 1) : value;
  }

  private static IllegalArgumentException malformed(String text, String problem) {
    return new IllegalArgumentException(
        "task \"" + text + "\": " + problem + "; expected ID or ID[path=value, path=value]");
  }

  /**
   * The settings, merged over a family's defaults.
   *
   * @param defaults record whose components carry {@link io.warmstart.core.config.Setting}
   * @throws ConfigException with every problem: unknown paths, wrong types, values out of range
   */
  public <T extends Record> T over(T defaults) {
    List<ConfigSource> sources = new ArrayList<>();
    settings.forEach((path, value) ->
        sources.add(
            new ConfigSource.Assignment(
                "task " + id + "[" + path + "=" + value + "]", path, value)));
    return ConfigLoader.load(defaults, sources).value();
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    if (settings.isEmpty()) {
      return id;
    }
    List<String> parts = new ArrayList<>();
    settings.forEach((path, value) -> parts.add(path + "=" + quotedIfNeeded(value)));
    return id + "[" + String.join(",", parts) + "]";
  }

  private static String quotedIfNeeded(String value) {
    return value.indexOf(',') >= 0 || value.indexOf(']') >= 0 || value.indexOf('[') >= 0
        ? "\"" + value + "\""
        : value;
  }
}
