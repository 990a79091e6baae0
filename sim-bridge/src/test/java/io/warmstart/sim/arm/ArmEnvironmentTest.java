package io.warmstart.sim.arm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.warmstart.core.config.ConfigException;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.environment.Step;
import io.warmstart.core.environment.TaskReference;
import io.warmstart.core.environment.TaskSuccess;
import io.warmstart.core.environment.VectorEnvironment;
import io.warmstart.core.space.ActionPart;
import io.warmstart.core.space.Role;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tasks: what is seen, paid, drawn and how actions act. */
class ArmEnvironmentTest {
  private static ArmEnvironment create(String task) {
    return new ArmSimulator().environment(TaskReference.parse(task));
  }

  private static float[] row(Observation observation) {
    java.lang.foreign.MemorySegment target =
        java.lang.foreign.MemorySegment.ofArray(new float[observation.spec().observationWidth()]);
    observation.copyVectorTo(target, 0);
    return target.toArray(java.lang.foreign.ValueLayout.JAVA_FLOAT);
  }

  @Test
  void goalIsAPartOfItsOwnAndTheObjectCanBeHidden() {
    try (ArmEnvironment push = create("arm-push-sparse");
        ArmEnvironment hidden = create("arm-push-sparse[hideObject=true]")) {
      assertThat(push.spec().observations())
          .extracting(part -> part.role())
          .containsExactly(Role.STATE, Role.STATE, Role.GOAL);
      assertThat(push.spec().observationWidth()).isEqualTo(30);
      assertThat(hidden.spec().observations().get(1).role()).isEqualTo(Role.PRIVILEGED);
      assertThat(hidden.spec().observationWidth()).isEqualTo(24);
    }
  }

  @Test
  void toolMovesByTheDisplacementThatIsAskedFor() {
    try (ArmEnvironment arm = create("arm-reach-sparse")) {
      Observation observation = Observation.of(arm.spec());
      arm.reset(4, observation);
      double[] before = arm.state().tool.clone();
      for (int i = 0; i < 3; i++) {
        arm.step(new float[] {0.5f, -0.5f, 0.25f, 0}, observation);
      }
      assertThat(arm.state().tool[0] - before[0]).isCloseTo(0.03, within(2e-3));
      assertThat(arm.state().tool[1] - before[1]).isCloseTo(-0.03, within(2e-3));
      assertThat(arm.state().tool[2] - before[2]).isCloseTo(0.015, within(2e-3));
      assertThat(ArmState.distance(arm.state().tilt, new double[3])).isLessThan(0.01);
    }
  }

  @Test
  void jointActionsMoveJointsByTheirUnits() {
    try (ArmEnvironment speed = create("arm-reach-sparse[control=joint-velocity]");
        ArmEnvironment delta = create("arm-reach-sparse[control=joint-delta]")) {
      for (ArmEnvironment arm : new ArmEnvironment[] {speed, delta}) {
        Observation observation = Observation.of(arm.spec());
        arm.reset(4, observation);
        double before = arm.state().q[0];
        float[] action = {0.25f, 0, 0, 0, 0, 0, 0, 0};
        for (int i = 0; i < 4; i++) {
          arm.step(action, observation);
        }
        double each = arm == speed ? 0.25 * ArmModel.SPEED[0] * 0.05 : 0.25 * ArmDrive.BEND;
        assertThat(arm.state().q[0] - before).isCloseTo(4 * each, within(0.1 * each));
      }
    }
  }

  @Test
  void gripperIsANumberOrAChoice() {
    try (ArmEnvironment number = create("arm-pick-place-sparse");
        ArmEnvironment choice = create("arm-pick-place-sparse[gripper=discrete]")) {
      assertThat(choice.spec().actions().getLast())
          .isEqualTo(new ActionPart.Discrete("gripper", java.util.List.of("open", "closed")));
      Observation observation = Observation.of(number.spec());
      Observation other = Observation.of(choice.spec());
      number.reset(1, observation);
      choice.reset(1, other);
      for (int i = 0; i < 15; i++) {
        number.step(new float[] {0, 0, 0, -1}, observation);
        choice.step(new float[] {0, 0, 0, 1}, other);
      }
      assertThat(number.state().opening).isLessThan(2e-3);
      assertThat(choice.state().opening).isLessThan(2e-3);
      number.step(new float[] {0, 0, 0, 0}, observation);
      assertThat(number.state().opening).isGreaterThan(5e-3);
    }
  }

  @Test
  void sparseRewardIsOneAtTheGoalAndEndsTheEpisodeUnlessToldNotTo() {
    for (boolean ends : new boolean[] {true, false}) {
      try (ArmEnvironment arm = create("arm-reach-sparse[endOnSuccess=" + ends + "]")) {
        Observation observation = Observation.of(arm.spec());
        ArmScript script = new ArmScript(arm, new ReachTask());
        arm.reset(6, observation);
        script.begin(6);
        float[] action = new float[4];
        Step step = new Step(0, false, false);
        for (int i = 0; i < arm.stepLimit() && step.reward() == 0; i++) {
          assertThat(arm.success()).isEqualTo(TaskSuccess.NO);
          script.act(observation, action);
          step = arm.step(action, observation);
        }
        assertThat(step).isEqualTo(new Step(1, ends, false));
        assertThat(arm.success()).isEqualTo(TaskSuccess.YES);
      }
    }
  }

  @Test
  void denseRewardGrowsTowardsTheGoal() {
    try (ArmEnvironment arm = create("arm-reach-dense")) {
      Observation observation = Observation.of(arm.spec());
      ArmScript script = new ArmScript(arm, new ReachTask());
      arm.reset(6, observation);
      script.begin(6);
      float[] action = new float[4];
      float last = Float.NEGATIVE_INFINITY;
      for (int i = 0; i < 5; i++) {
        script.act(observation, action);
        float reward = arm.step(action, observation).reward();
        assertThat(reward).isGreaterThan(last).isNegative();
        last = reward;
      }
    }
  }

  @Test
  void drawsCoverTheirRangesAndNothingBeyond() {
    String ranges =
        "[mass.low=0.5,mass.high=2,friction.low=0.4,friction.high=1.2,delay.low=1,delay.high=3,"
            + "noise.low=0.001,noise.high=0.01,light.low=0.5,light.high=1.5]";
    try (ArmEnvironment arm = create("arm-push-sparse" + ranges)) {
      Observation observation = Observation.of(arm.spec());
      double[] low = new double[5];
      double[] high = new double[5];
      Arrays.fill(low, 9);
      for (int seed = 0; seed < 200; seed++) {
        arm.reset(seed, observation);
        ArmEnvironment.Draws draws = arm.draws();
        double[] drawn = {
          draws.mass(), draws.friction(), draws.delay(), draws.noise(), draws.light()
        };
        for (int k = 0; k < 5; k++) {
          low[k] = Math.min(low[k], drawn[k]);
          high[k] = Math.max(high[k], drawn[k]);
        }
      }
      double[] least = {0.5, 0.4, 1, 0.001, 0.5};
      double[] most = {2, 1.2, 3, 0.01, 1.5};
      for (int k = 0; k < 5; k++) {
        double slack = 0.03 * (most[k] - least[k]);
        assertThat(low[k]).isBetween(least[k], least[k] + slack);
        assertThat(high[k]).isBetween(most[k] - slack, most[k]);
      }
    }
  }

  @Test
  void heavierCubesAndDelaysChangeTheEpisodeAndNoiseTheObservationOnly() {
    try (ArmEnvironment plain = create("arm-push-sparse");
        ArmEnvironment noisy = create("arm-push-sparse[noise.low=0.01,noise.high=0.01]");
        ArmEnvironment late = create("arm-push-sparse[delay.low=2,delay.high=2]")) {
      Observation one = Observation.of(plain.spec());
      Observation two = Observation.of(noisy.spec());
      Observation three = Observation.of(late.spec());
      plain.reset(3, one);
      noisy.reset(3, two);
      late.reset(3, three);
      float[] start = row(three);
      for (int i = 0; i < 2; i++) {
        plain.step(new float[] {1, 0, 0, -1}, one);
        noisy.step(new float[] {1, 0, 0, -1}, two);
        late.step(new float[] {1, 0, 0, -1}, three);
      }
      assertThat(noisy.state().tool).isEqualTo(plain.state().tool);
      float[] seen = row(two);
      float[] exact = row(one);
      double square = 0;
      for (int i = 0; i < seen.length; i++) {
        square += (seen[i] - exact[i]) * (seen[i] - exact[i]);
      }
      assertThat(Math.sqrt(square / seen.length)).isBetween(0.006, 0.014);
      assertThat(row(three)[15]).isCloseTo(start[15], within(1e-4f));
      late.step(new float[] {0, 0, 0, -1}, three);
      assertThat(row(three)[15] - start[15]).isCloseTo(0.02f, within(2e-3f));
    }
  }

  @Test
  void wrongSettingsAreRefusedWithTheirRange() {
    for (String wrong : new String[] {"mass.low=0", "delay.high=50", "control=torque", "foo=1"}) {
      assertThatExceptionOfType(ConfigException.class)
          .as(wrong)
          .isThrownBy(() -> create("arm-push-sparse[" + wrong + "]").close())
          .withMessageContaining(wrong.substring(0, 3));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void vectorsOfArmsGiveTheSameWhateverTheThreads(int threads) {
    try (VectorEnvironment vector =
        new VectorEnvironment(() -> create("arm-push-sparse"), 3, threads)) {
      vector.reset(5);
      for (int t = 0; t < 30; t++) {
        for (int i = 0; i < 3; i++) {
          Arrays.fill(vector.action(i), (float) Math.sin(t + i));
        }
        vector.step();
      }
      float[] seen = row(vector.observation(2));
      try (ArmEnvironment alone = create("arm-push-sparse")) {
        assertThat(seen).hasSize(alone.spec().observationWidth());
      }
      assertThat(Arrays.hashCode(seen)).isEqualTo(reference());
    }
  }

  private static int reference() {
    try (VectorEnvironment vector = new VectorEnvironment(() -> create("arm-push-sparse"), 3, 1)) {
      vector.reset(5);
      for (int t = 0; t < 30; t++) {
        for (int i = 0; i < 3; i++) {
          Arrays.fill(vector.action(i), (float) Math.sin(t + i));
        }
        vector.step();
      }
      return Arrays.hashCode(row(vector.observation(2)));
    }
  }
}
