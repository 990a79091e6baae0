package io.warmstart.sim.pointmaze;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmstart.engine.Philox;
import io.warmstart.sim.mujoco.MazeWorld;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The closed form against MuJoCo 2.2.2 through the binding, on the model that is generated from the
 * maze itself; {@link MazeMujocoTest} holds it against a model of D4RL's making.
 */
class MazeNativeTest {
  private static final double TOLERANCE = 1e-9;

  @TempDir static Path folder;

  @ParameterizedTest
  @EnumSource(names = "OPEN", mode = EnumSource.Mode.EXCLUDE)
  void everyStepAgreesWithMujoco(Maze maze) {
    PointMazePhysics physics = new PointMazePhysics(maze, ContactModel.d4rl());
    Philox random = Philox.of(7, "actions");
    double worst = 0;
    int atWalls = 0;
    try (MazeWorld world = new MazeWorld(folder, maze.name().toLowerCase(Locale.ROOT))) {
      for (int episode = 0; episode < 10; episode++) {
        world.reset(episode);
        assertThat(maze.isWall(cell(world.state()).row(), cell(world.state()).column())).isFalse();
        for (int t = 0; t < 400; t++) {
          float[] action = new float[2];
          for (int i = 0; i < 2; i++) {
            action[i] = (float) (2.6 * random.uniform(1000L * episode + t / 20, i) - 1.3);
          }
          double[] before = world.state();
          physics.set(before[0], before[1], before[2], before[3]);
          physics.step(action[0], action[1]);
          world.step(action);
          worst = Math.max(worst, error(physics, world.state()));
          atWalls += physics.contacts() > 0 ? 1 : 0;
        }
      }
    }
    assertThat(worst).as("largest one-step error in %s", maze).isLessThan(TOLERANCE);
    assertThat(atWalls).as("steps at a wall").isGreaterThan(500);
  }

  private static Maze.Cell cell(double[] state) {
    return Maze.cellAt(state[0], state[1]);
  }

  private static double error(PointMazePhysics physics, double[] state) {
    double position = Math.hypot(physics.x() - state[0], physics.y() - state[1]);
    double velocity = Math.hypot(physics.velocityX() - state[2], physics.velocityY() - state[3]);
    return Math.max(position, velocity);
  }
}
