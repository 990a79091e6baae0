package io.warmstart.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecordCollectionsTest {
  record Wheel(@Setting(doc = "radius in metres", min = 0) double radius, String tyre) {
    Wheel() {
      this(0.3, "soft");
    }
  }

  record Car(Map<String, Wheel> wheels, List<Wheel> spare, SettingsBlock engine) {
    Car() {
      this(Map.of(), List.of(), SettingsBlock.EMPTY);
    }
  }

  record Engine(int cylinders, Wheel flywheel) {}

  private static ResolvedConfig<Car> load(String yaml) {
    return ConfigLoader.load(new Car(), List.of(new ConfigSource.YamlText("car.yaml", yaml)));
  }

  @Test
  void mapsAndListsOfRecordsKeepOrderAndDefaults() {
    ResolvedConfig<Car> car =
        load("wheels:\n  rear: {radius: 0.5}\n  front:\nspare: [{tyre: hard}, {}]\n");
    assertThat(car.value().wheels().keySet()).containsExactly("rear", "front");
    assertThat(car.value().wheels())
        .containsEntry("rear", new Wheel(0.5, "soft"))
        .containsEntry("front", new Wheel());
    assertThat(car.value().spare()).containsExactly(new Wheel(0.3, "hard"), new Wheel());
    assertThat(car.origin("wheels.rear.radius")).isEqualTo("car.yaml:2:10");
    assertThat(car.origin("wheels.front")).isEqualTo("car.yaml:3:3");
    assertThat(car.origin("spare[0].tyre")).isEqualTo("car.yaml:4:10");
  }

  @Test
  void everyProblemIsFoundWithItsPlace() {
    assertThatThrownBy(() ->
            load("wheels:\n  rear: {radius: -1, tire: x}\n  front: 3\nspare: {}\nengine: [1]\n"))
        .isInstanceOfSatisfying(
            ConfigException.class,
            e ->
                assertThat(e.problems())
                    .satisfiesExactly(
                        p -> assertThat(p).startsWith("car.yaml:2:22  wheels.rear.tire is not a"),
                        p -> assertThat(p).startsWith("car.yaml:2:10  wheels.rear.radius = -1"),
                        p ->
                            assertThat(p)
                                .isEqualTo("car.yaml:3:3  wheels.front = 3 must be a section"),
                        p -> assertThat(p).contains("4:1  spare").endsWith("a list of sections"),
                        p ->
                            assertThat(p)
                                .isEqualTo("car.yaml:5:1  engine = [1] must be a section")));
  }

  @Test
  void blocksAreLayersWithTheirOwnPlaces() {
    SettingsBlock block =
        load("engine:\n  flywheel.radius: 0.2\n  flywheel: {tyre: none}\n").value().engine();
    Engine defaults = new Engine(4, new Wheel());
    ResolvedConfig<Engine> engine =
        ConfigLoader.load(defaults, List.of(new ConfigSource.Block(block)));
    assertThat(engine.value()).isEqualTo(new Engine(4, new Wheel(0.2, "none")));
    assertThat(engine.origin("flywheel.radius")).isEqualTo("car.yaml:2:3");
    SettingsBlock wrong = load("engine: {cylinder: 6}\n").value().engine().within("flywheel");
    assertThatThrownBy(() -> ConfigLoader.load(defaults, List.of(new ConfigSource.Block(wrong))))
        .hasMessageContaining("car.yaml:1:10  flywheel.cylinder is not a setting");
  }
}
