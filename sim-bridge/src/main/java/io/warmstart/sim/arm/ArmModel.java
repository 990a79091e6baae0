package io.warmstart.sim.arm;

import io.warmstart.core.space.Channel;
import java.util.ArrayList;
import java.util.List;

/**
 * What the arm is made of: shoulder, elbow and wrist as in common collaborative arms, seven hinges
 * whose axes alternate between along the link and across it, and two fingers that slide.
 *
 * <p>With all joints at 0 the arm points straight up. Sizes and limits are our own; no
 * manufacturer's arm is copied.
 */
final class ArmModel {
  static final int JOINTS = 7;

  /** Distance of each joint from the one before it, along z at zero posture; the base first. */
  static final double[] OFFSET = {0.12, 0.21, 0.19, 0.19, 0.18, 0.18, 0.08};

  /** Whether joint i turns about y (across the link) instead of z (along it). */
  static final boolean[] ACROSS = {false, true, false, true, false, true, false};

  /** Half travel of each joint about 0, rad. */
  static final double[] TRAVEL = {2.8, 1.9, 2.8, 2.5, 2.8, 2.2, 2.8};

  /** Largest joint speeds, rad/s. */
  static final double[] SPEED = {2, 2, 2, 2, 2.5, 2.5, 2.5};

  /** Largest joint torques, N m. */
  static final double[] TORQUE = {150, 150, 100, 100, 60, 60, 60};

  /** From the last joint to the point between the finger pads. */
  static final double TOOL_OFFSET = 0.115;

  /** Largest distance between the finger pads, m. */
  static final double OPENING = 0.08;

  /** Largest speed of that distance, m/s. */
  static final double OPENING_SPEED = 0.2;

  /** Force of the fingers, N. */
  static final double GRIP = 30;

  /** Width across the pads, thickness and length of a finger, m. */
  static final double[] FINGER = {0.02, 0.012, 0.07};

  /** From the last joint to the middle of a finger. */
  static final double FINGER_OFFSET = 0.095;

  /** A capsule or box fixed to a link. {@code length} of a capsule is without its round ends. */
  record LinkShape(double radius, double length, double centre, double mass) {}

  /** Per link: capsule along z with its middle from the joint. The hand, link 6, is a box. */
  static final List<LinkShape> LINKS =
      List.of(
          new LinkShape(0.065, 0.10, 0.10, 3.0),
          new LinkShape(0.06, 0.10, 0.10, 2.6),
          new LinkShape(0.058, 0.11, 0.10, 2.4),
          new LinkShape(0.055, 0.10, 0.09, 2.0),
          new LinkShape(0.05, 0.11, 0.09, 1.6),
          new LinkShape(0.048, 0.03, 0.035, 1.0),
          new LinkShape(0, 0, 0.03, 0.6));

  /** Sizes of the hand, m. */
  static final double[] HAND = {0.06, 0.13, 0.055};

  /** Joints in order, the gripper's opening last. */
  static final List<Channel> JOINT_CHANNELS = joints();

  /** Speeds in the order of the joints. */
  static final List<Channel> COMMAND_CHANNELS = commands();

  private ArmModel() {}

  private static List<Channel> joints() {
    List<Channel> channels = new ArrayList<>();
    for (int i = 0; i < JOINTS; i++) {
      channels.add(new Channel("joint" + (i + 1) + "/position", "rad", -TRAVEL[i], TRAVEL[i]));
    }
    channels.add(new Channel("gripper/opening", "m", 0, OPENING));
    return List.copyOf(channels);
  }

  private static List<Channel> commands() {
    List<Channel> channels = new ArrayList<>();
    for (int i = 0; i < JOINTS; i++) {
      channels.add(new Channel("joint" + (i + 1) + "/velocity", "rad/s", -SPEED[i], SPEED[i]));
    }
    channels.add(new Channel("gripper/velocity", "m/s", -OPENING_SPEED, OPENING_SPEED));
    return List.copyOf(channels);
  }

  /** Gripper straight down at about (0.5, 0, 0.2). */
  static double[] home() {
    return new double[] {0, 0.64, 0, 1.64, 0, 0.86, 0};
  }
}
