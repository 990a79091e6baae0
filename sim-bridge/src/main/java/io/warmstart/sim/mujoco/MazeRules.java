package io.warmstart.sim.mujoco;

import io.warmstart.core.environment.Observation;
import io.warmstart.core.environment.SceneMap;
import io.warmstart.core.environment.TaskSuccess;
import io.warmstart.engine.Philox;

/**
 * D4RL's maze2d with the sparse reward, the physics by MuJoCo: clip the velocity to ±5 m/s, one
 * physics step, reward 1 within 0.5 m of the goal. The same task as the closed form in {@code
 * io.warmstart.sim.pointmaze}, whose plan it is made from.
 */
final class MazeRules implements Rules {
  private static final double SPEED_LIMIT = 5;
  private static final double START_SPREAD = 0.1;
  private static final double START_SPEED = 0.1;

  private final SceneMap plan;
  private final double[][] starts;
  private final int frameSkip;
  private boolean reached;

  MazeRules(SceneMap plan, int frameSkip) {
    this.plan = plan;
    this.frameSkip = frameSkip;
    this.starts = MazeMjcf.freeCells(plan);
  }

  @Override
  public void start(Philox random, MujocoData world) {
    double[] cell = starts[(int) random.integer(0, 0, starts.length)];
    for (int i = 0; i < 2; i++) {
      world.setPosition(i, cell[i] + START_SPREAD * (2 * random.uniform(1, i) - 1));
      world.setVelocity(i, START_SPEED * random.normal(2, i));
    }
    world.place();
    world.forward();
    reached = false;
  }

  @Override
  public void act(float[] action, MujocoData world) {
    for (int i = 0; i < 2; i++) {
      world.setVelocity(i, Math.clamp(world.velocity(i), -SPEED_LIMIT, SPEED_LIMIT));
      world.setControl(i, action[i]);
    }
    world.place();
    world.step(frameSkip);
  }

  @Override
  public void observe(MujocoData world, Observation observation) {
    for (int i = 0; i < 2; i++) {
      observation.set(0, i, (float) world.position(i));
      observation.set(0, 2 + i, (float) world.velocity(i));
    }
  }

  @Override
  public double reward(float[] action, MujocoData world) {
    SceneMap.Circle goal = plan.goals().get(0);
    double dx = world.position(0) + plan.offset().x() - goal.centre().x();
    double dy = world.position(1) + plan.offset().y() - goal.centre().y();
    boolean at = dx * dx + dy * dy <= goal.radius() * goal.radius();
    reached |= at;
    return at ? 1 : 0;
  }

  @Override
  public TaskSuccess success() {
    return reached ? TaskSuccess.YES : TaskSuccess.NO;
  }
}
