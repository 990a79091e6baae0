package io.warmstart.sim.pointmaze;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The physics against MuJoCo 2.2.2 itself. The fixtures come from {@code
 * src/test/fixtures/record_maze.sh}: per maze 10 segments of 400 steps from random cells.
 */
class MazeMujocoTest {
  private static final double TOLERANCE = 1e-9;

  /** One recorded step; states are x, y, vx, vy. */
  private record Recorded(boolean first, double[] before, float[] action, double[] after) {}

  private interface Visitor {
    void visit(Recorded step);
  }

  @ParameterizedTest
  @EnumSource
  void everyStepAgreesWithMujoco(Maze maze) {
    PointMazePhysics physics = new PointMazePhysics(maze, ContactModel.d4rl());
    int[] counts = new int[3];
    double[] worst = new double[1];
    visit(
        maze,
        step -> {
          place(physics, step.before());
          physics.step(step.action()[0], step.action()[1]);
          worst[0] = Math.max(worst[0], error(physics, step.after()));
          counts[0]++;
          counts[1] += physics.contacts() > 0 ? 1 : 0;
          counts[2] += clipsVelocity(step.before()) ? 1 : 0;
        });
    assertThat(worst[0]).as("largest one-step error in %s", maze).isLessThan(TOLERANCE);
    assertThat(counts[0]).as("steps").isEqualTo(4000);
    assertThat(counts[1]).as("steps at a wall").isGreaterThan(1000);
    assertThat(counts[2]).as("steps that clip the velocity").isGreaterThan(20);
  }

  @ParameterizedTest
  @EnumSource
  void fiftyStepsOpenLoopStayWithMujoco(Maze maze) {
    PointMazePhysics physics = new PointMazePhysics(maze, ContactModel.d4rl());
    int[] sinceStart = new int[1];
    visit(
        maze,
        step -> {
          if (step.first()) {
            place(physics, step.before());
            sinceStart[0] = 0;
          }
          if (sinceStart[0]++ < 50) {
            physics.step(step.action()[0], step.action()[1]);
            assertThat(error(physics, step.after())).isLessThan(TOLERANCE);
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void eachContactOptionOfNewerMujocoDiffersAtWalls(Maze maze) {
    ContactModel summed =
        new ContactModel(ContactModel.Margin.SUM, ContactModel.InverseWeight.TWO_THIRDS);
    ContactModel full =
        new ContactModel(ContactModel.Margin.MAXIMUM, ContactModel.InverseWeight.FULL);
    assertThat(worstError(maze, summed)).isGreaterThan(1e-4);
    assertThat(worstError(maze, full)).isGreaterThan(1e-4);
  }

  private static double worstError(Maze maze, ContactModel contact) {
    PointMazePhysics physics = new PointMazePhysics(maze, contact);
    double[] worst = new double[1];
    visit(
        maze,
        step -> {
          place(physics, step.before());
          physics.step(step.action()[0], step.action()[1]);
          worst[0] = Math.max(worst[0], error(physics, step.after()));
        });
    return worst[0];
  }

  private static boolean clipsVelocity(double[] state) {
    return Math.abs(state[2]) > 5 || Math.abs(state[3]) > 5;
  }

  private static void place(PointMazePhysics physics, double[] state) {
    physics.set(state[0], state[1], state[2], state[3]);
  }

  private static double error(PointMazePhysics physics, double[] expected) {
    double position =
        Math.max(Math.abs(physics.x() - expected[0]), Math.abs(physics.y() - expected[1]));
    double velocity =
        Math.max(
            Math.abs(physics.velocityX() - expected[2]),
            Math.abs(physics.velocityY() - expected[3]));
    return Math.max(position, velocity);
  }

  private static void visit(Maze maze, Visitor visitor) {
    ByteBuffer data = ByteBuffer.wrap(read(maze)).order(ByteOrder.LITTLE_ENDIAN);
    int segments = data.getInt();
    int steps = data.getInt();
    for (int segment = 0; segment < segments; segment++) {
      double[] state = state(data);
      for (int step = 0; step < steps; step++) {
        float[] action = {data.getFloat(), data.getFloat()};
        double[] after = state(data);
        visitor.visit(new Recorded(step == 0, state, action, after));
        state = after;
      }
    }
    assertThat(data.hasRemaining()).isFalse();
  }

  private static double[] state(ByteBuffer data) {
    return new double[] {data.getDouble(), data.getDouble(), data.getDouble(), data.getDouble()};
  }

  private static byte[] read(Maze maze) {
    String name = "/mujoco-2.2.2/" + maze.name().toLowerCase(Locale.ROOT) + ".bin.gz";
    try (InputStream file = MazeMujocoTest.class.getResourceAsStream(name);
        InputStream plain = new GZIPInputStream(file)) {
      return plain.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }
}
