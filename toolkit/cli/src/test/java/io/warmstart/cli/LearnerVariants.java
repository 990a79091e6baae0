package io.warmstart.cli;

import io.warmstart.core.config.ConfigLoader;
import io.warmstart.core.config.ConfigSource;
import io.warmstart.core.learner.LearnerConfig;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/**
 * Every algorithm on the class path with its {@code small} preset, tiny networks and batches; and
 * once more with each other choice of each of its enumerated settings. A new algorithm joins the
 * tests that use this by being found.
 */
final class LearnerVariants {
  private LearnerVariants() {}

  /** Name and configuration of each. */
  static Stream<Arguments> all() {
    return Algorithms.all().stream().flatMap(config -> variants(config).stream());
  }

  private static List<Arguments> variants(LearnerConfig defaults) {
    List<Arguments> variants = new ArrayList<>();
    variants.add(Arguments.of(defaults.name(), tiny(defaults)));
    for (RecordComponent component : defaults.getClass().getRecordComponents()) {
      Object[] choices = component.getType().getEnumConstants();
      for (Object choice : choices == null ? new Object[0] : choices) {
        String text = choice.toString().toLowerCase(Locale.ROOT).replace('_', '-');
        LearnerConfig variant = tiny(defaults, component.getName() + "=" + text);
        if (!variant.equals(tiny(defaults))) {
          String name = defaults.name() + ", " + component.getName() + " " + text;
          variants.add(Arguments.of(name, variant));
        }
      }
    }
    return variants;
  }

  /** The algorithm with its small preset, small everything, and further assignments. */
  static LearnerConfig tiny(LearnerConfig defaults, String... assignments) {
    List<ConfigSource> sources = new ArrayList<>();
    sources.add(Presets.named("small", defaults.name()));
    for (RecordComponent component : defaults.getClass().getRecordComponents()) {
      String name = component.getName();
      if (name.equals("batchSize")) {
        sources.add(ConfigLoader.assignment("learner.batchSize=16"));
      } else if (component.getType() == List.class
          && name.toLowerCase(Locale.ROOT).contains("hidden")) {
        sources.add(ConfigLoader.assignment("learner." + name + "=[12, 9]"));
      }
    }
    for (String assignment : assignments) {
      sources.add(ConfigLoader.assignment("learner." + assignment));
    }
    return ConfigLoader.load(Experiment.of(defaults), sources).value().learner();
  }
}
