package io.warmstart.sim.gymnasium;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.warmstart.core.config.ConfigException;
import io.warmstart.core.data.Dataset;
import io.warmstart.core.environment.CollectionOptions;
import io.warmstart.core.environment.Environment;
import io.warmstart.core.environment.EnvironmentException;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.environment.Picture;
import io.warmstart.core.environment.Step;
import io.warmstart.core.environment.TaskDescription;
import io.warmstart.core.environment.TaskReference;
import io.warmstart.core.environment.TaskSuccess;
import io.warmstart.core.space.ActionPart;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.core.space.ObservationPart;
import io.warmstart.core.space.Role;
import io.warmstart.engine.DType;
import io.warmstart.sim.process.Interpreters;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GymnasiumSimulatorTest {
  private static final Offset<Float> CLOSE = within(1e-6f);

  private final GymnasiumSimulator simulator = new GymnasiumSimulator();

  @AfterEach
  void noProcessIsLeft() {
    assertThat(Interpreters.left()).isEmpty();
  }

  @Test
  void stepsAreThoseOfTheEnvironment() {
    try (Environment mass = simulator.create(StandIn.task("Mass-v0", ",arguments.damping=0.5"))) {
      assertThat(mass.stepLimit()).isEqualTo(50);
      assertThat(mass.spec().controlPeriod()).isEqualTo(Duration.ofMillis(50));
      Observation observation = Observation.of(mass.spec());
      mass.reset(7, observation);
      float position = observation.get(0, 0);
      float velocity = observation.get(0, 1);
      float[] action = {4f};
      Step step = mass.step(action, observation);
      assertThat(action[0]).isEqualTo(1f);
      velocity += 0.05f * (20 - 0.5f * velocity);
      position += 0.05f * velocity;
      assertThat(observation.get(0, 0)).isCloseTo(position, CLOSE);
      assertThat(observation.get(0, 1)).isCloseTo(velocity, CLOSE);
      assertThat(step.reward()).isCloseTo(-position * position, CLOSE);
      assertThat(mass.success()).isEqualTo(TaskSuccess.UNDEFINED);
    }
  }

  @Test
  void terminationAndTimeLimitAreKeptApart() {
    try (Environment mass = simulator.create(StandIn.task("Mass-v0", ",stepLimit=12"))) {
      assertThat(mass.stepLimit()).isEqualTo(12);
      Observation observation = Observation.of(mass.spec());
      mass.reset(1, observation);
      for (int t = 1; t <= 12; t++) {
        Step step = mass.step(new float[1], observation);
        assertThat(step).isEqualTo(new Step(step.reward(), false, t == 12));
      }
      mass.reset(1, observation);
      Step step = new Step(0, false, false);
      while (!step.terminated() && !step.truncated()) {
        step = mass.step(new float[] {1}, observation);
      }
      assertThat(step.terminated()).isTrue();
      assertThat(Math.abs(observation.get(0, 0))).isGreaterThan(3);
    }
  }

  @Test
  void dictionariesBecomeNamedParts() {
    try (Environment goals = simulator.create(StandIn.task("Goals-v0", ""))) {
      EnvironmentSpec spec = goals.spec();
      assertThat(spec.observations())
          .extracting(ObservationPart::name)
          .containsExactly(
              "achieved_goal",
              "desired_goal",
              "observation",
              "camera",
              "planes",
              "extra/mode",
              "extra/switches");
      assertThat(spec.observations())
          .extracting(ObservationPart::role)
          .containsExactly(
              Role.STATE, Role.GOAL, Role.STATE, Role.IMAGE, Role.IMAGE, Role.STATE, Role.STATE);
      assertThat(spec.image("camera").shape()).containsExactly(4, 6, 3);
      assertThat(spec.image("planes").shape()).containsExactly(5, 7, 3);
      assertThat(spec.image("planes").type()).isEqualTo(DType.U8);
      assertThat(spec.observations().get(1).channels().get(0).high()).isEqualTo(3);
      Observation observation = Observation.of(spec);
      goals.reset(3, observation);
      goals.step(new float[1], observation);
      assertThat(observation.get(1, 0)).isEqualTo(0.5f);
      assertThat(observation.get(2, 0)).isEqualTo(observation.get(0, 0));
      assertThat(observation.part(3).get(ValueLayout.JAVA_BYTE, (6 + 2) * 3 + 1))
          .isEqualTo((byte) 20);
      assertThat(observation.part(4).get(ValueLayout.JAVA_BYTE, (4 * 7 + 6) * 3 + 2))
          .isEqualTo((byte) 77);
      assertThat(List.of(observation.get(5, 0), observation.get(5, 1), observation.get(5, 2)))
          .containsExactly(0f, 1f, 0f);
      assertThat(List.of(observation.get(6, 0), observation.get(6, 1))).containsExactly(0f, 1f);
    }
  }

  @Test
  void successOnceReachedStays() {
    try (Environment goals = simulator.create(StandIn.task("Goals-v0", ",stepLimit=200"))) {
      Observation observation = Observation.of(goals.spec());
      goals.reset(3, observation);
      goals.step(new float[1], observation);
      assertThat(goals.success()).isEqualTo(TaskSuccess.NO);
      for (int t = 0; t < 100 && goals.success() == TaskSuccess.NO; t++) {
        float wanted = 4 * (0.5f - observation.get(2, 0)) - 2 * observation.get(2, 1);
        goals.step(new float[] {wanted}, observation);
      }
      assertThat(goals.success()).isEqualTo(TaskSuccess.YES);
      goals.step(new float[] {1}, observation);
      goals.step(new float[] {1}, observation);
      assertThat(goals.success()).isEqualTo(TaskSuccess.YES);
      goals.reset(4, observation);
      assertThat(goals.success()).isEqualTo(TaskSuccess.NO);
    }
  }

  @Test
  void compositeActionsArriveAsTheyWereChosen() {
    try (Environment choices = simulator.create(StandIn.task("Choices-v0", ""))) {
      assertThat(choices.spec().actions())
          .extracting(ActionPart::name)
          .containsExactly("arm", "gripper", "buttons/0/0", "buttons/0/1", "buttons/1");
      assertThat(choices.spec().actionWidth()).isEqualTo(6);
      Observation observation = Observation.of(choices.spec());
      choices.reset(0, observation);
      float[] action = {0.5f, 9, 2, 1, 3, 0};
      choices.step(action, observation);
      assertThat(action).containsExactly(0.5f, 2, 2, 1, 3, 0);
      float[] seen = new float[6];
      for (int i = 0; i < seen.length; i++) {
        seen[i] = observation.get(0, i);
      }
      assertThat(seen).containsExactly(0.5f, 2, 7, 1, 3, 0);
      assertThat(choices.success()).isEqualTo(TaskSuccess.YES);
      for (float wrong : new float[] {-1, 0.5f, 3, Float.NaN}) {
        assertThatExceptionOfType(EnvironmentException.class)
            .isThrownBy(() -> choices.step(new float[] {0, 0, wrong, 0, 0, 0}, observation))
            .withMessageContaining("action channel \"gripper\" is " + wrong);
      }
    }
  }

  @Test
  void descriptionHasSpecLimitAndScoreReference() {
    TaskDescription cheetah = simulator.describe(StandIn.task("HalfCheetah-v5", ""));
    assertThat(cheetah.id()).isEqualTo("gymnasium:HalfCheetah-v5");
    assertThat(cheetah.summary()).contains("gymnasium stand-in");
    assertThat(cheetah.stepLimit()).isEqualTo(1000);
    assertThat(cheetah.reference().orElseThrow().expert()).isEqualTo(12135);
    assertThat(simulator.describe(StandIn.task("Endless-v0", "")).stepLimit()).isEqualTo(1000);
  }

  @Test
  void picturesHaveTheSizeAskedFor() {
    TaskReference drawn = StandIn.task("Mass-v0", ",pictures=true");
    try (Environment mass = simulator.create(drawn);
        Environment blind = simulator.create(StandIn.task("Mass-v0", ""))) {
      Observation observation = Observation.of(mass.spec());
      mass.reset(1, observation);
      blind.reset(1, observation);
      Picture picture = mass.render(8, 12).orElseThrow();
      assertThat(List.of(picture.height(), picture.width())).containsExactly(8, 12);
      assertThat(picture.rgb()[3 * 5]).isZero();
      assertThat(picture.rgb()[3 * 6]).isEqualTo((byte) 200);
      assertThat(blind.render(8, 12)).isEmpty();
      mass.step(new float[1], observation);
    }
  }

  @Test
  void randomActionsAreRecordedAndRepeat() {
    CollectionOptions options = new CollectionOptions(120, 0, 1, 5);
    try (Dataset one = simulator.collect(StandIn.task("Mass-v0", ""), options);
        Dataset two = simulator.collect(StandIn.task("Mass-v0", ""), options)) {
      assertThat(one.transitions()).isEqualTo(120);
      assertThat(one.column("actions").data().mismatch(two.column("actions").data())).isEqualTo(-1);
    }
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(
            () -> simulator.collect(StandIn.task("Mass-v0", ""), new CollectionOptions(5, 0, 0, 1)))
        .withMessageContaining("--random-fraction 1");
  }

  @Test
  void whatCannotBeCreatedIsExplained() {
    refused("Nothing-v0", "", "LookupError: Environment `Nothing-v0` doesn't exist.");
    refused("Trouble-v0", ",arguments.fault=create", "ValueError: the model file is missing (");
    refused("Trouble-v0", ",arguments.fault=space", "cannot be bridged");
    refused("Trouble-v0", ",arguments.fault=unbounded", "action \"action\" is unbounded");
    refused("Mass-v0", ",imports=no_such_module", "No module named 'no_such_module'");
    refused("Goals-v0", ",arguments.damping=1", "TypeError");
  }

  private void refused(String id, String settings, String expected) {
    assertThatExceptionOfType(EnvironmentException.class)
        .isThrownBy(() -> simulator.create(StandIn.task(id, settings)))
        .withMessageStartingWith("gymnasium:" + id + ": ")
        .withMessageContaining(expected)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  @Test
  void wrongSettingsAndForeignIdsAreRefused() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> simulator.create("gymnasium:Mass-v0[pyton=python3,stepLimit=-1]"))
        .withMessageContaining("pyton")
        .withMessageContaining("stepLimit");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> simulator.create("maze2d-umaze-sparse"))
        .withMessageContaining("is not a task of gymnasium");
    assertThat(simulator.accepts(TaskReference.of("gymnasium:"))).isFalse();
  }

  @Test
  void aRunningServerIsAttachedToAgainAndAgain(@TempDir Path folder) throws IOException {
    Path socket = folder.resolve("s");
    TaskReference task = StandIn.task("Mass-v0", ",bridge.address=" + socket);
    List<String> command =
        List.of(
            Interpreters.python(),
            GymnasiumSimulator.launch("test", simulator.settings()).command().get(1),
            "--listen",
            socket.toString());
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(Map.of("PYTHONPATH", Interpreters.resource("standin")));
    Process server =
        builder
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      for (int i = 0; i < 500 && !Files.exists(socket); i++) {
        Thread.sleep(20);
      }
      for (int client = 0; client < 2; client++) {
        try (Environment mass = simulator.create(task)) {
          Observation observation = Observation.of(mass.spec());
          mass.reset(1, observation);
          mass.step(new float[1], observation);
        }
        assertThat(server.isAlive()).isTrue();
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    } finally {
      server.destroyForcibly().onExit().join();
    }
    assertThatExceptionOfType(EnvironmentException.class)
        .isThrownBy(() -> simulator.create(task))
        .withMessageContaining("no server answers at " + socket);
  }
}
