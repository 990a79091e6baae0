package io.warmstart.sim.gymnasium;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.data.TerminationCause;
import io.warmstart.core.environment.CollectionOptions;
import io.warmstart.core.environment.Environment;
import io.warmstart.core.environment.EnvironmentException;
import io.warmstart.core.environment.Observation;
import io.warmstart.sim.process.Interpreters;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Environments that misbehave in their fifth step. */
class GymnasiumFaultTest {
  private static final String SHORT = ",bridge.stepTimeout=800ms,arguments.fault=";

  private final GymnasiumSimulator simulator = new GymnasiumSimulator();

  @AfterEach
  void noProcessIsLeft() {
    assertThat(Interpreters.left()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hang | did not answer within 800 ms while taking a step, so it was ended",
        "offspring | did not answer within 800 ms while taking a step, so it was ended",
        "exit | ended with exit code 3; its last lines on standard error: out of luck, while taking",
        "abort | (signal 6)",
        "raise | RuntimeError: the gripper is stuck (",
        "nan | sent NaN in observation channel \"observation/1\"",
        "reward | sent the reward Infinity",
        "shape | ValueError: observation \"observation\" has the shape (1,), its space says (2,)"
      })
  void faultIsOneClearErrorInTimeAndLosesNoData(String fault, String expected) {
    try (Environment trouble = simulator.create(StandIn.task("Trouble-v0", SHORT + fault))) {
      Observation observation = Observation.of(trouble.spec());
      trouble.reset(1, observation);
      for (int t = 1; t < 5; t++) {
        trouble.step(new float[1], observation);
      }
      long start = System.nanoTime();
      assertThatExceptionOfType(EnvironmentException.class)
          .isThrownBy(() -> trouble.step(new float[1], observation))
          .withMessageStartingWith("gymnasium:Trouble-v0: ")
          .withMessageContaining(expected)
          .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
      assertThatIllegalStateException().isThrownBy(() -> trouble.step(new float[1], observation));
    }
    try (Dataset kept =
        simulator.collect(
            StandIn.task("Trouble-v0", SHORT + fault), new CollectionOptions(40, 0, 1, 3))) {
      assertThat(kept.transitions()).isEqualTo(4);
      assertThat(kept.episodes().getLast().cause()).isEqualTo(TerminationCause.CUT);
    }
  }

  @Test
  void whatTheEnvironmentPrintsDisturbsNothing() {
    for (String transport : new String[] {"stdio", "unix"}) {
      String settings = ",arguments.fault=print,bridge.transport=" + transport;
      try (Environment loud = simulator.create(StandIn.task("Trouble-v0", settings));
          Environment quiet = simulator.create(StandIn.task("Mass-v0", ""))) {
        Observation heard = Observation.of(loud.spec());
        Observation expected = Observation.of(quiet.spec());
        loud.reset(2, heard);
        quiet.reset(2, expected);
        for (int t = 0; t < 20; t++) {
          loud.step(new float[] {0.1f}, heard);
          quiet.step(new float[] {0.1f}, expected);
          assertThat(heard.get(0, 0)).isEqualTo(expected.get(0, 0));
        }
      }
    }
  }

  @Test
  void anExceptionLeavesTheEnvironmentUsableAfterAReset() {
    try (Environment trouble =
        simulator.create(StandIn.task("Trouble-v0", ",arguments.fault=raise"))) {
      Observation observation = Observation.of(trouble.spec());
      trouble.reset(1, observation);
      assertThatExceptionOfType(EnvironmentException.class)
          .isThrownBy(() -> {
            for (int t = 0; t < 5; t++) {
              trouble.step(new float[1], observation);
            }
          });
      trouble.reset(2, observation);
      trouble.step(new float[1], observation);
    }
  }

  @Test
  void aDeadEnvironmentStaysDeadAndSaysWhy() {
    try (Environment trouble =
        simulator.create(StandIn.task("Trouble-v0", ",arguments.fault=exit,arguments.at=1"))) {
      Observation observation = Observation.of(trouble.spec());
      trouble.reset(1, observation);
      assertThatExceptionOfType(EnvironmentException.class)
          .isThrownBy(() -> trouble.step(new float[1], observation));
      assertThatExceptionOfType(EnvironmentException.class)
          .isThrownBy(() -> trouble.reset(1, observation))
          .withMessageContaining("not usable any more, because it ended with exit code 3");
    }
  }

  @Test
  void aFailingResetKeepsTheEpisodesBeforeIt() {
    try (Dataset kept =
        simulator.collect(
            StandIn.task("Trouble-v0", ",arguments.fault=reset,stepLimit=10"),
            new CollectionOptions(40, 0, 1, 3))) {
      assertThat(kept.transitions()).isEqualTo(10);
    }
  }

  @Test
  void slowCreationIsEndedInTime() {
    long start = System.nanoTime();
    assertThatExceptionOfType(EnvironmentException.class)
        .isThrownBy(() ->
            simulator.create(
                StandIn.task("Trouble-v0", ",arguments.fault=slow-start,bridge.startTimeout=3s")))
        .withMessageContaining("did not answer within 3 s while creating the environment");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
  }

  @Test
  void processesThatTheEnvironmentStartedEndWithIt() {
    try (Environment trouble =
        simulator.create(StandIn.task("Trouble-v0", ",arguments.fault=children,arguments.at=1"))) {
      Observation observation = Observation.of(trouble.spec());
      trouble.reset(1, observation);
      trouble.step(new float[1], observation);
      assertThat(Interpreters.left()).hasSize(2);
    }
  }
}
