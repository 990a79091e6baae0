package io.warmstart.sim.pointmaze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.warmstart.core.environment.Observation;
import io.warmstart.core.environment.SceneMap;
import io.warmstart.core.environment.TaskDescription;
import io.warmstart.core.environment.TaskReference;
import io.warmstart.core.environment.TaskSuccess;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PointMazeEnvironmentTest {
  private final PointMazeSimulator simulator = new PointMazeSimulator();

  @Test
  void stepLimitsAndReferencesAreThoseOfD4rl() {
    Map<String, double[]> expected =
        Map.of(
            "maze2d-open-sparse", new double[] {150, 0.01, 20.66},
            "maze2d-open-dense", new double[] {150, 11.17817, 27.166538620695782},
            "maze2d-umaze-sparse", new double[] {300, 23.85, 161.86},
            "maze2d-umaze-dense", new double[] {300, 68.537689, 193.66285642381482},
            "maze2d-medium-sparse", new double[] {600, 13.13, 277.39},
            "maze2d-medium-dense", new double[] {600, 44.264742, 297.4552547777125},
            "maze2d-large-sparse", new double[] {800, 6.7, 273.99},
            "maze2d-large-dense", new double[] {800, 30.569041, 303.4857382709002});
    assertThat(simulator.tasks()).hasSize(expected.size());
    for (TaskDescription task : simulator.tasks()) {
      assertThat(expected).containsKey(task.id());
      double[] values = expected.getOrDefault(task.id(), new double[3]);
      assertThat(task.stepLimit()).isEqualTo((int) values[0]);
      assertThat(task.reference().orElseThrow().normalise(values[1])).isZero();
      assertThat(task.reference().orElseThrow().normalise(values[2])).isEqualTo(100);
    }
  }

  @ParameterizedTest
  @EnumSource
  void resetsCoverAllFreeCellsWithinTenCentimetres(Maze maze) {
    PointMazeEnvironment environment = environment(maze, MazeReward.SPARSE);
    Observation observation = Observation.of(environment.spec());
    Set<Maze.Cell> seen = new HashSet<>();
    double speeds = 0;
    int resets = 2000;
    for (int seed = 0; seed < resets; seed++) {
      environment.reset(seed, observation);
      double x = observation.get(0, 0);
      double y = observation.get(0, 1);
      Maze.Cell cell = new Maze.Cell((int) Math.rint(x), (int) Math.rint(y));
      assertThat(maze.isWall(cell.row(), cell.column())).isFalse();
      assertThat(x).isCloseTo(cell.row(), within(0.1 + 1e-6));
      assertThat(y).isCloseTo(cell.column(), within(0.1 + 1e-6));
      seen.add(cell);
      speeds += Math.pow(observation.get(0, 2), 2) + Math.pow(observation.get(0, 3), 2);
    }
    assertThat(seen).hasSameElementsAs(maze.starts());
    assertThat(Math.sqrt(speeds / (2 * resets))).isCloseTo(0.1, within(0.005));
  }

  @Test
  void rewardFollowsTheDistanceAfterTheStep() {
    PointMazeEnvironment sparse = environment(Maze.UMAZE, MazeReward.SPARSE);
    PointMazeEnvironment dense = environment(Maze.UMAZE, MazeReward.DENSE);
    Observation observation = Observation.of(sparse.spec());
    sparse.reset(0, observation);
    dense.reset(0, observation);
    // The goal of umaze is at (1, 1). One step at 5 m/s and without force moves by 0.05 / (1 +
    // h/m),
    // a little less than 0.05 m: from 1.54 to just inside 0.5 m, from 1.56 not.
    double moved = 0.05 / (1 + 0.01 / 4.1887902047863905);
    sparse.physics().set(1, 1.54, 0, -5);
    assertThat(sparse.step(new float[2], observation).reward()).isEqualTo(1);
    sparse.physics().set(1, 1.56, 0, -5);
    assertThat(sparse.step(new float[2], observation).reward()).isZero();
    dense.physics().set(1, 1.56, 0, -5);
    assertThat((double) dense.step(new float[2], observation).reward())
        .isCloseTo(Math.exp(-(0.56 - moved)), within(1e-7));
  }

  @Test
  void successIsRememberedUntilTheNextReset() {
    PointMazeEnvironment environment = environment(Maze.LARGE, MazeReward.DENSE);
    Observation observation = Observation.of(environment.spec());
    environment.reset(1, observation);
    environment.physics().set(1, 1, 0, 0);
    environment.step(new float[2], observation);
    assertThat(environment.success()).isEqualTo(TaskSuccess.NO);
    environment.physics().set(7, 9, 0, 0);
    environment.step(new float[2], observation);
    environment.physics().set(1, 1, 0, 0);
    environment.step(new float[2], observation);
    assertThat(environment.success()).isEqualTo(TaskSuccess.YES);
    environment.reset(1, observation);
    assertThat(environment.success()).isEqualTo(TaskSuccess.NO);
  }

  @Test
  void velocityIsClippedBeforeTheStepOnly() {
    PointMazeEnvironment environment = environment(Maze.OPEN, MazeReward.SPARSE);
    Observation observation = Observation.of(environment.spec());
    environment.reset(0, observation);
    environment.physics().set(2, 2, 40, 0);
    environment.step(new float[] {1, 0}, observation);
    // m (v' - 5) = h (100 - v'), so v' = (5 m + 1) / (m + 0.01)
    double mass = 4.1887902047863905;
    assertThat((double) observation.get(0, 2))
        .isCloseTo((5 * mass + 1) / (mass + 0.01), within(1e-6));
  }

  @Test
  void ballNeverEntersAWall() {
    for (Maze maze : Maze.values()) {
      PointMazePhysics ball = new PointMazePhysics(maze, ContactModel.d4rl());
      for (Maze.Cell start : maze.starts()) {
        for (int direction = 0; direction < 8; direction++) {
          ball.set(start.row(), start.column(), 0, 0);
          for (int t = 0; t < 300; t++) {
            ball.step(Math.cos(direction * Math.PI / 4), Math.sin(direction * Math.PI / 4));
          }
          Maze.Cell cell = Maze.cellAt(ball.x(), ball.y());
          assertThat(maze.isWall(cell.row(), cell.column())).as("%s in %s", cell, maze).isFalse();
        }
      }
    }
  }

  @Test
  void mapPlacesObservationsBetweenTheWalls() {
    SceneMap map = simulator.map(TaskReference.parse("maze2d-umaze-sparse")).orElseThrow();
    assertThat(map.obstacles()).hasSize(18);
    assertThat(map.low()).isEqualTo(new SceneMap.Point(0.5, 0.5));
    assertThat(map.high()).isEqualTo(new SceneMap.Point(5.5, 5.5));
    assertThat(map.goals()).containsExactly(new SceneMap.Circle(new SceneMap.Point(2.2, 2.2), 0.5));
    PointMazeEnvironment environment = environment(Maze.UMAZE, MazeReward.SPARSE);
    Observation observation = Observation.of(environment.spec());
    for (int seed = 0; seed < 100; seed++) {
      environment.reset(seed, observation);
      double x = observation.get(0, map.xChannel()) + map.offset().x();
      double y = observation.get(0, map.yChannel()) + map.offset().y();
      assertThat(map.obstacles())
          .noneMatch(box ->
              x > box.low().x() && x < box.high().x() && y > box.low().y() && y < box.high().y());
    }
  }

  private static PointMazeEnvironment environment(Maze maze, MazeReward reward) {
    return new PointMazeEnvironment("test", maze, reward, ContactModel.d4rl());
  }
}
