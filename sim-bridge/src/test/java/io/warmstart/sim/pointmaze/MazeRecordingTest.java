package io.warmstart.sim.pointmaze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.warmstart.core.data.ColumnBuffer;
import io.warmstart.core.data.Dataset;
import io.warmstart.core.data.Episode;
import io.warmstart.core.data.TerminationCause;
import io.warmstart.core.environment.CollectionOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MazeRecordingTest {
  private static final String TASK = "maze2d-medium-sparse";
  private static final int STEPS = 20_000;

  private final PointMazeSimulator simulator = new PointMazeSimulator();

  @Test
  void sameSeedSameBytesOtherSeedOtherData() {
    try (Dataset one = collect(0.5, 0.2, 1);
        Dataset same = collect(0.5, 0.2, 1);
        Dataset other = collect(0.5, 0.2, 2)) {
      assertThat(same.columns().keySet()).isEqualTo(one.columns().keySet());
      for (String name : one.columns().keySet()) {
        assertThat(one.column(name).data().mismatch(same.column(name).data()))
            .as(name)
            .isEqualTo(-1);
      }
      assertThat(same.episodes()).isEqualTo(one.episodes());
      String observations = "observations/state";
      assertThat(one.column(observations).data().mismatch(other.column(observations).data()))
          .isNotEqualTo(-1);
    }
  }

  @Test
  void episodesEndAsTimeOutsAtGoalsAndNeverMaskBootstrapping() {
    try (Dataset data = collect(0, 0, 1)) {
      assertThat(data.transitions()).isEqualTo(STEPS);
      ColumnBuffer state = data.column("observations/state");
      ColumnBuffer goal = data.column("infos/goal");
      long rows = 0;
      for (Episode episode : data.episodes()) {
        boolean open = episode.ordinal() == data.episodes().size() - 1;
        assertThat(episode.firstTransition()).isEqualTo(rows);
        assertThat(episode.cause())
            .isEqualTo(open ? TerminationCause.CUT : TerminationCause.TRUNCATED);
        rows += episode.length();
        long last = data.slot(rows - 1);
        if (!open) {
          assertThat(distance(state, last, goal)).isLessThan(0.1 + 0.1 * Math.sqrt(2) + 1e-5);
        }
        assertThat(goal.get(data.slot(episode.firstTransition()), 0)).isEqualTo(goal.get(last, 0));
      }
      assertThat(rows).isEqualTo(STEPS);
      for (long t = 0; t < STEPS; t++) {
        assertThat(data.mask(t)).isEqualTo(1);
      }
    }
  }

  @Test
  void nextEpisodeGoesOnWhereTheLastEnded() {
    try (Dataset data = collect(0.5, 0, 1)) {
      ColumnBuffer state = data.column("observations/state");
      for (Episode episode : data.episodes().subList(1, data.episodes().size())) {
        long first = data.slot(episode.firstTransition());
        for (int i = 0; i < 4; i++) {
          assertThat(state.get(first, i)).isEqualTo(state.get(first - 1, i));
        }
      }
    }
  }

  @Test
  void rewardIsThatOfTheTasksGoalAfterTheStep() {
    try (Dataset data = collect(0.5, 0.3, 1)) {
      ColumnBuffer state = data.column("observations/state");
      int paid = 0;
      for (long t = 0; t < data.transitions(); t++) {
        long next = data.slot(t) + 1;
        double distance = Math.hypot(state.get(next, 0) - 6.0, state.get(next, 1) - 6.0);
        if (Math.abs(distance - 0.5) > 1e-6) {
          assertThat(data.reward(t)).isEqualTo(distance < 0.5 ? 1f : 0f);
        }
        paid += data.reward(t) > 0 ? 1 : 0;
      }
      assertThat(paid).isGreaterThan(20);
    }
  }

  @Test
  void storedActionIsTheAppliedOne() {
    try (Dataset data = collect(0.5, 0, 1)) {
      ColumnBuffer actions = data.column("actions");
      ColumnBuffer state = data.column("observations/state");
      ColumnBuffer position = data.column("infos/qpos");
      ColumnBuffer velocity = data.column("infos/qvel");
      PointMazePhysics ball = new PointMazePhysics(Maze.MEDIUM, ContactModel.d4rl());
      for (long t = 0; t < data.transitions(); t++) {
        long slot = data.slot(t);
        assertThat(Math.abs(actions.get(slot, 0))).isLessThanOrEqualTo(1);
        ball.set(
            position.get(slot, 0),
            position.get(slot, 1),
            velocity.get(slot, 0),
            velocity.get(slot, 1));
        ball.step(actions.get(slot, 0), actions.get(slot, 1));
        assertThat((double) state.get(slot + 1, 0)).isCloseTo(ball.x(), within(1e-4));
        assertThat((double) state.get(slot + 1, 1)).isCloseTo(ball.y(), within(1e-4));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.25, 1})
  void randomStretchesTakeTheirShare(double fraction) {
    try (Dataset data = collect(0, fraction, 1)) {
      // The script alone saturates at +-1 or brakes smoothly; a uniform draw changes by 0.67 on
      // average from step to step.
      ColumnBuffer actions = data.column("actions");
      int blocks = STEPS / 100;
      int random = 0;
      for (int block = 0; block < blocks; block++) {
        double change = 0;
        for (long t = block * 100L + 1; t < block * 100L + 100; t++) {
          change += Math.abs(actions.get(data.slot(t), 0) - actions.get(data.slot(t - 1), 0));
        }
        random += change / 99 > 0.45 ? 1 : 0;
      }
      assertThat(random).isBetween((int) (blocks * fraction) - 1, (int) (blocks * fraction) + 1);
    }
  }

  @Test
  void stuckEpisodesEndAtTheStepLimit() {
    try (Dataset data = collect(0, 1, 1)) {
      for (Episode episode : data.episodes().subList(0, data.episodes().size() - 1)) {
        assertThat(episode.length()).isEqualTo(600);
        assertThat(episode.cause()).isEqualTo(TerminationCause.TRUNCATED);
      }
    }
  }

  @Test
  void provenanceTellsTheCommand() {
    try (Dataset data = simulator.collect(TASK, new CollectionOptions(10, 0.5, 0.25, 3))) {
      assertThat(data.provenance().source())
          .isEqualTo(
              "dataset generate maze2d-medium-sparse --steps 10 --noise 0.5"
                  + " --random-fraction 0.25 --seed 3");
    }
  }

  private Dataset collect(double noise, double randomFraction, long seed) {
    return simulator.collect(TASK, new CollectionOptions(STEPS, noise, randomFraction, seed));
  }

  private static double distance(ColumnBuffer state, long slot, ColumnBuffer goal) {
    return Math.hypot(
        state.get(slot, 0) - goal.get(slot, 0), state.get(slot, 1) - goal.get(slot, 1));
  }
}
