package io.warmstart.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmstart.core.data.BatchSource;
import io.warmstart.core.data.Dataset;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.learner.Learner;
import io.warmstart.core.learner.LearnerConfig;
import io.warmstart.core.learner.ObservationStatistics;
import io.warmstart.core.learner.Policy;
import io.warmstart.core.learner.Policy.ActionMode;
import io.warmstart.core.learner.PolicySession;
import io.warmstart.core.learner.Preprocessing;
import io.warmstart.core.learner.TrainingDivergedException;
import io.warmstart.core.reward.RewardTransform;
import io.warmstart.core.space.ActionPart;
import io.warmstart.core.space.Channel;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.core.space.SpecMismatchException;
import io.warmstart.engine.Executor;
import io.warmstart.engine.reference.ReferenceExecutor;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every learner promises, on any executor. */
public abstract class LearnerContract {
  private static final int UPDATES = 4;
  private Dataset dataset;

  /** Settings of the algorithm under test, with small networks and batches. */
  protected abstract LearnerConfig config();

  /** The executor under test. */
  protected Executor executor() {
    return new ReferenceExecutor();
  }

  /** Whether it learns from pictures beside the vector. */
  protected boolean seesPictures() {
    return false;
  }

  private EnvironmentSpec spec() {
    return seesPictures() ? SeenPointMass.SPEC : PointMass.SPEC;
  }

  private Preprocessing preprocessing() {
    return seesPictures() ? Preprocessing.of(SeenPointMass.IMAGES) : Preprocessing.NONE;
  }

  @BeforeEach
  void record() {
    dataset = seesPictures() ? SeenPointMass.dataset(20, 0.5, 11) : PointMass.dataset(20, 0.5, 11);
  }

  @AfterEach
  void discard() {
    dataset.close();
  }

  private Learner learner(long seed) {
    return Learner.create(config(), spec(), preprocessing(), executor(), seed);
  }

  private static StateMap state(Learner learner) {
    StateMap state = new StateMap();
    learner.save(state);
    return state;
  }

  @Test
  void isFoundByItsName() {
    assertThat(StreamSupport.stream(ServiceLoader.load(LearnerConfig.class).spliterator(), false))
        .anyMatch(found -> found.name().equals(config().name()));
    assertThat(config().summary()).isNotBlank();
  }

  @Test
  void sameSeedGivesTheSameBitsAndAnotherSeedOthers() {
    try (Learner first = learner(1);
        Learner second = learner(1);
        Learner third = learner(2)) {
      for (Learner learner : List.of(first, second, third)) {
        learner.train(dataset, UPDATES);
      }
      assertThat(state(second).differences(state(first))).isEmpty();
      assertThat(second.metrics()).isEqualTo(first.metrics()).isNotEmpty();
      assertThat(state(third).differences(state(first))).isNotEmpty();
    }
  }

  @Test
  void savingLoadingAndContinuingEqualsAnUninterruptedRun() {
    try (Learner whole = learner(1);
        Learner half = learner(1);
        Learner resumed = learner(1)) {
      whole.train(dataset, UPDATES + 3);
      half.train(dataset, UPDATES);
      resumed.load(state(half));
      assertThat(resumed.updates()).isEqualTo(UPDATES);
      resumed.train(dataset, 3);
      assertThat(state(resumed).differences(state(whole))).isEmpty();
      assertThat(resumed.metrics()).isEqualTo(whole.metrics());
    }
  }

  @Test
  void onlineLearnerGoesOnFromTheSameWeights() {
    Learner offline = learner(1);
    offline.train(dataset, UPDATES);
    StateMap before = state(offline);
    try (Learner online = offline.startOnline()) {
      assertThat(state(online).differences(before)).isEmpty();
      online.train(dataset, 1);
      assertThat(online.updates()).isEqualTo(UPDATES + 1);
    }
  }

  @Test
  void updatesMoveWeightsAndLeaveTheNormaliserAlone() {
    Preprocessing normalized =
        new Preprocessing(new RewardTransform(2, -1), true, preprocessing().images());
    try (Learner learner = Learner.create(config(), spec(), normalized, executor(), 1)) {
      learner.normalize(ObservationStatistics.of(dataset));
      StateMap before = state(learner);
      learner.train(dataset, UPDATES);
      List<String> moved = state(learner).differences(before);
      assertThat(moved).noneMatch(name -> name.startsWith("normalizer/"));
      assertThat(moved).anyMatch(name -> name.startsWith("policy/") || name.startsWith("actor/"));
      assertThat(before.floats("normalizer/mean")[0]).isNotZero();
    }
  }

  @Test
  void publishedPolicyIsUnaffectedByLaterUpdates() {
    try (Learner learner = learner(1);
        Policy policy = learner.policy()) {
      float[] before = severalActions(policy);
      learner.train(dataset, UPDATES);
      assertThat(severalActions(policy)).isEqualTo(before);
      assertThat(policy.version()).isZero();
      try (Policy later = learner.policy()) {
        assertThat(severalActions(later)).isNotEqualTo(before);
        assertThat(later.version()).isEqualTo(UPDATES);
      }
    }
  }

  @Test
  void sessionOutlivesItsPolicyAndItsLearner() {
    Learner learner = learner(1);
    Policy policy = learner.policy();
    PolicySession session = policy.begin(ActionMode.DETERMINISTIC, 0);
    policy.close();
    learner.close();
    float[] action = new float[2];
    session.act(observation(0.3f, -0.2f), action);
    assertThat(Float.isFinite(action[0])).isTrue();
    session.close();
    assertThatThrownBy(() -> policy.begin(ActionMode.DETERMINISTIC, 0))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> session.act(observation(0, 0), action))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void actionsStayInTheBoxPerDimension() {
    try (Learner learner = learner(1);
        Policy policy = learner.policy()) {
      List<Channel> channels = PointMass.SPEC.boxChannels();
      for (ActionMode mode : ActionMode.values()) {
        try (PolicySession session = policy.begin(mode, 3)) {
          float[] action = new float[2];
          for (int k = 0; k < 200; k++) {
            float size = (float) Math.pow(10, k % 7 - 2);
            session.act(observation(k % 2 == 0 ? size : -size, k % 3 == 0 ? size : -size), action);
            for (int i = 0; i < 2; i++) {
              assertThat((double) action[i])
                  .isBetween(channels.get(i).low(), channels.get(i).high());
            }
          }
        }
      }
    }
  }

  @Test
  void sampledActionsRepeatUnderTheirSeed() {
    try (Learner learner = learner(1);
        Policy policy = learner.policy()) {
      assertThat(act(policy, ActionMode.SAMPLED, 7)).isEqualTo(act(policy, ActionMode.SAMPLED, 7));
    }
  }

  @Test
  void rowsOfAnotherSpecAreRefused() {
    try (Learner learner =
        Learner.create(config(), EnvironmentSpec.ofWidths(3, 2), executor(), 1)) {
      assertThatThrownBy(() -> learner.train(dataset, 1))
          .isInstanceOf(SpecMismatchException.class)
          .hasMessageContaining("observation width 2, expected 3");
    }
  }

  @Test
  void discreteActionsAreRefusedWhereTheyCannotBeHandled() {
    EnvironmentSpec discrete =
        new EnvironmentSpec(
            PointMass.SPEC.observations(),
            List.of(new ActionPart.Discrete("gripper", List.of("open", "closed"))),
            PointMass.SPEC.controlPeriod());
    if (handlesDiscreteActions()) {
      Learner.create(config(), discrete, executor(), 1).close();
    } else {
      assertThatThrownBy(() -> Learner.create(config(), discrete, executor(), 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("gripper");
    }
  }

  /** Whether specs with discrete parts are accepted. */
  protected boolean handlesDiscreteActions() {
    return false;
  }

  @Test
  void batchThatIsNotFiniteIsRefusedAndExplained() {
    try (Learner learner = learner(1)) {
      learner.train(dataset, UPDATES);
      StateMap healthy = state(learner);
      assertThatThrownBy(() -> learner.train(poisoned(), 1))
          .isInstanceOfSatisfying(
              TrainingDivergedException.class,
              e -> {
                assertThat(e.update()).isEqualTo(UPDATES);
                assertThat(e.tensor()).isNotBlank();
              })
          .hasMessageContaining("observations");
      assertThat(state(learner).differences(healthy)).isEmpty();
      learner.load(healthy);
      learner.train(dataset, 1);
      assertThat(learner.updates()).isEqualTo(UPDATES + 1);
    }
  }

  private BatchSource poisoned() {
    int rows = 4096;
    double[] observations = new double[2 * rows];
    observations[5] = Double.NaN;
    double[] masks = new double[rows];
    Arrays.fill(masks, 1);
    return new FixedBatches(spec())
        .add(
            new FixedBatches.Rows(
                observations,
                new double[2 * rows],
                new double[rows],
                masks,
                observations,
                new double[2 * rows],
                new double[rows]));
  }

  private float[] act(Policy policy, ActionMode mode, long seed) {
    float[] action = new float[2];
    try (PolicySession session = policy.begin(mode, seed)) {
      session.act(observation(0.4f, -0.7f), action);
    }
    return action;
  }

  /**
   * In several states and both modes: the best of candidates is often at a bound before training.
   */
  private float[] severalActions(Policy policy) {
    int states = 8;
    float[] all = new float[4 * states];
    int at = 0;
    for (ActionMode mode : ActionMode.values()) {
      try (PolicySession session = policy.begin(mode, 0)) {
        float[] action = new float[2];
        for (int k = 0; k < states; k++) {
          session.act(observation(0.2f * k - 0.7f, 0.6f - 0.15f * k), action);
          all[at++] = action[0];
          all[at++] = action[1];
        }
      }
    }
    return all;
  }

  private Observation observation(float x, float y) {
    Observation seen = SeenPointMass.observation(x, y);
    if (seesPictures()) {
      return seen;
    }
    Observation observation = Observation.of(PointMass.SPEC);
    observation.set(0, 0, x);
    observation.set(0, 1, y);
    return observation;
  }
}
