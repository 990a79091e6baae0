package io.warmstart.core.config;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;

/**
 * One setting, for help pages and documentation.
 *
 * @param path keys joined by dots
 * @param type as people call it, such as {@code a whole number}
 * @param value default as YAML
 * @param range such as {@code [0, 1)}; empty if everything is allowed
 * @param doc one line
 * @param source where the default comes from; may be empty
 */
public record SettingDescription(
    String path, String type, String value, String range, String doc, String source) {

  /**
   * All settings of a record, depth first, in the order of its components.
   *
   * @param defaults the record with its default values
   */
  public static List<SettingDescription> of(Record defaults) {
    List<SettingDescription> found = new ArrayList<>();
    collect(defaults, "", found);
    return List.copyOf(found);
  }

  private static void collect(Object record, String path, List<SettingDescription> found) {
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      Object value = Records.get(component, record);
      String at = RecordBinder.join(path, component.getName());
      if (value instanceof Record nested) {
        if (component.getType().isSealed()) {
          found.add(kind(component, nested, at));
        }
        collect(nested, at, found);
        continue;
      }
      Setting setting = component.getAnnotation(Setting.class);
      found.add(
          new SettingDescription(
              at,
              ValueReader.nameOf(component.getGenericType()),
              ValueText.of(value),
              SettingRange.text(setting),
              setting == null ? "" : setting.doc(),
              setting == null ? "" : setting.source()));
    }
  }

  private static SettingDescription kind(RecordComponent component, Record value, String path) {
    List<String> kinds = new ArrayList<>();
    for (Class<?> permitted : component.getType().getPermittedSubclasses()) {
      kinds.add(Kebab.ofClass(permitted));
    }
    Setting setting = component.getAnnotation(Setting.class);
    return new SettingDescription(
        RecordBinder.join(path, RecordBinder.KIND),
        String.join(", or ", kinds),
        Kebab.ofClass(value.getClass()),
        "",
        setting == null ? "" : setting.doc(),
        setting == null ? "" : setting.source());
  }
}
