package io.warmstart.sim.pointmaze;

import io.warmstart.core.environment.TaskReference;
import io.warmstart.engine.Philox;
import java.util.Locale;

/** Compares another ball with the closed form, for the tests of bridges. */
public final class MazeAgreement {
  private static final int SEGMENT = 400;
  private static final int LONGEST_HOLD = 40;

  private int steps;
  private int touching;
  private int beyond;
  private double worst;

  /** The task of a maze. */
  public static TaskReference task(String maze) {
    return TaskReference.of("maze2d-" + maze + "-sparse");
  }

  /**
   * Drives a ball through random actions; before each step, the closed form starts from where the
   * ball is.
   *
   * @param maze name
   * @param tolerance that counts the steps beyond it
   */
  public MazeAgreement(String maze, Ball ball, ContactModel contact, int count, double tolerance) {
    Maze plan = Maze.valueOf(maze.toUpperCase(Locale.ROOT));
    PointMazePhysics closed = new PointMazePhysics(plan, contact);
    Philox random = Philox.of(1, "agreement");
    double[] action = new double[2];
    for (steps = 0; steps < count; steps++) {
      if (steps % SEGMENT == 0) {
        int cell = (int) random.integer(steps, 9, plan.starts().size());
        plan.starts().get(cell).start(ball, Philox.of(steps, "start"));
      }
      if (steps % LONGEST_HOLD == 0) {
        action[0] = (float) (2.6 * random.uniform(steps, 0) - 1.3);
        action[1] = (float) (2.6 * random.uniform(steps, 1) - 1.3);
      }
      closed.set(ball.x(), ball.y(), ball.velocityX(), ball.velocityY());
      closed.step(action[0], action[1]);
      ball.step(Math.clamp(action[0], -1, 1), Math.clamp(action[1], -1, 1));
      double error = error(closed, ball);
      worst = Math.max(worst, error);
      touching += closed.contacts() > 0 ? 1 : 0;
      beyond += error > tolerance ? 1 : 0;
    }
  }

  private static double error(Ball one, Ball other) {
    double position = Math.max(Math.abs(one.x() - other.x()), Math.abs(one.y() - other.y()));
    double velocity =
        Math.max(
            Math.abs(one.velocityX() - other.velocityX()),
            Math.abs(one.velocityY() - other.velocityY()));
    return Math.max(position, velocity);
  }

  /** Largest one-step difference of a position or velocity. */
  public double worst() {
    return worst;
  }

  /** Steps at a wall. */
  public int touching() {
    return touching;
  }

  /** Steps with a larger difference than the tolerance. */
  public int beyond() {
    return beyond;
  }
}
