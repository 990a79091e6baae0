package io.warmstart.core.robot;

import io.warmstart.core.environment.Observation;
import io.warmstart.core.space.EnvironmentSpec;

/**
 * A machine that is observed and commanded once per control period. One control thread, except for
 * {@link #stop}.
 *
 * <p>Commands arrive already inside the {@link SafetyEnvelope}; the robot's own driver may limit
 * them further and says so by what it reports as applied. After {@link #close} every method but
 * {@code close} throws {@link IllegalStateException}.
 */
public interface Robot extends AutoCloseable {
  /** What it observes and accepts; known before {@link #connect}. */
  EnvironmentSpec spec();

  /**
   * Opens the connection and waits for a first complete state. Does not move the robot.
   *
   * @throws RobotException if it does not answer, or answers with other joints than the spec's
   */
  void connect() throws RobotException;

  /**
   * Reads the newest state without waiting.
   *
   * @param observation receives it, in the units of the spec's channels
   * @return age of the state in nanoseconds on a steady clock, at least 0
   * @throws RobotException if the connection is lost
   */
  long observe(Observation observation) throws RobotException;

  /**
   * Sends one command without waiting for the motion.
   *
   * @param action in channel units, [A]; replaced by the command really applied
   * @throws RobotException if it was not sent; the caller must then treat the robot as unstopped
   */
  void send(float[] action) throws RobotException;

  /**
   * Asks for the driver's safe stop; any thread, any number of times. A software stop is no
   * emergency stop: a hardware one stays necessary.
   */
  void stop();

  @Override
  void close();
}
