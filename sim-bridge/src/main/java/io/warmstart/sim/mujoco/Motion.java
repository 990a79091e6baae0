package io.warmstart.sim.mujoco;

import io.warmstart.core.environment.Observation;
import io.warmstart.engine.Philox;

/** {@link MotionRules} at work: the locomotion tasks and models without a task. */
final class Motion implements Rules {
  /** Positions that may take any size: x and the height, or x and y. */
  private static final int UNBOUNDED_POSITIONS = 2;

  private final MotionRules rules;
  private final int frameSkip;
  private double before;

  Motion(MotionRules rules, int frameSkip) {
    this.rules = rules;
    this.frameSkip = frameSkip;
  }

  @Override
  public void start(Philox random, MujocoData world) {
    Shape model = world.model().shape();
    if (rules.positionNoise() > 0) {
      for (int i = 0; i < model.positions(); i++) {
        double offset = rules.positionNoise() * (2 * random.uniform(0, i) - 1);
        world.setPosition(i, world.position(i) + offset);
      }
    }
    if (rules.velocityNoise() > 0) {
      for (int i = 0; i < model.velocities(); i++) {
        double draw = rules.normalVelocities() ? random.normal(1, i) : 2 * random.uniform(1, i) - 1;
        world.setVelocity(i, world.velocity(i) + rules.velocityNoise() * draw);
      }
    }
    world.place();
    world.forward();
  }

  @Override
  public void act(float[] action, MujocoData world) {
    before = x(world);
    for (int i = 0; i < action.length; i++) {
      world.setControl(i, action[i]);
    }
    world.step(frameSkip);
  }

  @Override
  public void observe(MujocoData world, Observation observation) {
    Shape model = world.model().shape();
    int at = 0;
    for (int i = rules.hiddenPositions(); i < model.positions(); i++) {
      observation.set(0, at++, (float) world.position(i));
    }
    double clip = rules.velocityClip();
    for (int i = 0; i < model.velocities(); i++) {
      observation.set(0, at++, (float) Math.clamp(world.velocity(i), -clip, clip));
    }
    for (int i = 0; i < rules.paddedZeros(); i++) {
      observation.set(0, at++, 0);
    }
  }

  @Override
  public double reward(float[] action, MujocoData world) {
    double squares = 0;
    for (float a : action) {
      squares += (double) a * a;
    }
    double period = frameSkip * world.model().shape().timeStep();
    return rules.forwardWeight() * (x(world) - before) / period
        + rules.aliveReward()
        - rules.controlCost() * squares;
  }

  private static double x(MujocoData world) {
    return world.model().shape().positions() > 0 ? world.position(0) : 0;
  }

  @Override
  public boolean terminated(MujocoData world) {
    if (rules.heightIndex() >= 0) {
      double height = world.position(rules.heightIndex());
      if (height <= rules.minHeight() || height >= rules.maxHeight()) {
        return true;
      }
    }
    if (rules.tiltIndex() >= 0 && Math.abs(world.position(rules.tiltIndex())) >= rules.maxTilt()) {
      return true;
    }
    return rules.maxState() < Double.POSITIVE_INFINITY && exceeds(world);
  }

  private boolean exceeds(MujocoData world) {
    for (int i = UNBOUNDED_POSITIONS; i < world.model().shape().positions(); i++) {
      if (Math.abs(world.position(i)) >= rules.maxState()) {
        return true;
      }
    }
    for (int i = 0; i < world.model().shape().velocities(); i++) {
      if (Math.abs(world.velocity(i)) >= rules.maxState()) {
        return true;
      }
    }
    return false;
  }
}
