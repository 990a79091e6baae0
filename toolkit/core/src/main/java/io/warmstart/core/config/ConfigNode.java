package io.warmstart.core.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A parsed value that still knows where it was written. */
sealed interface ConfigNode {
  /** {@code file:line:column} or the option. */
  String origin();

  /** What it is, for messages. */
  String describe();

  /**
   * A word, number or quoted text.
   *
   * @param text without quotes
   * @param quoted whether it was written in quotes
   */
  record Scalar(String text, boolean quoted, String origin) implements ConfigNode {
    boolean isNull() {
      return !quoted && (text.isEmpty() || text.equals("~") || text.equals("null"));
    }

    @Override
    public String describe() {
      return quoted ? '"' + text + '"' : text;
    }
  }

  /** A list. */
  record Sequence(List<ConfigNode> items, String origin) implements ConfigNode {
    @Override
    public String describe() {
      return "[" + String.join(", ", items.stream().map(ConfigNode::describe).toList()) + "]";
    }
  }

  /** Keys with values. */
  record Section(Map<String, Entry> entries, String origin) implements ConfigNode {
    static Section empty(String origin) {
      return new Section(new LinkedHashMap<>(), origin);
    }

    /** This section with {@code over} merged over it: sections merge, everything else replaces. */
    Section mergedWith(Section over) {
      Map<String, Entry> merged = new LinkedHashMap<>(entries);
      over.entries.forEach((key, entry) ->
          merged.merge(
              key,
              entry,
              (mine, its) ->
                  mine.value() instanceof Section a && its.value() instanceof Section b
                      ? new Entry(its.origin(), a.mergedWith(b))
                      : its));
      return new Section(merged, over.entries.isEmpty() ? origin : over.origin);
    }

    /** The entry under nested keys, null if there is none. */
    @Nullable Entry at(List<String> keys) {
      Entry entry = entries.get(keys.getFirst());
      if (entry == null || keys.size() == 1) {
        return entry;
      }
      return entry.value() instanceof Section inner ? inner.at(keys.subList(1, keys.size())) : null;
    }

    /** This section without the entry under nested keys. */
    Section without(List<String> keys) {
      Map<String, Entry> rest = new LinkedHashMap<>(entries);
      Entry entry = rest.remove(keys.getFirst());
      if (keys.size() > 1 && entry != null && entry.value() instanceof Section inner) {
        Section less = inner.without(keys.subList(1, keys.size()));
        rest.put(keys.getFirst(), new Entry(entry.origin(), less));
      }
      return new Section(rest, origin);
    }

    @Override
    public String describe() {
      return "a section with the keys " + entries.keySet();
    }
  }

  /**
   * A key's value.
   *
   * @param origin of the key
   * @param value of the key
   */
  record Entry(String origin, ConfigNode value) {}
}
