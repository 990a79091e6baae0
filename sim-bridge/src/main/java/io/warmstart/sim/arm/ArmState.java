package io.warmstart.sim.arm;

/**
 * What tasks, observations and experts look at: posture, tool and object of one moment, read from a
 * world. Reused; not to be changed from outside.
 */
final class ArmState {
  /** Joint angles, rad. */
  final double[] q = new double[ArmModel.JOINTS];

  /** Joint speeds, rad/s. */
  final double[] speed = new double[ArmModel.JOINTS];

  /** Point between the finger pads, m. */
  final double[] tool = new double[3];

  /** Turn of the tool from pointing straight down, axis times angle, rad. */
  final double[] tilt = new double[3];

  /**
   * What has to come to the goal, m: the middle of the object, the tip of the peg, or the tool
   * where there is neither.
   */
  final double[] subject = new double[3];

  /** Turn of the object from its axes along the base's, axis times angle, rad; 0 without one. */
  final double[] subjectTurn = new double[3];

  /** Speed of the object, m/s; 0 without one. */
  double subjectSpeed;

  /** Distance between the finger pads, m. */
  double opening;

  private final Kinematics kinematics = new Kinematics();
  private final double[] down = Kinematics.down();
  private final double[] upright = new double[9];
  private final double[] turn = new double[9];

  ArmState() {
    Rotation.identity(upright);
  }

  /**
   * Reads a world.
   *
   * @param peg distance from the middle of what the hand holds to its tip, or 0 if it holds nothing
   */
  void read(ArmWorld world, double peg) {
    for (int i = 0; i < ArmModel.JOINTS; i++) {
      q[i] = world.angle(i);
      speed[i] = world.speed(i);
    }
    opening = world.opening();
    kinematics.place(q);
    for (int k = 0; k < 3; k++) {
      tool[k] = kinematics.tool(k);
    }
    Rotation.difference(kinematics.toolRotation(), down, tilt, 0);
    if (world.objects() > 0) {
      world.objectPose(0, subject, turn);
      subjectSpeed = world.objectSpeed(0);
      Rotation.difference(turn, upright, subjectTurn, 0);
    } else if (peg > 0) {
      world.heldPose(subject, turn);
      Rotation.addRotated(turn, 0, 0, peg, subject, 0);
    } else {
      System.arraycopy(tool, 0, subject, 0, 3);
    }
  }

  /** Distance from the subject to a place, m. */
  double distance(double[] place) {
    return distance(subject, place);
  }

  /** Distance between two places, m. */
  static double distance(double[] a, double[] b) {
    double dx = a[0] - b[0];
    double dy = a[1] - b[1];
    double dz = a[2] - b[2];
    return Math.sqrt(dx * dx + dy * dy + dz * dz);
  }
}
