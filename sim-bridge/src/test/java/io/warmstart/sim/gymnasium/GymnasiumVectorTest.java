package io.warmstart.sim.gymnasium;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.warmstart.core.environment.EnvironmentException;
import io.warmstart.core.environment.TaskReference;
import io.warmstart.core.environment.VectorEnvironment;
import io.warmstart.sim.process.Interpreters;
import io.warmstart.sim.process.ProcessVector;
import io.warmstart.sim.process.RoundTrip;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several copies in one process. */
class GymnasiumVectorTest {
  private static final int COPIES = 3;

  private final GymnasiumSimulator simulator = new GymnasiumSimulator();

  @AfterEach
  void noProcessIsLeft() {
    assertThat(Interpreters.left()).isEmpty();
  }

  @Test
  void copiesInOneProcessLiveThroughTheSameEpisodesAsSeparateOnes() {
    TaskReference task = StandIn.task("Mass-v0", ",stepLimit=25");
    try (ProcessVector batched = simulator.createVector(task, COPIES);
        VectorEnvironment separate =
            new VectorEnvironment(() -> simulator.create(task), COPIES, 1)) {
      batched.reset(4);
      separate.reset(4);
      int terminated = 0;
      int truncated = 0;
      for (int t = 0; t < 80; t++) {
        for (int i = 0; i < COPIES; i++) {
          // Copy 0 runs away, the others stay within the limit.
          float action = i == 0 ? 1 : (t + i) % 2 - 0.5f;
          batched.action(i)[0] = action;
          separate.action(i)[0] = action;
        }
        batched.step();
        separate.step();
        for (int i = 0; i < COPIES; i++) {
          assertThat(batched.reward(i)).isEqualTo(separate.reward(i));
          assertThat(batched.terminated(i)).isEqualTo(separate.terminated(i));
          assertThat(batched.truncated(i)).isEqualTo(separate.truncated(i));
          for (int k = 0; k < 2; k++) {
            assertThat(batched.observation(i).get(0, k))
                .isEqualTo(separate.observation(i).get(0, k));
            assertThat(batched.finalObservation(i).get(0, k))
                .isEqualTo(separate.finalObservation(i).get(0, k));
          }
          terminated += batched.terminated(i) ? 1 : 0;
          truncated += batched.truncated(i) ? 1 : 0;
        }
      }
      assertThat(terminated).isGreaterThan(3);
      assertThat(truncated).isGreaterThan(3);
    }
  }

  @Test
  void aFailedStepNeedsAReset() {
    TaskReference task = StandIn.task("Trouble-v0", ",arguments.fault=raise,arguments.at=2");
    try (ProcessVector vector = simulator.createVector(task, 1)) {
      assertThatIllegalStateException().isThrownBy(vector::step);
      vector.reset(1);
      vector.step();
      assertThatExceptionOfType(EnvironmentException.class).isThrownBy(vector::step);
      assertThatIllegalStateException().isThrownBy(vector::step);
      vector.reset(1);
      vector.step();
    }
  }

  @Test
  void messagesThatWouldBeTooLargeAreRefusedBeforeTheFirstStep() {
    TaskReference task = StandIn.task("Mass-v0", ",bridge.maxMegabytes=1");
    assertThatExceptionOfType(EnvironmentException.class)
        .isThrownBy(
            () -> simulator.createVector(StandIn.task("Goals-v0", ",bridge.maxMegabytes=1"), 4000))
        .withMessageContaining("bytes, at most 1048576 are allowed");
    simulator.createVector(task, 2).close();
  }

  @Test
  void echoComesBackInTheSizeAskedFor() {
    GymnasiumSettings settings = StandIn.task("Mass-v0", "").over(new GymnasiumSettings());
    try (RoundTrip way = GymnasiumSimulator.roundTrip(settings)) {
      for (int size : new int[] {0, 8, 100, 200_000}) {
        assertThat(way.exchange(72, size)).isPositive();
      }
    }
  }
}
