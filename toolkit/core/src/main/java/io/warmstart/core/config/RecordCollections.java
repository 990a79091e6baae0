package io.warmstart.core.config;

import io.warmstart.core.config.ConfigNode.Entry;
import io.warmstart.core.config.ConfigNode.Scalar;
import io.warmstart.core.config.ConfigNode.Section;
import io.warmstart.core.config.ConfigNode.Sequence;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Binds components that hold many sections: {@code Map<String, R>} by name, {@code List<R>} in
 * order, for records {@code R} whose no-argument constructor gives the defaults; and {@link
 * SettingsBlock}.
 */
final class RecordCollections {
  private final RecordBinder binder;
  private final List<String> problems;
  private final Map<String, String> origins;

  RecordCollections(RecordBinder binder, List<String> problems, Map<String, String> origins) {
    this.binder = binder;
    this.problems = problems;
    this.origins = origins;
  }

  /** Whether a component of this type is bound here. */
  static boolean binds(Type type) {
    return type == SettingsBlock.class
        || isMap(type)
        || (raw(type) == List.class && element(type, 0) instanceof Class<?> c && c.isRecord());
  }

  private static boolean isMap(Type type) {
    return raw(type) == Map.class;
  }

  private static Type raw(Type type) {
    return type instanceof ParameterizedType generic ? generic.getRawType() : type;
  }

  private static Type element(Type type, int at) {
    return ((ParameterizedType) type).getActualTypeArguments()[at];
  }

  /**
   * Binds.
   *
   * @return the value, or the defaults if something is wrong
   */
  @Nullable Object bind(Type type, @Nullable Object defaults, Entry entry, String path) {
    origins.put(path, entry.origin());
    if (type == SettingsBlock.class) {
      Section section = section(entry, path);
      return section == null ? defaults : new SettingsBlock(section);
    }
    return isMap(type)
        ? byName((Class<?>) element(type, 1), defaults, entry, path)
        : inOrder((Class<?>) element(type, 0), defaults, entry, path);
  }

  private @Nullable Section section(Entry entry, String path) {
    return switch (entry.value()) {
      case Section section -> section;
      case Scalar scalar when scalar.isNull() -> Section.empty(entry.origin());
      case ConfigNode other -> {
        problems.add(
            entry.origin() + "  " + path + " = " + other.describe() + " must be a section");
        yield null;
      }
    };
  }

  private @Nullable Object byName(
      Class<?> type, @Nullable Object defaults, Entry entry, String path) {
    Section all = section(entry, path);
    if (all == null) {
      return defaults;
    }
    Map<String, Object> bound = new LinkedHashMap<>();
    all.entries()
        .forEach((name, one) -> {
          String at = RecordBinder.join(path, name);
          origins.put(at, one.origin());
          Section section = section(one, at);
          Object value = section == null ? null : item(type, section, at);
          if (value != null) {
            bound.put(name, value);
          }
        });
    return Collections.unmodifiableMap(bound);
  }

  private @Nullable Object inOrder(
      Class<?> type, @Nullable Object defaults, Entry entry, String path) {
    if (!(entry.value() instanceof Sequence sequence)) {
      problems.add(
          entry.origin()
              + "  "
              + path
              + " = "
              + entry.value().describe()
              + " must be a list of sections");
      return defaults;
    }
    List<Object> bound = new ArrayList<>();
    for (int i = 0; i < sequence.items().size(); i++) {
      ConfigNode node = sequence.items().get(i);
      String at = path + "[" + i + "]";
      origins.put(at, node.origin());
      Section section = section(new Entry(node.origin(), node), at);
      Object value = section == null ? null : item(type, section, at);
      if (value != null) {
        bound.add(value);
      }
    }
    return List.copyOf(bound);
  }

  private @Nullable Object item(Class<?> type, Section section, String path) {
    return binder.bind(type, Records.defaults(type), section, path);
  }
}
