package io.warmstart.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.warmstart.core.environment.Observation;
import io.warmstart.core.learner.Learner;
import io.warmstart.core.learner.LiveSession;
import io.warmstart.core.learner.ObservationStatistics;
import io.warmstart.core.learner.Policy;
import io.warmstart.core.learner.PolicySession;
import io.warmstart.core.learner.Preprocessing;
import io.warmstart.core.learner.ValueFunction;
import io.warmstart.core.reward.RewardTransform;
import io.warmstart.engine.reference.ReferenceExecutor;
import org.junit.jupiter.api.Test;

/** What core's learner does around any program. */
final class LearnerTest {
  /** dy spans [-1, 3], so 3 is 1, 1 is 0 and -1 is -1 after scaling. */
  private static final FixedBatches BATCH =
      new FixedBatches(PointMass.SPEC)
          .add(
              new FixedBatches.Rows(
                  new double[] {0.5, -1, 0, 0, 0, 0, 0, 0},
                  new double[] {0.25, 2, 0, 0, 0, 0, 0, 0},
                  new double[] {3, 0, 0, 0},
                  new double[] {1, 1, 1, 1},
                  new double[] {1, 1, 0, 0, 0, 0, 0, 0}));

  private static Learner learner(Preprocessing preprocessing) {
    return Learner.create(
        new TinyConfig(), PointMass.SPEC, preprocessing, new ReferenceExecutor(), 1);
  }

  @Test
  void actionsAreScaledFromTheirChannelsInsideTheGraph() {
    try (Learner learner = learner(Preprocessing.NONE)) {
      learner.train(BATCH, 1);
      assertThat(learner.metrics().get("action0")).isCloseTo(0.25, within(1e-12));
      assertThat(learner.metrics().get("action1")).isCloseTo(0.5, within(1e-12));
      assertThat(learner.metrics().get("reward")).isEqualTo(3);
    }
  }

  @Test
  void rewardsAndObservationsAreTransformedAsConfigured() {
    try (Learner learner = learner(new Preprocessing(new RewardTransform(10, -5), true))) {
      learner.normalize(
          new ObservationStatistics(new double[] {1, -1}, new double[] {0.499, 0.249}));
      learner.train(BATCH, 1);
      assertThat(learner.metrics().get("reward")).isCloseTo(25, within(1e-9));
      // (0.5 - 1) / 0.5 + (-1 + 1) / 0.25 and (1 - 1) / 0.5 + (1 + 1) / 0.25, scales in float32.
      assertThat(learner.metrics().get("observation")).isCloseTo(-1, within(1e-6));
      assertThat(learner.metrics().get("next")).isCloseTo(8, within(1e-6));
    }
  }

  @Test
  void actingNormalisesLikeTraining() {
    try (Learner plain = learner(Preprocessing.NONE);
        Learner shifted = learner(new Preprocessing(RewardTransform.NONE, true))) {
      shifted.normalize(
          new ObservationStatistics(new double[] {0.5, 0.25}, new double[] {0.999, 0.999}));
      assertThat(act(shifted, 0.75f, 0.125f)).isEqualTo(act(plain, 0.25f, -0.125f));
      assertThatThrownBy(
              () -> plain.normalize(new ObservationStatistics(new double[2], new double[2])))
          .hasMessageContaining("without observation normalisation");
      assertThatThrownBy(
              () -> shifted.normalize(new ObservationStatistics(new double[3], new double[3])))
          .hasMessageContaining("3 channels, the spec has 2");
    }
  }

  @Test
  void liveSessionFollowsOnlyWhenToldTo() {
    try (Learner learner = learner(Preprocessing.NONE);
        LiveSession live = learner.live(Policy.ActionMode.DETERMINISTIC, 0)) {
      float[] before = act(live);
      learner.train(BATCH, 5);
      assertThat(act(live)).isEqualTo(before);
      assertThat(live.version()).isZero();
      live.refresh();
      assertThat(act(live)).isEqualTo(act(learner, 0.2f, 0.1f)).isNotEqualTo(before);
      assertThat(live.version()).isEqualTo(5);
    }
  }

  @Test
  void noiseIsKeyedBySeedAndStep() {
    try (Learner learner = learner(Preprocessing.NONE);
        Policy policy = learner.policy();
        PolicySession session = policy.begin(Policy.ActionMode.SAMPLED, 3);
        PolicySession other = policy.begin(Policy.ActionMode.SAMPLED, 4)) {
      float[] first = act(session);
      float[] second = act(session);
      assertThat(second).isNotEqualTo(first);
      assertThat(act(other)).isNotEqualTo(first);
      other.restart(3);
      assertThat(act(other)).isEqualTo(first);
      assertThat(act(other)).isEqualTo(second);
    }
  }

  @Test
  void valueFunctionsAreFoundByName() {
    try (Learner learner = learner(Preprocessing.NONE);
        ValueFunction value = learner.value("value")) {
      Observation observation = Observation.of(PointMass.SPEC);
      double at = value.of(observation);
      learner.train(BATCH, 3);
      assertThat(value.of(observation)).isEqualTo(at);
      assertThat(learner.valueNames()).containsExactly("value");
      assertThatThrownBy(() -> learner.value("q"))
          .hasMessage("tiny has no value function \"q\"; it has [value]");
    }
  }

  private static float[] act(Learner learner, float x, float y) {
    try (Policy policy = learner.policy();
        PolicySession session = policy.begin(Policy.ActionMode.DETERMINISTIC, 0)) {
      return act(session, x, y);
    }
  }

  private static float[] act(PolicySession session) {
    return act(session, 0.2f, 0.1f);
  }

  private static float[] act(PolicySession session, float x, float y) {
    Observation observation = Observation.of(PointMass.SPEC);
    observation.set(0, 0, x);
    observation.set(0, 1, y);
    float[] action = new float[2];
    session.act(observation, action);
    return action;
  }
}
