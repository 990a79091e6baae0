package io.warmstart.sim.pointmaze;

import java.util.Locale;

/**
 * The bare physics in a loop, for benchmarks: the same work for each action as the C program {@code
 * toolkit/benchmarks/peers/mujoco_loop.c} does with MuJoCo.
 */
public final class PointMazeLoop {
  private static final int EPISODE = 1000;

  private final PointMazePhysics physics;
  private long generator = 1;

  /**
   * A ball in a maze.
   *
   * @param maze size, such as {@code medium}
   * @throws IllegalArgumentException if there is no such maze
   */
  public PointMazeLoop(String maze) {
    this.physics =
        new PointMazePhysics(Maze.valueOf(maze.toUpperCase(Locale.ROOT)), ContactModel.d4rl());
  }

  /**
   * Takes one physics step per action, from rest at the origin every 1000 actions.
   *
   * @return sum of all positions and velocities after each action
   */
  public double run(long actions) {
    double checksum = 0;
    generator = 1;
    for (long action = 0; action < actions; action++) {
      if (action % EPISODE == 0) {
        physics.set(0, 0, 0, 0);
      }
      physics.step(2 * uniform() - 1, 2 * uniform() - 1);
      checksum += physics.x() + physics.y() + physics.velocityX() + physics.velocityY();
    }
    return checksum;
  }

  /** splitmix64, as in the C program. */
  private double uniform() {
    generator += 0x9e3779b97f4a7c15L;
    long z = generator;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    z ^= z >>> 31;
    return (z >>> 11) * 0x1p-53;
  }
}
