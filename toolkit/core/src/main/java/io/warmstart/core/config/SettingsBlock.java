package io.warmstart.core.config;

import io.warmstart.core.config.ConfigNode.Entry;
import io.warmstart.core.config.ConfigNode.Scalar;
import io.warmstart.core.config.ConfigNode.Section;
import io.warmstart.core.config.ConfigNode.Sequence;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Settings of some other record, written inside a file: kept as they are, with their positions, to
 * be merged over that record's defaults later. Keys may be paths, so {@code {learner.discount:
 * 0.9}} and {@code {learner: {discount: 0.9}}} mean the same.
 */
public final class SettingsBlock {
  /** No settings. */
  public static final SettingsBlock EMPTY = new SettingsBlock(Section.empty("default"));

  private static final Pattern WHOLE = Pattern.compile("[-+]?\\d{1,18}");
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");

  private final Section section;

  SettingsBlock(Section section) {
    this.section = section;
  }

  /** Whether nothing is set. */
  public boolean isEmpty() {
    return section.entries().isEmpty();
  }

  /** The same settings under a key: {@code steps: 5} within {@code training}. */
  public SettingsBlock within(String key) {
    if (isEmpty()) {
      return this;
    }
    Map<String, Entry> entry = new LinkedHashMap<>();
    entry.put(key, new Entry(section.origin(), section));
    return new SettingsBlock(new Section(entry, section.origin()));
  }

  /** The section with every key that is a path made into sections. */
  Section expanded() {
    return expanded(section);
  }

  private static Section expanded(Section given) {
    Section all = new Section(new LinkedHashMap<>(), given.origin());
    for (Map.Entry<String, Entry> keyed : given.entries().entrySet()) {
      Entry entry = keyed.getValue();
      ConfigNode value = entry.value() instanceof Section inner ? expanded(inner) : entry.value();
      for (String key : List.of(keyed.getKey().split("\\.", -1)).reversed()) {
        Map<String, Entry> wrapped = new LinkedHashMap<>();
        wrapped.put(key, new Entry(entry.origin(), value));
        value = new Section(wrapped, entry.origin());
      }
      all = all.mergedWith((Section) value);
    }
    return all;
  }

  /**
   * The settings as maps, lists, texts, numbers and truth values, for programs that read JSON: what
   * is not quoted and looks like a number or {@code true} and {@code false} is one.
   *
   * @throws ConfigException if a value is empty
   */
  public Map<String, Object> values() {
    return values(expanded());
  }

  private static Map<String, Object> values(Section section) {
    Map<String, Object> values = new LinkedHashMap<>();
    section.entries().forEach((key, entry) -> values.put(key, value(entry.value())));
    return values;
  }

  private static Object value(ConfigNode node) {
    return switch (node) {
      case Section section -> values(section);
      case Sequence sequence -> sequence.items().stream().map(SettingsBlock::value).toList();
      case Scalar scalar when scalar.isNull() ->
          throw new ConfigException(List.of(scalar.origin() + "  has no value"));
      case Scalar scalar -> scalar.quoted() ? scalar.text() : plain(scalar.text());
    };
  }

  private static Object plain(String text) {
    if (text.equals("true") || text.equals("false")) {
      return Boolean.valueOf(text);
    }
    if (WHOLE.matcher(text).matches()) {
      return Long.valueOf(text);
    }
    return NUMBER.matcher(text).matches() ? (Object) Double.valueOf(text) : text;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SettingsBlock block && section.equals(block.section);
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(section);
  }

  @Override
  public String toString() {
    return section.describe();
  }
}
