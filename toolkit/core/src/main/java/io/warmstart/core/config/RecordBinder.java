package io.warmstart.core.config;

import io.warmstart.core.config.ConfigNode.Entry;
import io.warmstart.core.config.ConfigNode.Scalar;
import io.warmstart.core.config.ConfigNode.Section;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Binds sections to records, strictly: what is not a component is a problem, what is not set keeps
 * the value of the defaults. Goes on after a problem, so that all of them are found at once.
 */
final class RecordBinder {
  /** Key that chooses the record of a sealed interface. */
  static final String KIND = "kind";

  private final List<String> problems;
  private final Map<String, String> origins;
  private final RecordCollections collections;

  /**
   * A binder.
   *
   * @param problems receives one line per problem
   * @param origins receives where each path was set
   */
  RecordBinder(List<String> problems, Map<String, String> origins) {
    this.problems = problems;
    this.origins = origins;
    this.collections = new RecordCollections(this, problems, origins);
  }

  /**
   * Binds a section.
   *
   * @param type record to make
   * @param defaults values of components that are not set; null if there are none
   * @param section to bind
   * @param path of the section, empty for the root
   * @return the record, or null if something in the section is wrong
   */
  @Nullable Object bind(Class<?> type, @Nullable Object defaults, Section section, String path) {
    RecordComponent[] components = type.getRecordComponents();
    int before = problems.size();
    refuseUnknownKeys(type, section, path);
    @Nullable Object[] values = new @Nullable Object[components.length];
    for (int i = 0; i < components.length; i++) {
      Object value = defaults == null ? null : Records.get(components[i], defaults);
      values[i] = component(components[i], value, section, join(path, components[i].getName()));
    }
    return problems.size() > before ? null : construct(type, components, values, section, path);
  }

  private void refuseUnknownKeys(Class<?> type, Section section, String path) {
    List<String> known =
        Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName).toList();
    section
        .entries()
        .forEach((key, entry) -> {
          if (!known.contains(key) && !key.equals(KIND)) {
            problems.add(
                entry.origin()
                    + "  "
                    + join(path, key)
                    + " is not a setting; "
                    + NearMiss.clause(key, known));
          }
        });
  }

  private @Nullable Object component(
      RecordComponent component, @Nullable Object defaults, Section section, String path) {
    Class<?> type = component.getType();
    Entry entry = section.entries().get(component.getName());
    if (type.isRecord() || (type.isInterface() && defaults instanceof Record) || isClosed(type)) {
      return nested(type, defaults, entry, path);
    }
    if (entry == null) {
      if (defaults == null) {
        problems.add(section.origin() + "  " + path + " is not set and has no default");
      }
      return defaults;
    }
    if (RecordCollections.binds(component.getGenericType())) {
      return collections.bind(component.getGenericType(), defaults, entry, path);
    }
    Setting setting = component.getAnnotation(Setting.class);
    try {
      Object value = new ValueReader(setting).read(component.getGenericType(), entry.value());
      origins.put(path, entry.origin());
      return value;
    } catch (ValueReader.Mismatch e) {
      String found =
          entry.value() instanceof Scalar s && s.isNull() ? "" : " = " + entry.value().describe();
      problems.add(
          entry.origin() + "  " + path + found + " " + e.getMessage() + hint(setting, defaults));
      return defaults;
    }
  }

  private static String hint(@Nullable Setting setting, @Nullable Object defaults) {
    StringBuilder hint = new StringBuilder();
    if (setting != null) {
      hint.append("; it is the ").append(setting.doc());
    }
    if (defaults != null) {
      hint.append("; default ").append(ValueText.of(defaults));
      if (setting != null && !setting.source().isEmpty()) {
        hint.append(" (").append(setting.source()).append(')');
      }
    }
    return hint.toString();
  }

  private static boolean isClosed(Class<?> type) {
    return type.isSealed() && type.isInterface();
  }

  private @Nullable Object nested(
      Class<?> declared, @Nullable Object defaults, @Nullable Entry entry, String path) {
    Section section = Section.empty("default");
    if (entry != null) {
      switch (entry.value()) {
        case Section given -> section = given;
        case Scalar scalar when scalar.isNull() -> {}
        case ConfigNode other -> {
          problems.add(
              entry.origin() + "  " + path + " = " + other.describe() + " must be a section");
          return defaults;
        }
      }
    }
    Class<?> type = defaults == null ? declared : defaults.getClass();
    Entry kind = section.entries().get(KIND);
    if (isClosed(declared) && kind != null) {
      type = kind(declared, kind, join(path, KIND));
    }
    if (type == null || !type.isRecord()) {
      if (type != null) {
        problems.add(section.origin() + "  " + join(path, KIND) + " is not set and has no default");
      }
      return defaults;
    }
    boolean same = defaults != null && type == defaults.getClass();
    return bind(type, same ? defaults : Records.defaults(type), section, path);
  }

  private @Nullable Class<?> kind(Class<?> declared, Entry entry, String path) {
    List<String> names = new ArrayList<>();
    String wanted = entry.value() instanceof Scalar scalar ? scalar.text() : "";
    for (Class<?> permitted : declared.getPermittedSubclasses()) {
      if (Kebab.ofClass(permitted).equals(wanted)) {
        origins.put(path, entry.origin());
        return permitted;
      }
      names.add(Kebab.ofClass(permitted));
    }
    problems.add(
        entry.origin()
            + "  "
            + path
            + " = "
            + entry.value().describe()
            + " must be one of "
            + String.join(", ", names));
    return null;
  }

  private @Nullable Object construct(
      Class<?> type,
      RecordComponent[] components,
      @Nullable Object[] values,
      Section section,
      String path) {
    try {
      return Records.construct(type, components, values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        String name = path.isEmpty() ? "" : path + ": ";
        problems.add(section.origin() + "  " + name + refused.getMessage());
        return null;
      }
      throw new IllegalStateException(type + " failed while it was made", e.getCause());
    }
  }

  static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
