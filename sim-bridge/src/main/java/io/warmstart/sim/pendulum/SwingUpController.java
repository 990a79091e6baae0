package io.warmstart.sim.pendulum;

/**
 * Swings the rod up by feeding it energy, then holds it.
 *
 * <p>With the energy {@code E = ½ speed² + 15 cos(angle)} a torque changes it by {@code 3 torque
 * speed}, so the torque takes the sign of {@code (15 - E) speed}. Near the top, where the torque
 * suffices, it is {@code -(10 angle + 2 speed)}.
 */
final class SwingUpController {
  private static final double UPRIGHT_ENERGY = 15;
  private static final double ENERGY_GAIN = 1;
  private static final double ANGLE_GAIN = 10;
  private static final double SPEED_GAIN = 2;
  private static final double CATCH_ANGLE = 0.35;
  private static final double CATCH_SPEED = 2;

  private SwingUpController() {}

  /**
   * The torque for a state.
   *
   * @param angle from upright, radians
   * @param speed radians per second
   * @return in [-2, 2] N m
   */
  static double torque(double angle, double speed) {
    double wrapped = PendulumEnvironment.wrap(angle);
    double wanted;
    if (Math.abs(wrapped) < CATCH_ANGLE && Math.abs(speed) < CATCH_SPEED) {
      wanted = -(ANGLE_GAIN * wrapped + SPEED_GAIN * speed);
    } else {
      double energy = 0.5 * speed * speed + UPRIGHT_ENERGY * Math.cos(angle);
      // At rest any push will do; without one a rod hanging still would hang for ever.
      wanted = ENERGY_GAIN * (UPRIGHT_ENERGY - energy) * (speed == 0 ? 1 : speed);
    }
    return Math.clamp(wanted, -PendulumEnvironment.MAX_TORQUE, PendulumEnvironment.MAX_TORQUE);
  }
}
