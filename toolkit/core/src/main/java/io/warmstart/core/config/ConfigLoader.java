package io.warmstart.core.config;

import io.warmstart.core.config.ConfigNode.Entry;
import io.warmstart.core.config.ConfigNode.Section;
import io.warmstart.core.config.ConfigSource.Assignment;
import io.warmstart.core.config.ConfigSource.Block;
import io.warmstart.core.config.ConfigSource.Moved;
import io.warmstart.core.config.ConfigSource.YamlFile;
import io.warmstart.core.config.ConfigSource.YamlText;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Merges layers of settings over a record's default values and binds the result strictly.
 *
 * <pre>{@code
 * ResolvedConfig<Experiment> config =
 *     ConfigLoader.load(
 *         new Experiment(),
 *         List.of(new YamlFile(path), ConfigLoader.assignment("learner.expectile=0.9")));
 * }</pre>
 *
 * <p>Components may be numbers, booleans, text, paths, enums ({@code kebab-case}), durations
 * ({@code 200ms}, {@code 5s}), lists and optionals of those, records, sealed interfaces of records
 * (chosen by the key {@code kind}), and interfaces whose default value is a record. Files that
 * describe many things also have maps and lists of records, and {@link SettingsBlock}s; those are
 * read only: {@link ResolvedConfig#toYaml} does not print them.
 */
public final class ConfigLoader {
  private ConfigLoader() {}

  /**
   * Loads.
   *
   * @param defaults record with the default values
   * @param sources layers, each merged over those before it
   * @throws ConfigException with every problem: unknown keys, wrong types, values out of range,
   *     duplicate keys, broken YAML, unreadable files, and what compact constructors refuse
   */
  public static <T extends Record> ResolvedConfig<T> load(T defaults, List<ConfigSource> sources) {
    List<String> problems = new ArrayList<>();
    Section merged = Section.empty("default");
    for (ConfigSource source : sources) {
      merged = merged.mergedWith(read(source, problems));
    }
    Map<String, String> origins = new HashMap<>();
    Object bound =
        new RecordBinder(problems, origins).bind(defaults.getClass(), defaults, merged, "");
    if (bound == null || !problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    @SuppressWarnings("unchecked") // bind makes a record of the class it is given
    T value = (T) bound;
    return new ResolvedConfig<>(value, origins);
  }

  /**
   * The source of {@code --set path=value}.
   *
   * @throws ConfigException if there is no {@code =} or a key is empty
   */
  public static ConfigSource assignment(String text) {
    int equals = text.indexOf('=');
    String path = equals < 0 ? "" : text.substring(0, equals).strip();
    if (path.isEmpty() || path.startsWith(".") || path.endsWith(".") || path.contains("..")) {
      throw new ConfigException(
          List.of("--set " + text + "  must look like --set learner.discount=0.99"));
    }
    return new Assignment("--set " + path, path, text.substring(equals + 1).strip());
  }

  private static Section read(ConfigSource source, List<String> problems) {
    return switch (source) {
      case YamlFile file ->
          YamlParser.document(file.path().toString(), text(file.path(), problems), problems);
      case YamlText text -> YamlParser.document(text.name(), text.text(), problems);
      case Block block -> block.settings().expanded();
      case Assignment assignment -> {
        ConfigNode value = YamlParser.value(assignment.option(), assignment.value(), problems);
        yield nested(assignment.path(), new Entry(assignment.option(), value));
      }
      case Moved moved -> {
        Section section = read(moved.source(), problems);
        List<String> from = List.of(moved.from().split("\\."));
        Entry entry = section.at(from);
        yield entry == null ? section : section.without(from).mergedWith(nested(moved.to(), entry));
      }
    };
  }

  private static Section nested(String path, Entry innermost) {
    Entry entry = innermost;
    List<String> keys = List.of(path.split("\\.", -1));
    for (int i = keys.size() - 1; i > 0; i--) {
      entry = new Entry(entry.origin(), section(keys.get(i), entry));
    }
    return section(keys.getFirst(), entry);
  }

  private static Section section(String key, Entry entry) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    entries.put(key, entry);
    return new Section(entries, entry.origin());
  }

  private static String text(Path path, List<String> problems) {
    try {
      return Files.readString(path);
    } catch (NoSuchFileException e) {
      problems.add(path + "  does not exist");
    } catch (MalformedInputException e) {
      problems.add(path + "  is not UTF-8 text");
    } catch (IOException e) {
      problems.add(path + "  cannot be read: " + e.getMessage());
    }
    return "";
  }
}
