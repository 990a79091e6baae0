package io.warmstart.core.config;

import java.nio.file.Path;

/** One layer of settings, merged over the layers before it. */
public sealed interface ConfigSource {
  /**
   * A YAML file.
   *
   * @param path to read; messages show it as given
   */
  record YamlFile(Path path) implements ConfigSource {}

  /**
   * YAML text from elsewhere, such as a preset.
   *
   * @param name shown in messages in place of a file name
   * @param text YAML
   */
  record YamlText(String name, String text) implements ConfigSource {}

  /**
   * Settings that were written inside another file.
   *
   * @param settings with their positions in that file
   */
  record Block(SettingsBlock settings) implements ConfigSource {}

  /**
   * One value by its path, as in {@code --set learner.expectile=0.9}.
   *
   * @param option what the user typed, shown in messages, such as {@code --set learner.expectile}
   * @param path of the setting, keys joined by dots
   * @param value YAML text of the value
   */
  record Assignment(String option, String path, String value) implements ConfigSource {}

  /**
   * A source of an earlier version, in which a setting was elsewhere.
   *
   * @param source as it was written
   * @param from path of the setting there; nothing happens if it is not there
   * @param to its path now
   */
  record Moved(ConfigSource source, String from, String to) implements ConfigSource {}
}
