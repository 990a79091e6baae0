package io.warmstart.sim.mujoco;

import io.warmstart.core.config.Setting;

/**
 * Observation, reward, end and start of a body that should move along x.
 *
 * <pre>{@code
 * reward = forwardWeight (x' - x) / period + aliveReward - controlCost |action|²
 * }</pre>
 *
 * with the first position x before and after the step. Height and tilt are positions of the root;
 * an index below 0 means that there is no such limit.
 *
 * @param forwardWeight reward per m/s
 * @param aliveReward reward of every step, the last one included
 * @param controlCost cost per squared control
 * @param hiddenPositions positions that are left out of the observation, from the first
 * @param velocityClip largest observed speed
 * @param paddedZeros zeros at the end of the observation
 * @param heightIndex which position is the height
 * @param minHeight height at and below which the episode terminates, metres
 * @param maxHeight height at and above which it terminates, metres
 * @param tiltIndex which position is the tilt
 * @param maxTilt tilt at and above which it terminates, radians
 * @param maxState size of any position from the third on, or velocity, at which it terminates
 * @param positionNoise largest uniform offset of each position at the start
 * @param velocityNoise size of the random velocities at the start
 * @param normalVelocities whether those are normal and not uniform
 */
public record MotionRules(
    @Setting(doc = "reward per m/s along x") double forwardWeight,
    @Setting(doc = "reward of every step") double aliveReward,
    @Setting(doc = "cost per squared control", min = 0) double controlCost,
    @Setting(doc = "first positions that are not observed", min = 0) int hiddenPositions,
    @Setting(doc = "largest observed speed", min = 0, minExclusive = true) double velocityClip,
    @Setting(doc = "zeros at the end of the observation", min = 0, max = 1000) int paddedZeros,
    @Setting(doc = "position that is the height, -1 for none", min = -1) int heightIndex,
    @Setting(doc = "lowest height, m") double minHeight,
    @Setting(doc = "largest height, m") double maxHeight,
    @Setting(doc = "position that is the tilt, -1 for none", min = -1) int tiltIndex,
    @Setting(doc = "largest tilt, rad", min = 0) double maxTilt,
    @Setting(doc = "largest number of the state", min = 0) double maxState,
    @Setting(doc = "uniform offset of positions at the start", min = 0) double positionNoise,
    @Setting(doc = "size of velocities at the start", min = 0) double velocityNoise,
    @Setting(doc = "normal velocities at the start, else uniform") boolean normalVelocities) {

  private static final double NONE = Double.POSITIVE_INFINITY;

  /** Gymnasium's HalfCheetah: never ends. */
  static MotionRules halfCheetah() {
    return new MotionRules(1, 0, 0.1, 1, NONE, 0, -1, -NONE, NONE, -1, NONE, NONE, 0.1, 0.1, true);
  }

  /** Gymnasium's Hopper: ends when it falls or tilts. */
  static MotionRules hopper() {
    return new MotionRules(1, 1, 1e-3, 1, 10, 0, 1, 0.7, NONE, 2, 0.2, 100, 0.005, 0.005, false);
  }

  /** Gymnasium's Walker2d: ends when it falls, flies or tilts. */
  static MotionRules walker2d() {
    return new MotionRules(1, 1, 1e-3, 1, 10, 0, 1, 0.8, 2, 2, 1, NONE, 0.005, 0.005, false);
  }

  /** Gymnasium's Ant without contact forces. */
  static MotionRules ant() {
    return new MotionRules(1, 1, 0.5, 2, NONE, 0, 2, 0.2, 1, -1, NONE, NONE, 0.1, 0.1, true);
  }

  /** A model without a task: everything is observed, nothing is paid, it starts where it stands. */
  static MotionRules none() {
    return new MotionRules(0, 0, 0, 0, NONE, 0, -1, -NONE, NONE, -1, NONE, NONE, 0, 0, false);
  }
}
