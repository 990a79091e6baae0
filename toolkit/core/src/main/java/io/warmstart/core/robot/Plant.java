package io.warmstart.core.robot;

import io.warmstart.core.space.Channel;
import java.util.List;

/**
 * A simulated mechanism that a simulated robot drives: physics without task, clock or network.
 *
 * <p>Implemented where the physics is and used where the robot protocol is, so that neither knows
 * the other. One thread at a time; everything random follows from the seed of {@link #reset}.
 */
public interface Plant extends AutoCloseable {
  /** Joints in order: position channels with unit ({@code rad} or {@code m}) and travel. */
  List<Channel> joints();

  /** Command channels in order, with units and limits. */
  List<Channel> commands();

  /**
   * Returns to a starting posture at rest.
   *
   * @param seed decides everything random until the next reset
   */
  void reset(long seed);

  /**
   * Holds one command for a stretch of simulated time.
   *
   * @param command in the units of {@link #commands}; not modified
   * @param seconds simulated time, greater than 0
   */
  void advance(double[] command, double seconds);

  /**
   * Copies the joint state out.
   *
   * @param positions receives one number per joint, rad or m
   * @param velocities receives one number per joint, rad/s or m/s
   */
  void read(double[] positions, double[] velocities);

  @Override
  void close();
}
