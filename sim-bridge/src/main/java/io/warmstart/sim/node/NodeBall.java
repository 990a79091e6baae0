package io.warmstart.sim.node;

import io.warmstart.sim.pointmaze.Ball;
import io.warmstart.sim.process.Bridge;

/** The ball of a point maze, moved by MuJoCo in Node; positions stay in double precision. */
final class NodeBall implements Ball {
  private final Bridge bridge;
  private final long[] seeds = new long[1];
  private final float[][] action = new float[1][2];
  private final double[][] state = new double[1][4];

  /** The ball of a bridge, which is closed with it. */
  NodeBall(Bridge bridge) {
    this.bridge = bridge;
  }

  @Override
  public double x() {
    return state[0][0];
  }

  @Override
  public double y() {
    return state[0][1];
  }

  @Override
  public double velocityX() {
    return state[0][2];
  }

  @Override
  public double velocityY() {
    return state[0][3];
  }

  @Override
  public void set(double x, double y, double velocityX, double velocityY) {
    state[0][0] = x;
    state[0][1] = y;
    state[0][2] = velocityX;
    state[0][3] = velocityY;
    bridge.reset(seeds, i -> true, state);
  }

  @Override
  public void step(double actionX, double actionY) {
    action[0][0] = (float) actionX;
    action[0][1] = (float) actionY;
    bridge.step(action, seeds);
    for (int i = 0; i < 2; i++) {
      state[0][i] = bridge.exact(0, 0, i);
      state[0][2 + i] = bridge.exact(0, 1, i);
    }
  }

  @Override
  public void close() {
    bridge.close();
  }
}
