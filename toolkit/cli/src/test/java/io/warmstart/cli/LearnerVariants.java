package io.warmstart.cli;

import io.warmstart.core.config.ConfigLoader;
import io.warmstart.core.config.ConfigSource;
import io.warmstart.core.learner.LearnerConfig;
import io.warmstart.core.network.ValueHead;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/**
 * Every algorithm on the class path with its {@code small} preset, tiny networks and batches; and
 * once more with each other choice of each of its enumerated and boolean settings, and with
 * histograms for values. A new algorithm joins the tests that use this by being found.
 */
final class LearnerVariants {
  private LearnerVariants() {}

  /** Name and configuration of each. */
  static Stream<Arguments> all() {
    return Algorithms.all().stream().flatMap(config -> variants(config).stream());
  }

  /** Name and configuration of each algorithm once, for tests with pictures. */
  static Stream<Arguments> seeing() {
    return Algorithms.all().stream()
        .map(config -> Arguments.of(config.name() + ", pictures", tiny(config)));
  }

  private static List<Arguments> variants(LearnerConfig defaults) {
    List<Arguments> variants = new ArrayList<>();
    variants.add(Arguments.of(defaults.name(), tiny(defaults)));
    for (RecordComponent component : defaults.getClass().getRecordComponents()) {
      for (Object choice : choices(component.getType())) {
        String text = choice.toString().toLowerCase(Locale.ROOT).replace('_', '-');
        LearnerConfig variant = tiny(defaults, component.getName() + "=" + text);
        if (!variant.equals(tiny(defaults))) {
          String name = defaults.name() + ", " + component.getName() + " " + text;
          variants.add(Arguments.of(name, variant));
        }
      }
      if (component.getType() == ValueHead.class) {
        String head = component.getName() + "={bins: 11, low: -3, high: 3}";
        variants.add(
            Arguments.of(defaults.name() + ", histograms of values", tiny(defaults, head)));
      }
    }
    return variants;
  }

  private static Object[] choices(Class<?> type) {
    if (type == boolean.class) {
      return new Object[] {false, true};
    }
    return type.isEnum() ? type.getEnumConstants() : new Object[0];
  }

  /** The algorithm with its small preset, small everything, and further assignments. */
  static LearnerConfig tiny(LearnerConfig defaults, String... assignments) {
    return sized(defaults, 16, "[12, 9]", assignments);
  }

  /** The algorithm with its small preset, these sizes, and further assignments. */
  static LearnerConfig sized(
      LearnerConfig defaults, int batch, String hidden, String... assignments) {
    List<ConfigSource> sources = new ArrayList<>();
    sources.add(Presets.named("small", defaults.name()));
    for (RecordComponent component : defaults.getClass().getRecordComponents()) {
      String name = component.getName();
      if (name.equals("batchSize")) {
        sources.add(ConfigLoader.assignment("learner.batchSize=" + batch));
      } else if (component.getType() == List.class
          && name.toLowerCase(Locale.ROOT).contains("hidden")) {
        sources.add(ConfigLoader.assignment("learner." + name + "=" + hidden));
      }
    }
    for (String assignment : assignments) {
      sources.add(ConfigLoader.assignment("learner." + assignment));
    }
    return ConfigLoader.load(Experiment.of(defaults), sources).value().learner();
  }
}
