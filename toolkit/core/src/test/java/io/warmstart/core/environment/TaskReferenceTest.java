package io.warmstart.core.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.warmstart.core.config.ConfigException;
import io.warmstart.core.config.Setting;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskReferenceTest {
  private enum Control {
    VELOCITY,
    POSITION_DELTA
  }

  private record Range(@Setting(doc = "least", min = 0) double low, double high) {}

  private record Settings(
      @Setting(doc = "mass, kg") Range mass,
      @Setting(doc = "what an action is") Control control,
      @Setting(doc = "file") String model) {}

  private static final Settings DEFAULTS = new Settings(new Range(1, 1), Control.VELOCITY, "");

  @Test
  void bareIdHasNoSettings() {
    assertThat(TaskReference.parse(" arm-push ")).isEqualTo(TaskReference.of("arm-push"));
    assertThat(TaskReference.of("arm-push").over(DEFAULTS)).isEqualTo(DEFAULTS);
  }

  @Test
  void settingsAreBoundOverTheDefaults() {
    TaskReference task =
        TaskReference.parse(
            "arm-push[mass.low=0.5, mass.high = 2,control=position-delta,model=\"a,[b].xml\"]");
    assertThat(task.id()).isEqualTo("arm-push");
    assertThat(task.over(DEFAULTS))
        .isEqualTo(new Settings(new Range(0.5, 2), Control.POSITION_DELTA, "a,[b].xml"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gymnasium:Ant-v5",
        "arm-push[mass.low=0.5,control=velocity]",
        "mujoco:hopper.xml[model=\"a, b.xml\"]"
      })
  void textReadsBackToTheSameTask(String text) {
    TaskReference task = TaskReference.parse(text);
    assertThat(TaskReference.parse(task.toString())).isEqualTo(task).hasToString(text);
  }

  @Test
  void everyWrongSettingIsReportedWithItsTask() {
    TaskReference task =
        new TaskReference("arm-push", Map.of("mas.low", "1", "mass.low", "-1", "control", "force"));
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> task.over(DEFAULTS))
        .satisfies(e ->
            assertThat(String.join("\n", e.problems()))
                .contains("task arm-push[mas.low=1]", "did you mean \"mass\"?")
                .contains("task arm-push[mass.low=-1]")
                .contains("task arm-push[control=force]"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a[b=1",
        "a[b]",
        "a[=1]",
        "a[b=1,b=2]",
        "a[b=\"1]",
        "a]",
        "[b=1]",
        "a[b=1]c",
        "a[]"
      })
  void malformedTextIsRefusedWithTheForm(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> TaskReference.parse(text));
  }
}
