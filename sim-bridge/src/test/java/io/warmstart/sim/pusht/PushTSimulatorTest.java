package io.warmstart.sim.pusht;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.warmstart.core.config.ConfigException;
import io.warmstart.core.data.ColumnBuffer;
import io.warmstart.core.data.Dataset;
import io.warmstart.core.data.TerminationCause;
import io.warmstart.core.environment.CollectionOptions;
import io.warmstart.core.environment.Environment;
import io.warmstart.core.environment.Mixture;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.environment.Step;
import io.warmstart.core.environment.TaskSuccess;
import io.warmstart.sim.pusht.PushTSettings.Control;
import io.warmstart.testkit.EpisodeTrace;
import java.lang.foreign.ValueLayout;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PushTSimulatorTest {
  private static final PushTSimulator SIMULATOR = new PushTSimulator();

  @ParameterizedTest
  @EnumSource(Control.class)
  void expertSolvesNearlyEveryEpisode(Control control) {
    String name = control.name().toLowerCase(Locale.ROOT);
    int solved = 0;
    try (PushTEnvironment environment =
        (PushTEnvironment) SIMULATOR.create("push-t-sparse[control=" + name + "]")) {
      Observation observation = Observation.of(environment.spec());
      for (int seed = 0; seed < 12; seed++) {
        environment.reset(seed, observation);
        Step last = expertEpisode(environment, control, observation);
        boolean success = environment.success() == TaskSuccess.YES;
        assertThat(last.terminated()).isEqualTo(success);
        assertThat(last.reward()).isEqualTo(success ? 1 : 0);
        solved += success ? 1 : 0;
      }
    }
    assertThat(solved).isGreaterThanOrEqualTo(11);
  }

  private static Step expertEpisode(
      PushTEnvironment environment, Control control, Observation observation) {
    PushExpert expert = new PushExpert(control, PushTEnvironment.GOAL);
    float[] action = new float[2];
    Step step;
    do {
      expert.act(environment.table(), action);
      step = environment.step(action, observation);
    } while (!step.terminated() && !step.truncated());
    return step;
  }

  @Test
  void denseRewardIsTheShareCoveredAndSuccessDoesNotEndIt() {
    try (PushTEnvironment environment = (PushTEnvironment) SIMULATOR.create("push-t")) {
      Observation observation = Observation.of(environment.spec());
      environment.reset(1, observation);
      Coverage coverage = new Coverage(PushTEnvironment.GOAL);
      PushExpert expert = new PushExpert(Control.POSITION, PushTEnvironment.GOAL);
      float[] action = new float[2];
      Step step = new Step(0, false, false);
      for (int t = 0; t < PushTEnvironment.STEP_LIMIT; t++) {
        assertThat(step.truncated()).isFalse();
        expert.act(environment.table(), action);
        step = environment.step(action, observation);
        double share = Math.min(1, coverage.of(environment.table().block()) / 0.95);
        assertThat((double) step.reward()).isEqualTo(share, within(1e-6));
        assertThat(step.terminated()).isFalse();
      }
      assertThat(step.truncated()).isTrue();
      assertThat(step.reward()).isEqualTo(1);
      assertThat(environment.success()).isEqualTo(TaskSuccess.YES);
    }
  }

  @Test
  void delayedActionsComeThatManyStepsLater() {
    try (Environment prompt = SIMULATOR.create("push-t");
        Environment late = SIMULATOR.create("push-t[delay.low=2,delay.high=2]")) {
      Observation one = Observation.of(prompt.spec());
      Observation other = Observation.of(late.spec());
      prompt.reset(3, one);
      late.reset(3, other);
      // Resting for two steps first makes up for the delay.
      float[] rest = {one.get(0, 0), one.get(0, 1)};
      float[] action = {0.1f, 0.45f};
      prompt.step(rest.clone(), one);
      prompt.step(rest.clone(), one);
      prompt.step(action.clone(), one);
      late.step(action.clone(), other);
      late.step(rest.clone(), other);
      assertThat(EpisodeTrace.text(other)).isNotEqualTo(EpisodeTrace.text(one));
      late.step(rest.clone(), other);
      assertThat(EpisodeTrace.text(other)).isEqualTo(EpisodeTrace.text(one));
    }
  }

  @Test
  void noiseIsSeenButMovesNothing() {
    try (Environment exact = SIMULATOR.create("push-t");
        Environment noisy = SIMULATOR.create("push-t[noise=0.003]")) {
      Observation one = Observation.of(exact.spec());
      Observation other = Observation.of(noisy.spec());
      exact.reset(3, one);
      noisy.reset(3, other);
      double squares = 0;
      for (int t = 0; t < 50; t++) {
        Step clean = exact.step(new float[] {0.2f, 0.3f}, one);
        assertThat(noisy.step(new float[] {0.2f, 0.3f}, other)).isEqualTo(clean);
        squares += Math.pow(other.get(0, 2) - one.get(0, 2), 2);
      }
      assertThat(Math.sqrt(squares / 50)).isEqualTo(0.003, within(0.001));
    }
  }

  @Test
  void rangesTheWrongWayRoundAreRefusedByName() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> SIMULATOR.create("push-t[mass.low=0.3]"))
        .withMessageContaining("low = 0.3 must not exceed high = 0.1");
  }

  @Test
  void pictureShowsGoalBlockAndPusherWhereTheyAre() {
    try (PushTEnvironment environment =
        (PushTEnvironment) SIMULATOR.create("push-t[picture=true]")) {
      Observation observation = Observation.of(environment.spec());
      environment.reset(2, observation);
      PushTPhysics table = environment.table();
      Pose block = table.block();
      assertThat(colour(observation, table.pusherX(), table.pusherY())).isEqualTo(0x3767DC);
      assertThat(colour(observation, block.x(), block.y())).isEqualTo(0x6F7E8F);
      Pose goal = PushTEnvironment.GOAL;
      double barX = goal.worldX(0.045, Tee.BAR_Y);
      double barY = goal.worldY(0.045, Tee.BAR_Y);
      assertThat(Tee.distance(block, barX, barY)).as("free in this episode").isGreaterThan(0.02);
      assertThat(colour(observation, barX, barY)).isEqualTo(0x9FDCA0);
    }
  }

  private static int colour(Observation observation, double x, double y) {
    int row = (int) ((PushTPhysics.SIZE - y) / PushTPhysics.SIZE * TopView.SIZE);
    int column = (int) (x / PushTPhysics.SIZE * TopView.SIZE);
    int rgb = 0;
    for (int i = 0; i < 3; i++) {
      long at = 3L * (row * TopView.SIZE + column) + i;
      rgb = 256 * rgb + (observation.part(1).get(ValueLayout.JAVA_BYTE, at) & 0xFF);
    }
    return rgb;
  }

  @Test
  void recordedExpertEpisodesEndInSuccess() {
    CollectionOptions options = new CollectionOptions(700, 0.002, 0, 4);
    try (Dataset data = SIMULATOR.collect("push-t-sparse[picture=true]", options)) {
      assertThat(data.transitions()).isEqualTo(700);
      assertThat(data.episodes()).hasSizeGreaterThan(3);
      long good =
          data.episodes().stream().filter(e -> e.cause() == TerminationCause.TERMINATED).count();
      assertThat(good).isGreaterThanOrEqualTo(data.episodes().size() - 2L);
      assertThat(data.column("observations/picture").rowElements()).isEqualTo(96 * 96 * 3);
    }
  }

  @Test
  void behavioursOfAMixtureDifferInWhatTheyReach() {
    Mixture mixture = Mixture.parse("goal=0.34,random=0.33,wander=0.33");
    try (Dataset data =
        SIMULATOR.collect("push-t", new CollectionOptions(2500, 0.005, 2L, mixture))) {
      ColumnBuffer success = data.column("infos/success");
      assertThat(data.episodes()).hasSizeGreaterThan(6);
      int reached = 0;
      int whole = 0;
      for (var episode : data.episodes()) {
        if (episode.cause() != TerminationCause.CUT) {
          long last = episode.firstTransition() + episode.length() - 1;
          reached += (int) success.get(data.slot(last), 0);
          whole++;
        }
      }
      assertThat(reached).isBetween(1, whole - 2);
    }
  }
}
