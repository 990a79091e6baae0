package io.warmstart.sim.mujoco;

import io.warmstart.core.environment.Environment;
import io.warmstart.core.environment.EnvironmentException;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.environment.Step;
import io.warmstart.core.environment.TaskSuccess;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.engine.Philox;
import io.warmstart.sim.ActionBounds;

/**
 * A task on a world of its own. {@code truncated} is set from the step limit on; stepping further
 * is allowed.
 */
final class MujocoEnvironment implements Environment {
  private final String task;
  private final EnvironmentSpec spec;
  private final int stepLimit;
  private final Rules rules;
  private final MujocoData world;
  private final ActionBounds bounds;
  private int steps = -1;

  MujocoEnvironment(
      String task, EnvironmentSpec spec, int stepLimit, Rules rules, MujocoData world) {
    this.task = task;
    this.spec = spec;
    this.stepLimit = stepLimit;
    this.rules = rules;
    this.world = world;
    this.bounds = new ActionBounds(task, spec);
  }

  /** The simulated world, for tests that look behind the observation. */
  MujocoData world() {
    return world;
  }

  @Override
  public EnvironmentSpec spec() {
    return spec;
  }

  @Override
  public int stepLimit() {
    return stepLimit;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException after {@link #close}
   */
  @Override
  public void reset(long seed, Observation observation) {
    spec.requireCompatible(observation.spec(), "observation buffer given to " + task);
    steps = -1;
    world.reset();
    rules.start(Philox.of(seed, "mujoco", "reset"), world);
    rules.observe(world, observation);
    steps = 0;
  }

  /**
   * {@inheritDoc}
   *
   * @throws EnvironmentException if a number of the action is not finite, where nothing moves, or
   *     if the simulation becomes unstable, after which a reset is needed
   * @throws IllegalStateException before the first reset and after {@link #close}
   */
  @Override
  public Step step(float[] action, Observation observation) {
    if (steps < 0) {
      throw new IllegalStateException(task + ": step before reset or after close");
    }
    bounds.apply(action);
    int taken = steps + 1;
    steps = -1;
    rules.act(action, world);
    rules.observe(world, observation);
    steps = taken;
    return new Step(
        (float) rules.reward(action, world), rules.terminated(world), steps >= stepLimit);
  }

  @Override
  public TaskSuccess success() {
    return rules.success();
  }

  @Override
  public void close() {
    steps = -1;
    world.close();
  }
}
