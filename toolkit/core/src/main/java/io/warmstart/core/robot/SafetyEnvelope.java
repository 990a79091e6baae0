package io.warmstart.core.robot;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The limits that every command is checked against, whoever gives it. Nothing drives a robot
 * without one.
 *
 * @param joints limits in the order of the robot's joints
 * @param workspace where the tool may be; empty where the robot has no tool pose
 * @param stateAge oldest measured state that a command may rest on
 */
public record SafetyEnvelope(
    List<JointLimit> joints, Optional<Workspace> workspace, Duration stateAge) {
  /**
   * Copies the list and checks the limits.
   *
   * @throws IllegalArgumentException if there is no joint, or the age is not positive
   */
  public SafetyEnvelope {
    joints = List.copyOf(joints);
    if (joints.isEmpty()) {
      throw new IllegalArgumentException(
          "a safety envelope needs the limits of at least one joint");
    }
    if (stateAge.isNegative() || stateAge.isZero()) {
      throw new IllegalArgumentException("state age = " + stateAge + " must be greater than 0");
    }
  }

  /**
   * Limits of one joint, SI units (rad or m, per second, second squared and cubed).
   *
   * @param joint name as in the robot's spec
   * @param low smallest position
   * @param high largest position
   * @param margin distance to either end inside which motion towards it is refused
   * @param step largest change of the commanded position in one control period
   * @param velocity largest speed
   * @param acceleration largest change of speed
   * @param jerk largest change of acceleration
   */
  public record JointLimit(
      String joint,
      double low,
      double high,
      double margin,
      double step,
      double velocity,
      double acceleration,
      double jerk) {
    /**
     * Checks that the limits leave room to move.
     *
     * @throws IllegalArgumentException naming the joint and the limit
     */
    public JointLimit {
      if (!(margin >= 0 && high - low > 2 * margin)) {
        throw new IllegalArgumentException(
            "joint \""
                + joint
                + "\": ["
                + low
                + ", "
                + high
                + "] with margin "
                + margin
                + " leaves no room to move");
      }
      if (!(step > 0 && velocity > 0 && acceleration > 0 && jerk > 0)) {
        throw new IllegalArgumentException(
            "joint \""
                + joint
                + "\": step "
                + step
                + ", velocity "
                + velocity
                + ", acceleration "
                + acceleration
                + " and jerk "
                + jerk
                + " must be greater than 0");
      }
    }
  }

  /**
   * A box in the robot's base frame, metres.
   *
   * @param low corner x, y, z
   * @param high opposite corner x, y, z
   */
  public record Workspace(List<Double> low, List<Double> high) {
    /**
     * Copies the corners.
     *
     * @throws IllegalArgumentException if a corner has not three numbers or the box is empty
     */
    public Workspace {
      low = List.copyOf(low);
      high = List.copyOf(high);
      if (low.size() != 3 || high.size() != 3) {
        throw new IllegalArgumentException("a workspace corner is x, y, z; found " + low + high);
      }
      for (int i = 0; i < 3; i++) {
        if (!(low.get(i) < high.get(i))) {
          throw new IllegalArgumentException("workspace from " + low + " to " + high + " is empty");
        }
      }
    }
  }
}
