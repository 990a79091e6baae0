package io.warmstart.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {
  enum Order {
    AUTHOR,
    CORL_ORDER
  }

  interface Algorithm {}

  record Expectile(
      @Setting(doc = "discount per step", min = 0, max = 1, maxExclusive = true) double discount,
      @Setting(
              doc = "expectile of the value loss",
              min = 0,
              minExclusive = true,
              max = 1,
              maxExclusive = true,
              source = "arXiv:2110.06169")
          float expectile,
      @Setting(doc = "inverse temperature", min = 0) double temperature,
      @Setting(doc = "widths of the hidden layers", min = 1) List<Integer> hidden,
      Order order)
      implements Algorithm {
    Expectile {
      if (temperature == 13) {
        throw new IllegalArgumentException(
            "temperature 13 does not go with expectile " + expectile);
      }
    }
  }

  sealed interface Replay {
    record AppendAll() implements Replay {}

    record MixHalf(@Setting(doc = "share of old data", min = 0, max = 1) double share)
        implements Replay {
      MixHalf() {
        this(0.5);
      }
    }
  }

  record Training(
      @Setting(doc = "updates", min = 1) long steps,
      Optional<String> task,
      @Setting(doc = "time between checkpoints", min = 0) Duration every,
      boolean normalise,
      Replay replay) {}

  record Experiment(Algorithm learner, Training training, String name) {}

  private static final Experiment DEFAULTS =
      new Experiment(
          new Expectile(0.99, 0.7f, 3, List.of(256, 256), Order.AUTHOR),
          new Training(
              1000, Optional.empty(), Duration.ofSeconds(60), false, new Replay.AppendAll()),
          "first");

  private static ResolvedConfig<Experiment> load(String yaml) {
    return ConfigLoader.load(DEFAULTS, List.of(new ConfigSource.YamlText("x.yaml", yaml)));
  }

  private static List<String> problems(String yaml) {
    try {
      load(yaml);
    } catch (ConfigException e) {
      return e.problems();
    }
    return List.of();
  }

  @Test
  void emptyFileGivesTheDefaults() {
    assertThat(load("").value()).isEqualTo(DEFAULTS);
    assertThat(load("# only a comment\n").value()).isEqualTo(DEFAULTS);
    assertThat(load("learner:\n").value()).isEqualTo(DEFAULTS);
  }

  @Test
  void everyKindOfValueIsRead() {
    Experiment read =
        load("""
        name: "second run"
        learner:
          discount: 0.5
          expectile: 9e-1
          hidden: [64, 32]
          order: corl-order
        training:
          steps: 1e6
          task: maze2d-umaze
          every: 1.5s
          normalise: true
          replay: {kind: mix-half, share: 0.25}
        """)
            .value();
    assertThat(read)
        .isEqualTo(
            new Experiment(
                new Expectile(0.5, 0.9f, 3, List.of(64, 32), Order.CORL_ORDER),
                new Training(
                    1_000_000,
                    Optional.of("maze2d-umaze"),
                    Duration.ofMillis(1500),
                    true,
                    new Replay.MixHalf(0.25)),
                "second run"));
  }

  @Test
  void settingThatMovedIsReadFromItsOldPlace() {
    ConfigSource old =
        new ConfigSource.YamlText("x.yaml", "learner:\n  rate: 0.5\n  temperature: 5\n");
    ConfigSource moved = new ConfigSource.Moved(old, "learner.rate", "learner.discount");
    Expectile learner = (Expectile) ConfigLoader.load(DEFAULTS, List.of(moved)).value().learner();
    assertThat(learner.discount()).isEqualTo(0.5);
    assertThat(learner.temperature()).isEqualTo(5);
    ConfigSource absent = new ConfigSource.Moved(old, "training.pace", "learner.discount");
    assertThatThrownBy(() -> ConfigLoader.load(DEFAULTS, List.of(absent)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("rate");
  }

  @Test
  void laterLayersWinAndOriginsAreKept(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("a.yaml");
    Files.writeString(file, "learner:\n  discount: 0.9\n  temperature: 5\n");
    ResolvedConfig<Experiment> config =
        ConfigLoader.load(
            DEFAULTS,
            List.of(
                new ConfigSource.YamlFile(file),
                ConfigLoader.assignment("learner.temperature=7"),
                ConfigLoader.assignment("learner.hidden=[8]"),
                new ConfigSource.Assignment("--steps", "training.steps", "12")));
    Expectile learner = (Expectile) config.value().learner();
    assertThat(learner.temperature()).isEqualTo(7);
    assertThat(learner.hidden()).containsExactly(8);
    assertThat(config.value().training().steps()).isEqualTo(12);
    assertThat(config.origin("learner.discount")).isEqualTo(file + ":2:3");
    assertThat(config.origin("learner.temperature")).isEqualTo("--set learner.temperature");
    assertThat(config.origin("training.steps")).isEqualTo("--steps");
    assertThat(config.origin("name")).isEqualTo("default");
  }

  @Test
  void allProblemsAreReportedAtOnceWithTheirPositions() {
    assertThat(
            problems(
                """
                learner:
                  expectile: 1.2
                  temprature: 3
                  hidden: [64, 0]
                  order: corl-ordr
                training:
                  steps: 2.5
                  every: 5
                  normalise: maybe
                  replay: {kind: mix}
                nam: x
                """))
        .containsExactlyInAnyOrder(
            "x.yaml:2:3  learner.expectile = 1.2 is outside (0, 1); it is the expectile of the"
                + " value loss; default 0.7 (arXiv:2110.06169)",
            "x.yaml:3:3  learner.temprature is not a setting; did you mean \"temperature\"?",
            "x.yaml:4:3  learner.hidden = [64, 0] is outside >= 1; it is the widths of the hidden"
                + " layers; default [256, 256]",
            "x.yaml:5:3  learner.order = corl-ordr must be one of author, corl-order; did you mean"
                + " \"corl-order\"?; default author",
            "x.yaml:7:3  training.steps = 2.5 must be a whole number; it is the updates; default"
                + " 1000",
            "x.yaml:8:3  training.every = 5 must be a duration with its unit, such as 200ms, 5s,"
                + " 10min or PT5S; it is the time between checkpoints; default PT1M",
            "x.yaml:9:3  training.normalise = maybe must be true or false; default false",
            "x.yaml:10:12  training.replay.kind = mix must be one of append-all, mix-half",
            "x.yaml:11:1  nam is not a setting; did you mean \"name\"?");
  }

  @Test
  void problemsOfAssignmentsNameTheOption() {
    assertThatThrownBy(() ->
            ConfigLoader.load(DEFAULTS, List.of(ConfigLoader.assignment("learner.discount=1"))))
        .hasMessage(
            "--set learner.discount  learner.discount = 1 is outside [0, 1); it is the discount"
                + " per step; default 0.99");
    assertThatThrownBy(() -> ConfigLoader.assignment("learner.discount"))
        .isInstanceOf(ConfigException.class)
        .hasMessage("--set learner.discount  must look like --set learner.discount=0.99");
  }

  @Test
  void duplicateKeysAreRefused() {
    assertThat(problems("name: a\nname: b\n"))
        .containsExactly("x.yaml:2:1  \"name\" is set twice; first at x.yaml:1:1");
  }

  @Test
  void brokenYamlIsReportedWithItsPosition() {
    assertThat(problems("learner: [1, 2\nname: x"))
        .singleElement()
        .asString()
        .startsWith("x.yaml:2:5  is not valid YAML: ");
    assertThat(problems("just words"))
        .containsExactly("x.yaml:1:1  expected \"key: value\" lines, found just words");
    assertThat(problems("a: &a [*a]")).isNotEmpty();
  }

  @Test
  void wrongShapesAreRefused() {
    assertThat(problems("learner: 3")).containsExactly("x.yaml:1:1  learner = 3 must be a section");
    assertThat(problems("name: [1]"))
        .containsExactly("x.yaml:1:1  name = [1] must be text, not a list; default first");
    assertThat(problems("name:"))
        .containsExactly("x.yaml:1:1  name has no value; it must be text; default first");
    assertThat(problems("learner: {discount: .nan}"))
        .singleElement()
        .asString()
        .contains("must be a number");
    assertThat(problems("training: {steps: 99999999999999999999}"))
        .singleElement()
        .asString()
        .contains("is too large");
  }

  @Test
  void aRefusalOfTheRecordCarriesThePositionOfItsSection() {
    assertThat(problems("learner:\n  temperature: 13\n"))
        .containsExactly("x.yaml:2:3  learner: temperature 13 does not go with expectile 0.7");
  }

  @Test
  void missingFileIsOneLine() {
    assertThatThrownBy(() ->
            ConfigLoader.load(
                DEFAULTS, List.of(new ConfigSource.YamlFile(Path.of("nowhere.yaml")))))
        .hasMessage("nowhere.yaml  does not exist");
  }

  @Test
  void resolvedYamlReadsBackToTheSameRecord() {
    ResolvedConfig<Experiment> config =
        load(
            "name: \"a \\\"b\\\": #c\"\nlearner: {discount: 0.00001, order: corl-order}\n"
                + "training: {task: \"null\", replay: {kind: mix-half}, every: 1ns}\n");
    String yaml = config.toYaml();
    assertThat(load(yaml).value()).isEqualTo(config.value());
    assertThat(yaml)
        .contains("# x.yaml:2:11; discount per step")
        .contains("# default; expectile of the value loss (arXiv:2110.06169)")
        .contains("    kind: mix-half");
  }

  @Test
  void settingsAreListedForHelp() {
    assertThat(SettingDescription.of(DEFAULTS))
        .contains(
            new SettingDescription(
                "learner.expectile",
                "a number",
                "0.7",
                "(0, 1)",
                "expectile of the value loss",
                "arXiv:2110.06169"))
        .extracting(SettingDescription::path)
        .containsSubsequence("learner.discount", "training.task", "training.replay.kind", "name");
  }
}
