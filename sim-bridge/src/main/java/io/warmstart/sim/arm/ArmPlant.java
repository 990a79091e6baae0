package io.warmstart.sim.arm;

import io.warmstart.core.robot.Plant;
import io.warmstart.core.space.Channel;
import io.warmstart.engine.Philox;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The arm by itself on its table, for a simulated robot: seven joints and a gripper, commanded by
 * speeds.
 *
 * <p>Joints {@code joint1/position} to {@code joint7/position} in rad and {@code gripper/opening}
 * in m; commands {@code joint1/velocity} to {@code joint7/velocity} in rad/s and {@code
 * gripper/velocity} in m/s. Commands beyond their limits are clipped, and torques are limited, so a
 * command is not always met. A physics step lasts at most 5 ms; {@link #advance} divides its time
 * evenly.
 */
public final class ArmPlant implements Plant {
  private static final double SPREAD = 0.05;
  private static final double[] MIDDLE = {0.48, 0, 0.22};

  private final Kinematics kinematics = new Kinematics();
  private final double[] speeds = new double[ArmModel.JOINTS + 1];
  private @Nullable ArmWorld world;
  private boolean closed;

  /** A plant before its first {@link #reset}. */
  public ArmPlant() {}

  @Override
  public List<Channel> joints() {
    return ArmModel.JOINT_CHANNELS;
  }

  @Override
  public List<Channel> commands() {
    return ArmModel.COMMAND_CHANNELS;
  }

  /**
   * Starts at rest with the gripper half open and pointing down, the tool within 5 cm of (0.48, 0,
   * 0.22) m in each direction.
   *
   * @throws IllegalStateException after {@link #close}
   */
  @Override
  public void reset(long seed) {
    if (closed) {
      throw new IllegalStateException("the arm is closed");
    }
    if (world != null) {
      world.close();
    }
    Philox random = Philox.of(seed, "arm", "plant");
    double[] tool = new double[3];
    for (int k = 0; k < 3; k++) {
      tool[k] = MIDDLE[k] + SPREAD * (2 * random.uniform(0, k) - 1);
    }
    double[] q = new double[ArmModel.JOINTS];
    kinematics.postureAt(tool[0], tool[1], tool[2], q);
    world = new ArmWorld(q, 0.5 * ArmModel.OPENING, List.of(ArmWorld.table()));
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the command has another width or a number that is not
   *     finite, or the time is not positive and finite; nothing moves then
   * @throws IllegalStateException before the first reset and after {@link #close}
   */
  @Override
  public void advance(double[] command, double seconds) {
    ArmWorld moving = world();
    if (command.length != speeds.length) {
      throw new IllegalArgumentException(
          "the arm takes " + speeds.length + " speeds, found " + command.length);
    }
    if (!(seconds > 0) || Double.isInfinite(seconds)) {
      throw new IllegalArgumentException("seconds = " + seconds + " must be greater than 0");
    }
    for (int i = 0; i < command.length; i++) {
      if (!Double.isFinite(command[i])) {
        throw new IllegalArgumentException(
            "command \"" + commands().get(i).name() + "\" is " + command[i]);
      }
    }
    System.arraycopy(command, 0, speeds, 0, speeds.length);
    // A hair less, so that 0.05 s is ten steps of 5 ms whatever the rounding.
    int steps = (int) Math.ceil(seconds / ArmWorld.LONGEST_STEP - 1e-9);
    for (int i = 0; i < steps; i++) {
      moving.step(speeds, seconds / steps);
    }
  }

  @Override
  public void read(double[] positions, double[] velocities) {
    ArmWorld seen = world();
    for (int i = 0; i < ArmModel.JOINTS; i++) {
      positions[i] = seen.angle(i);
      velocities[i] = seen.speed(i);
    }
    positions[ArmModel.JOINTS] = seen.opening();
    velocities[ArmModel.JOINTS] = seen.openingSpeed();
  }

  private ArmWorld world() {
    if (world == null) {
      throw new IllegalStateException(
          closed ? "the arm is closed" : "reset the arm before it moves");
    }
    return world;
  }

  @Override
  public void close() {
    closed = true;
    if (world != null) {
      world.close();
      world = null;
    }
  }
}
