package io.warmstart.sim.arm;

import io.warmstart.core.environment.Controller;
import io.warmstart.core.environment.Observation;

/**
 * A task's script as a controller of any control mode. It looks at the true state; where actions
 * are delayed it moves more slowly, or it would swing about its way points.
 */
final class ArmScript implements Controller {
  private static final double PER_DELAY = 0.75;

  private final ArmEnvironment environment;
  private final ArmTask task;
  private final double[] displacement = new double[3];
  private double[] heading = {0, 0, 0};

  ArmScript(ArmEnvironment environment, ArmTask task) {
    this.environment = environment;
    this.task = task;
  }

  /** Heads for the task's goal; nothing is drawn. */
  @Override
  public void begin(long seed) {
    headFor(environment.goal());
  }

  /** Heads for another place from now on. */
  void headFor(double[] goal) {
    heading = goal;
  }

  /** Whether the place it heads for is reached. */
  boolean arrived() {
    return task.reached(environment.state(), heading);
  }

  /** Writes the wanted action, which may exceed the bounds. */
  void wish(float[] action) {
    ArmState state = environment.state();
    double open = task.script(state, heading, displacement);
    double pace = 1 / (1 + PER_DELAY * environment.draws().delay());
    for (int k = 0; k < displacement.length; k++) {
      displacement[k] *= pace;
    }
    environment.drive().express(state.q, displacement, open, action);
  }

  @Override
  public void act(Observation observation, float[] action) {
    wish(action);
    environment.bounds().apply(action);
  }
}
