package io.warmstart.sim.pendulum;

import io.warmstart.core.environment.Environment;
import io.warmstart.core.environment.EnvironmentException;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.environment.Picture;
import io.warmstart.core.environment.Step;
import io.warmstart.core.space.ActionPart;
import io.warmstart.core.space.Channel;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.core.space.ObservationPart;
import io.warmstart.engine.Philox;
import io.warmstart.sim.ActionBounds;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A rod of 1 kg and 1 m that a weak motor swings up and balances.
 *
 * <pre>{@code
 * reward = -(angle² + 0.1 speed² + 0.001 torque²)        before the step; angle in [-π, π)
 * speed' = clip(speed + (15 sin(angle) + 3 torque) 0.05, -8, 8)
 * angle' = angle + 0.05 speed'
 * }</pre>
 *
 * The angle is 0 when upright. Never terminates; {@code truncated} is set from step 200 on.
 *
 * @see <a href="https://gymnasium.farama.org/environments/classic_control/pendulum/">Gymnasium,
 *     Pendulum</a>
 */
final class PendulumEnvironment implements Environment {
  static final double MAX_TORQUE = 2;
  static final double MAX_SPEED = 8;
  static final int STEP_LIMIT = 200;

  static final EnvironmentSpec SPEC =
      new EnvironmentSpec(
          List.of(
              ObservationPart.state(
                  "state",
                  List.of(
                      new Channel("cos(angle)", "1", -1, 1),
                      new Channel("sin(angle)", "1", -1, 1),
                      new Channel("speed", "rad/s", -MAX_SPEED, MAX_SPEED)))),
          List.of(
              new ActionPart.Box(
                  "torque", List.of(new Channel("torque", "N m", -MAX_TORQUE, MAX_TORQUE)))),
          Duration.ofMillis(50));

  private static final double TIME_STEP = 0.05;
  private static final double GRAVITY_TERM = 15;
  private static final double TORQUE_TERM = 3;

  private final String task;
  private final ActionBounds bounds;
  private double angle;
  private double speed;
  private int steps = -1;
  private @Nullable PendulumScene scene;
  private boolean closed;

  PendulumEnvironment(String task) {
    this.task = task;
    this.bounds = new ActionBounds(task, SPEC);
  }

  /** Angle from upright, radians, not wrapped. */
  double angle() {
    return angle;
  }

  /** Radians per second. */
  double speed() {
    return speed;
  }

  /** Places the rod and starts an episode there. */
  void set(double newAngle, double newSpeed) {
    angle = newAngle;
    speed = newSpeed;
    steps = 0;
  }

  @Override
  public EnvironmentSpec spec() {
    return SPEC;
  }

  @Override
  public int stepLimit() {
    return STEP_LIMIT;
  }

  /** Starts at a uniform angle in [-π, π] with a uniform speed in [-1, 1] rad/s. */
  @Override
  public void reset(long seed, Observation observation) {
    if (closed) {
      throw new IllegalStateException(task + ": reset after close");
    }
    SPEC.requireCompatible(observation.spec(), "observation buffer given to " + task);
    Philox random = Philox.of(seed, "pendulum", "reset");
    set(Math.PI * (2 * random.uniform(0, 0) - 1), 2 * random.uniform(0, 1) - 1);
    observe(observation);
  }

  /**
   * {@inheritDoc}
   *
   * @throws EnvironmentException if the torque is not finite; nothing moves then
   * @throws IllegalStateException before the first reset and after {@link #close}
   */
  @Override
  public Step step(float[] action, Observation observation) {
    if (steps < 0) {
      throw new IllegalStateException(task + ": step before reset or after close");
    }
    bounds.apply(action);
    double torque = action[0];
    double wrapped = wrap(angle);
    double cost = wrapped * wrapped + 0.1 * speed * speed + 0.001 * torque * torque;
    double acceleration = GRAVITY_TERM * Math.sin(angle) + TORQUE_TERM * torque;
    speed = Math.clamp(speed + acceleration * TIME_STEP, -MAX_SPEED, MAX_SPEED);
    angle += speed * TIME_STEP;
    steps++;
    observe(observation);
    return new Step((float) -cost, false, steps >= STEP_LIMIT);
  }

  /** The same angle in [-π, π). */
  static double wrap(double angle) {
    return angle - 2 * Math.PI * Math.floor((angle + Math.PI) / (2 * Math.PI));
  }

  private void observe(Observation observation) {
    observation.set(0, 0, (float) Math.cos(angle));
    observation.set(0, 1, (float) Math.sin(angle));
    observation.set(0, 2, (float) speed);
  }

  @Override
  public Optional<Picture> render(int height, int width) {
    PendulumScene drawn = scene == null ? new PendulumScene() : scene;
    scene = drawn;
    return Optional.of(drawn.picture(angle, height, width));
  }

  @Override
  public void close() {
    closed = true;
    steps = -1;
  }
}
