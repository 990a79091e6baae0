package io.warmstart.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmstart.core.environment.EnvironmentException;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.environment.VectorEnvironment;
import io.warmstart.sim.pendulum.PendulumSimulator;
import io.warmstart.sim.pointmaze.PointMazeSimulator;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VectorEnvironmentTest {
  private static final int STEPS = 320;

  @ParameterizedTest
  @CsvSource({"1,1", "2,2", "5,1", "5,2", "5,3", "5,5"})
  void copyZeroIsTheSameWhateverTheNumberOfCopiesAndThreads(int copies, int threads) {
    assertThat(trace(copies, threads, 0)).isEqualTo(trace(8, 1, 0));
  }

  @Test
  void everyCopyIsTheSameWithOneAndWithFourThreads() {
    for (int copy = 0; copy < 8; copy++) {
      assertThat(trace(8, 4, copy)).isEqualTo(trace(8, 1, copy));
    }
  }

  @Test
  void copiesDiffer() {
    assertThat(trace(2, 1, 1)).isNotEqualTo(trace(2, 1, 0));
  }

  @Test
  void endedCopiesRestartAndKeepTheFinalObservation() {
    try (VectorEnvironment vector = maze(3, 2)) {
      vector.reset(1);
      Observation before = Observation.of(vector.spec());
      for (int step = 1; step <= 300; step++) {
        for (int i = 0; i < 3; i++) {
          vector.action(i)[0] = 0.001f;
        }
        before.copyFrom(vector.observation(2));
        vector.step();
        assertThat(vector.truncated(2)).isEqualTo(step == 300);
        assertThat(vector.terminated(2)).isFalse();
      }
      Observation last = vector.finalObservation(2);
      Observation first = vector.observation(2);
      // One step moves by at most 0.06 m; a reset starts another episode elsewhere.
      assertThat(Math.abs(last.get(0, 0) - before.get(0, 0))).isLessThan(0.06f);
      assertThat(first.get(0, 0)).isNotEqualTo(last.get(0, 0));
      vector.step();
      assertThat(vector.truncated(2)).isFalse();
    }
  }

  @Test
  void resetRepeatsTheEpisodes() {
    try (VectorEnvironment vector = maze(2, 1)) {
      vector.reset(4);
      float x = vector.observation(1).get(0, 0);
      vector.step();
      vector.reset(5);
      assertThat(vector.observation(1).get(0, 0)).isNotEqualTo(x);
      vector.reset(4);
      assertThat(vector.observation(1).get(0, 0)).isEqualTo(x);
    }
  }

  @Test
  void actionHoldsTheAppliedOneAfterTheStep() {
    PendulumSimulator simulator = new PendulumSimulator();
    try (VectorEnvironment vector =
        new VectorEnvironment(() -> simulator.create("pendulum-v1"), 2, 1)) {
      vector.reset(0);
      vector.action(1)[0] = 9;
      vector.step();
      assertThat(vector.action(1)).containsExactly(2);
    }
  }

  @Test
  void observationsAreCopiedRowByRow() {
    try (VectorEnvironment vector = maze(3, 1);
        Arena arena = Arena.ofConfined()) {
      vector.reset(0);
      MemorySegment rows = arena.allocate(ValueLayout.JAVA_FLOAT, 12);
      vector.copyObservationsTo(rows);
      for (int i = 0; i < 3; i++) {
        assertThat(rows.getAtIndex(ValueLayout.JAVA_FLOAT, 4L * i + 1))
            .isEqualTo(vector.observation(i).get(0, 1));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1", "2"})
  void failureOfACopyIsThrownAndAsksForAReset(int threads) {
    try (VectorEnvironment vector = maze(2, threads)) {
      vector.reset(0);
      vector.action(1)[1] = Float.NaN;
      assertThatThrownBy(vector::step)
          .isInstanceOf(EnvironmentException.class)
          .hasMessageContaining("is NaN");
      vector.action(1)[1] = 0;
      assertThatIllegalStateException().isThrownBy(vector::step);
      vector.reset(0);
      vector.step();
    }
  }

  @Test
  void useBeforeResetOrAfterCloseIsRefused() {
    VectorEnvironment vector = maze(2, 2);
    assertThatIllegalStateException().isThrownBy(vector::step);
    vector.reset(0);
    vector.close();
    vector.close();
    assertThatIllegalStateException().isThrownBy(vector::step);
    assertThatIllegalStateException().isThrownBy(() -> vector.reset(0));
  }

  @Test
  void sizesOutOfRangeAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> maze(2, 3))
        .withMessageContaining("copies = 2, threads = 3");
    assertThatIllegalArgumentException().isThrownBy(() -> maze(0, 0));
  }

  private static VectorEnvironment maze(int copies, int threads) {
    PointMazeSimulator simulator = new PointMazeSimulator();
    return new VectorEnvironment(() -> simulator.create("maze2d-umaze-dense"), copies, threads);
  }

  /** Observations, rewards and ends of one copy over more than an episode. */
  private static List<Float> trace(int copies, int threads, int copy) {
    List<Float> trace = new ArrayList<>();
    try (VectorEnvironment vector = maze(copies, threads)) {
      vector.reset(17);
      for (int step = 0; step < STEPS; step++) {
        for (int i = 0; i < copies; i++) {
          vector.action(i)[0] = (float) Math.sin(0.1 * step + i);
          vector.action(i)[1] = (float) Math.cos(0.07 * step);
        }
        vector.step();
        trace.add(vector.reward(copy));
        trace.add(vector.truncated(copy) ? 1f : 0f);
        for (int i = 0; i < 4; i++) {
          trace.add(vector.observation(copy).get(0, i));
        }
      }
    }
    return trace;
  }
}
