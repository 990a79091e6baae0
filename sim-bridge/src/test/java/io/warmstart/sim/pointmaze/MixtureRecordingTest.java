package io.warmstart.sim.pointmaze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.warmstart.core.data.ColumnBuffer;
import io.warmstart.core.data.Dataset;
import io.warmstart.core.data.Episode;
import io.warmstart.core.data.TerminationCause;
import io.warmstart.core.environment.CollectionOptions;
import io.warmstart.core.environment.Mixture;
import io.warmstart.core.environment.Mixture.Behaviour;
import io.warmstart.sim.pendulum.PendulumSimulator;
import org.junit.jupiter.api.Test;

class MixtureRecordingTest {
  private static final String TASK = "maze2d-medium-sparse";
  private static final Mixture MIXTURE = new Mixture(0.35, 0.15, 0.5);
  private static final int STEPS = 60_000;

  private final PointMazeSimulator simulator = new PointMazeSimulator();

  @Test
  void everyEpisodeIsWholeAndTruncatedAtTheLimit() {
    try (Dataset data = collect(STEPS, 1)) {
      assertThat(data.transitions()).isEqualTo(STEPS);
      assertThat(data.episodes()).hasSize(100);
      for (Episode episode : data.episodes()) {
        assertThat(episode.length()).isEqualTo(600);
        assertThat(episode.cause()).isEqualTo(TerminationCause.TRUNCATED);
      }
      for (long t = 0; t < STEPS; t++) {
        assertThat(data.mask(t)).isEqualTo(1);
      }
    }
  }

  @Test
  void restOfTheStepsIsACutEpisode() {
    try (Dataset data = collect(1000, 1)) {
      assertThat(data.transitions()).isEqualTo(1000);
      assertThat(data.episodes()).hasSize(2);
      assertThat(data.episodes().getLast().length()).isEqualTo(400);
      assertThat(data.episodes().getLast().cause()).isEqualTo(TerminationCause.CUT);
    }
  }

  @Test
  void behavioursHaveTheirSharesToWithinOneEpisode() {
    int[] counts = new int[3];
    try (Dataset data = collect(STEPS, 1)) {
      ColumnBuffer behaviour = data.column("infos/behaviour");
      for (Episode episode : data.episodes()) {
        counts[(int) behaviour.get(data.slot(episode.firstTransition()), 0)]++;
      }
    }
    assertThat(counts).containsExactly(34, 15, 51);
  }

  @Test
  void everyEpisodeStartsFromAResetOfItsOwn() {
    try (Dataset data = collect(STEPS, 1)) {
      ColumnBuffer state = data.column("observations/state");
      int moved = 0;
      for (Episode episode : data.episodes().subList(1, data.episodes().size())) {
        long first = data.slot(episode.firstTransition());
        double speed = Math.hypot(state.get(first, 2), state.get(first, 3));
        assertThat(speed).isLessThan(0.5);
        double distance =
            Math.hypot(
                state.get(first, 0) - state.get(first - 1, 0),
                state.get(first, 1) - state.get(first - 1, 1));
        moved += distance > 1 ? 1 : 0;
      }
      assertThat(moved).isGreaterThan(80);
    }
  }

  @Test
  void goalEpisodesEarnFarMoreThanTheOthers() {
    double[] returns = new double[3];
    int[] counts = new int[3];
    try (Dataset data = collect(STEPS, 1)) {
      ColumnBuffer behaviour = data.column("infos/behaviour");
      for (Episode episode : data.episodes()) {
        int kind = (int) behaviour.get(data.slot(episode.firstTransition()), 0);
        counts[kind]++;
        for (long t = 0; t < episode.length(); t++) {
          returns[kind] += data.reward(episode.firstTransition() + t);
        }
      }
    }
    double goal = returns[Behaviour.GOAL.ordinal()] / counts[Behaviour.GOAL.ordinal()];
    assertThat(goal).isGreaterThan(50);
    assertThat(returns[Behaviour.RANDOM.ordinal()] / counts[Behaviour.RANDOM.ordinal()])
        .isLessThan(goal / 2);
    assertThat(returns[Behaviour.WANDER.ordinal()] / counts[Behaviour.WANDER.ordinal()])
        .isLessThan(goal / 2);
  }

  @Test
  void randomActionsAreHeldForTenSteps() {
    try (Dataset data =
        simulator.collect(TASK, new CollectionOptions(600, 3, 1, new Mixture(0, 1, 0)))) {
      ColumnBuffer actions = data.column("actions");
      for (long t = 1; t < 600; t++) {
        float before = actions.get(data.slot(t - 1), 0);
        float now = actions.get(data.slot(t), 0);
        assertThat(now == before).as("step %d", t).isEqualTo(t % 10 != 0);
      }
    }
  }

  @Test
  void sameSeedSameBytesOtherSeedOtherData() {
    try (Dataset one = collect(3000, 1);
        Dataset same = collect(3000, 1);
        Dataset other = collect(3000, 2)) {
      for (String name : one.columns().keySet()) {
        assertThat(one.column(name).data().mismatch(same.column(name).data()))
            .as(name)
            .isEqualTo(-1);
      }
      String actions = "actions";
      assertThat(one.column(actions).data().mismatch(other.column(actions).data()))
          .isNotEqualTo(-1);
    }
  }

  @Test
  void provenanceTellsTheCommand() {
    try (Dataset data = collect(10, 3)) {
      assertThat(data.provenance().source())
          .isEqualTo(
              "dataset generate maze2d-medium-sparse --steps 10 --noise 3.0"
                  + " --mixture goal=0.35,random=0.15,wander=0.5 --seed 3");
    }
  }

  @Test
  void pendulumRefusesAMixture() {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new PendulumSimulator()
                .collect("pendulum-v1", new CollectionOptions(10, 0, 1, MIXTURE)))
        .withMessageContaining("no mixture");
  }

  private Dataset collect(int steps, long seed) {
    return simulator.collect(TASK, new CollectionOptions(steps, 3, seed, MIXTURE));
  }
}
