package io.warmstart.sim.pointmaze;

/**
 * The ball of a point maze, whoever moves it: our closed form or MuJoCo. Positions in metres,
 * relative to the body's origin; velocities in m/s.
 */
public interface Ball extends AutoCloseable {
  /** First coordinate. */
  double x();

  /** Second coordinate. */
  double y();

  /** Along the first coordinate. */
  double velocityX();

  /** Along the second coordinate. */
  double velocityY();

  /** Places the ball. */
  void set(double x, double y, double velocityX, double velocityY);

  /**
   * Advances by 0.01 s: clips action and velocity, then moves.
   *
   * @param actionX finite, clipped to [-1, 1]
   * @param actionY finite, clipped to [-1, 1]
   */
  void step(double actionX, double actionY);

  @Override
  default void close() {}
}
