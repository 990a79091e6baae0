package io.warmstart.sim.pointmaze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.warmstart.core.data.ColumnBuffer;
import io.warmstart.core.data.Dataset;
import io.warmstart.core.data.Episode;
import io.warmstart.core.data.TerminationCause;
import io.warmstart.core.environment.CollectionOptions;
import io.warmstart.core.environment.Mixture;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.environment.TaskSuccess;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PixelMazeTest {
  private static final String TASK = "maze2d-umaze-pixels";

  private static int grey(MemorySegment picture, int row, int column) {
    return picture.get(ValueLayout.JAVA_BYTE, (long) row * MazePicture.SIZE + column) & 0xFF;
  }

  @Test
  void pictureShowsWallsGoalAndBallWhereTheyAre() {
    MemorySegment picture = Arena.ofAuto().allocate((long) MazePicture.SIZE * MazePicture.SIZE);
    // The U maze has 5 x 5 cells of 16.8 pixels; the middle of cell (r, c) is at (r + 0.5) cells,
    // and is observed 0.2 m below its number.
    new MazePicture(Maze.UMAZE).draw(2.8, 0.8, 0.8, 2.8, picture);
    assertThat(grey(picture, 8, 8)).as("outer wall").isEqualTo(80);
    assertThat(grey(picture, 42, 25)).as("inner wall").isEqualTo(80);
    assertThat(grey(picture, 25, 42)).as("floor").isZero();
    assertThat(grey(picture, 58, 25)).as("goal in cell (3, 1)").isEqualTo(160);
    assertThat(grey(picture, 25, 58)).as("ball in cell (1, 3)").isEqualTo(255);
    assertThat(grey(picture, 58, 58)).as("floor of cell (3, 3)").isZero();
  }

  @Test
  void smallestMoveChangesThePicture() {
    MazePicture maze = new MazePicture(Maze.LARGE);
    long bytes = (long) MazePicture.SIZE * MazePicture.SIZE;
    MemorySegment here = Arena.ofAuto().allocate(bytes);
    MemorySegment there = Arena.ofAuto().allocate(bytes);
    maze.draw(7, 9, 1, 1, here);
    maze.draw(7, 9, 1.02, 1, there);
    assertThat(here.mismatch(there)).isNotEqualTo(-1);
  }

  @Test
  void everyEpisodeHasAGoalOfItsOwnAwayFromTheStart() {
    try (PixelMazeEnvironment environment = new PixelMazeEnvironment(TASK, Maze.UMAZE)) {
      Observation observation = Observation.of(environment.spec());
      Set<Maze.Cell> goals = new HashSet<>();
      for (int seed = 0; seed < 60; seed++) {
        environment.reset(seed, observation);
        goals.add(environment.goal());
        double dx = environment.physics().x() - environment.goal().row();
        double dy = environment.physics().y() - environment.goal().column();
        assertThat(Math.hypot(dx, dy)).isGreaterThan(Maze.GOAL_RADIUS);
        assertThat(environment.success()).isEqualTo(TaskSuccess.NO);
      }
      assertThat(goals).hasSize(Maze.UMAZE.starts().size());
    }
  }

  @Test
  void recordedControllerReachesTheGoalsThatThePicturesShow() {
    try (Dataset data =
        new PixelMazeSimulator().collect(TASK, new CollectionOptions(1500, 0.2, 0, 4))) {
      ColumnBuffer picture = data.column("observations/picture");
      assertThat(data.transitions()).isEqualTo(1500);
      assertThat(data.episodes()).hasSizeGreaterThan(8);
      for (Episode episode : data.episodes()) {
        boolean cut = episode.ordinal() == data.episodes().size() - 1;
        assertThat(episode.cause())
            .isIn(TerminationCause.TRUNCATED, cut ? TerminationCause.CUT : null);
        long first = data.slot(episode.firstTransition());
        assertThat(brightest(picture, first)).isEqualTo(255);
        if (!cut) {
          assertThat(data.reward(episode.firstTransition() + episode.length() - 1)).isEqualTo(1);
        }
      }
    }
  }

  private static float brightest(ColumnBuffer picture, long slot) {
    float brightest = 0;
    for (int i = 0; i < picture.rowElements(); i++) {
      brightest = Math.max(brightest, picture.get(slot, i));
    }
    return brightest;
  }

  @Test
  void mixtureIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new PixelMazeSimulator()
                .collect(TASK, new CollectionOptions(100, 0, 1L, Mixture.parse("goal=1"))))
        .withMessageContaining(TASK)
        .withMessageContaining("no mixture");
  }
}
