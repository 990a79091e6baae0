package io.warmstart.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmstart.core.config.ConfigLoader;
import io.warmstart.core.config.ResolvedConfig;
import io.warmstart.core.learner.LearnerConfig;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PresetsTest {
  @Test
  void theIndexListsEveryFile() throws IOException, URISyntaxException {
    Path folder =
        Path.of(Objects.requireNonNull(PresetsTest.class.getResource("/presets")).toURI());
    try (var files = Files.walk(folder)) {
      List<String> found =
          files
              .map(file -> folder.relativize(file).toString())
              .filter(name -> name.endsWith(".yaml"))
              .map(name -> name.substring(0, name.length() - ".yaml".length()))
              .toList();
      assertThat(Presets.all()).containsExactlyInAnyOrderElementsOf(found);
    }
  }

  @Test
  void everyPresetLoadsForItsAlgorithmsAndSurvivesARoundTrip() {
    for (LearnerConfig learner : Algorithms.all()) {
      for (String preset : Presets.all()) {
        if (preset.contains("/") && !preset.startsWith(learner.name() + "/")) {
          continue;
        }
        String name = preset.substring(preset.indexOf('/') + 1);
        ResolvedConfig<Experiment> config =
            ConfigLoader.load(Experiment.of(learner), List.of(Presets.named(name, learner.name())));
        ResolvedConfig<Experiment> again =
            ConfigLoader.load(
                Experiment.of(learner),
                List.of(
                    new io.warmstart.core.config.ConfigSource.YamlText("again", config.toYaml())));
        assertThat(again.value()).isEqualTo(config.value());
      }
    }
  }
}
