package io.warmstart.sim.pointmaze;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmstart.core.environment.Observation;
import io.warmstart.engine.Philox;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WaypointControllerTest {
  @Test
  void pathGoesAroundTheWallCellByCell() {
    WaypointController controller = controller(Maze.UMAZE, 0);
    assertThat(controller.shortestPath(new Maze.Cell(3, 1), new Maze.Cell(1, 1)))
        .containsExactly(
            new Maze.Cell(3, 2),
            new Maze.Cell(3, 3),
            new Maze.Cell(2, 3),
            new Maze.Cell(1, 3),
            new Maze.Cell(1, 2),
            new Maze.Cell(1, 1));
  }

  @Test
  void equallyLongPathsFollowD4rlsOrderOfMoves() {
    // Lower column before lower row.
    assertThat(controller(Maze.OPEN, 0).shortestPath(new Maze.Cell(2, 2), new Maze.Cell(1, 1)))
        .containsExactly(new Maze.Cell(2, 1), new Maze.Cell(1, 1));
  }

  @Test
  void pathToTheOwnCellIsThatCell() {
    assertThat(controller(Maze.LARGE, 0).shortestPath(new Maze.Cell(1, 1), new Maze.Cell(1, 1)))
        .containsExactly(new Maze.Cell(1, 1));
  }

  @ParameterizedTest
  @EnumSource
  void reachesEveryGoalFromEveryCellWithoutNoise(Maze maze) {
    PointMazePhysics ball = new PointMazePhysics(maze, ContactModel.d4rl());
    float[] action = new float[2];
    int plans = 0;
    for (Maze.Cell start : maze.starts()) {
      for (Maze.Cell goal : maze.starts()) {
        WaypointController controller = controller(maze, plans++);
        ball.set(start.row(), start.column(), 0, 0);
        controller.plan(ball.x(), ball.y(), goal);
        boolean reached = false;
        for (int t = 0; t < 1500 && !reached; t++) {
          reached = controller.act(ball, action);
          assertThat(action[0]).isBetween(-1f, 1f);
          assertThat(action[1]).isBetween(-1f, 1f);
          ball.step(action[0], action[1]);
        }
        assertThat(reached).as("%s to %s in %s", start, goal, maze).isTrue();
      }
    }
  }

  /**
   * D4RL's reference script plans once and keeps the path over all episodes, so later episodes head
   * straight for the goal and often stick at a wall. Repeating that lands near its expert returns
   * (100 episodes each there; the spread between episodes is large).
   */
  @ParameterizedTest
  @EnumSource(names = {"UMAZE", "MEDIUM", "LARGE"})
  void repeatsD4rlsReferenceReturns(Maze maze) {
    for (MazeReward reward : MazeReward.values()) {
      PointMazeEnvironment environment =
          new PointMazeEnvironment("test", maze, reward, ContactModel.d4rl());
      Observation observation = Observation.of(environment.spec());
      WaypointController controller = controller(maze, 5);
      float[] action = new float[2];
      double sum = 0;
      int episodes = 500;
      for (int episode = 0; episode < episodes; episode++) {
        environment.reset(episode, observation);
        Ball ball = environment.physics();
        if (episode == 0) {
          controller.plan(ball.x(), ball.y(), maze.goal());
        }
        for (int t = 0; t < maze.stepLimit(); t++) {
          controller.act(ball, action);
          sum += environment.step(action, observation).reward();
        }
      }
      assertThat(maze.reference(reward).normalise(sum / episodes)).isBetween(80.0, 125.0);
    }
  }

  private static WaypointController controller(Maze maze, long seed) {
    return new WaypointController(maze, Philox.of(seed, "test"));
  }
}
