package io.warmstart.cli;

import io.warmstart.core.config.SettingDescription;
import java.util.List;
import java.util.Map;

/** Prints all settings of a record: {@code --settings}. */
final class SettingsTable {
  private SettingsTable() {}

  static void print(Console console, Record defaults) {
    List<SettingDescription> settings = SettingDescription.of(defaults);
    if (console.json()) {
      console.printJson(Map.of("settings", settings));
      return;
    }
    Table table = new Table("setting", "default", "range", "what it decides");
    for (SettingDescription s : settings) {
      String source = s.source().isEmpty() ? "" : " (" + s.source() + ")";
      table.row(s.path(), s.value(), s.range(), s.doc() + source);
    }
    console.print(table.toString());
  }
}
