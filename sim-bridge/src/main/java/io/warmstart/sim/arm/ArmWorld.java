package io.warmstart.sim.arm;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ode4j.math.DMatrix3C;
import org.ode4j.math.DVector3;
import org.ode4j.math.DVector3C;
import org.ode4j.ode.DBody;
import org.ode4j.ode.DContact;
import org.ode4j.ode.DContactBuffer;
import org.ode4j.ode.DGeom;
import org.ode4j.ode.DHingeJoint;
import org.ode4j.ode.DJointGroup;
import org.ode4j.ode.DSimpleSpace;
import org.ode4j.ode.DSliderJoint;
import org.ode4j.ode.DWorld;
import org.ode4j.ode.OdeConstants;
import org.ode4j.ode.OdeHelper;

/**
 * Physics of the arm, the table and what lies on it; with {@link ArmBodies}, which builds them, the
 * only class that touches ode4j.
 *
 * <p>Built anew for every episode, which takes less time than one physics step and leaves nothing
 * behind: lists, contact order and velocities are those of a fresh world, so equal commands give
 * equal bits. Joints are velocity motors with a torque limit, solved with the contacts as one
 * complementarity problem by Dantzig's method. Any thread may step it, one at a time.
 */
final class ArmWorld {
  /** Longest physics step, s. */
  static final double LONGEST_STEP = 0.005;

  /** A joint approaches its limit at a speed of at most the distance left over this time, s. */
  private static final double BRAKING = 0.05;

  /** Dry friction of a joint whose motor is off, N m. */
  private static final double RELEASED_TORQUE = 0.5;

  private static final int MOST_CONTACTS = 4;

  /**
   * Creep of a contact, m/s per N. It and the softness of contacts keep the solver regular where
   * several contacts say the same.
   */
  private static final double SLIP = 1e-3;

  private static final double TABLE_FRICTION = 0.5;
  private static final double FOLLOWER_GAIN = 20;

  private final DWorld world;
  private final DSimpleSpace space;
  private final DJointGroup contacts = OdeHelper.createJointGroup();
  private final DContactBuffer buffer = new DContactBuffer(MOST_CONTACTS);
  private final DBody[] links;
  private final DHingeJoint[] hinges;
  private final DBody[] fingers;
  private final DSliderJoint[] sliders;
  private final List<DBody> objects;
  private final @Nullable DGeom held;
  private final List<Block> blocks;
  private @Nullable Thread stepper;

  /**
   * An arm at rest.
   *
   * @param q joint angles, rad
   * @param opening of the gripper, m
   * @param blocks what else there is
   */
  ArmWorld(double[] q, double opening, List<Block> blocks) {
    ArmBodies bodies = new ArmBodies(q, opening, blocks);
    this.blocks = List.copyOf(blocks);
    world = bodies.world;
    space = bodies.space;
    links = bodies.links;
    hinges = bodies.hinges;
    fingers = bodies.fingers;
    sliders = bodies.sliders;
    objects = bodies.objects;
    held = bodies.held;
  }

  /** The table that every task has: its top at height 0, thick, so that nothing passes it. */
  static Block table() {
    return new Block(Block.Kind.TABLE, 1.3, 1.4, 0.4, 0.4, 0, -0.2, 0, 0, TABLE_FRICTION);
  }

  /**
   * One physics step towards the wanted speeds, as far as torques allow. A joint is slowed down so
   * that it ends at its limit and not beyond.
   *
   * @param speeds of the seven joints, rad/s, then of the gripper's opening, m/s; not modified
   * @param seconds at most {@link #LONGEST_STEP}
   */
  void step(double[] speeds, double seconds) {
    useThisThread();
    for (int i = 0; i < ArmModel.JOINTS; i++) {
      double q = hinges[i].getAngle();
      double wanted = Math.clamp(speeds[i], -ArmModel.SPEED[i], ArmModel.SPEED[i]);
      double end = ArmModel.TRAVEL[i] - ArmBodies.STOP_BEFORE;
      hinges[i].setParamVel(Math.clamp(wanted, (-end - q) / BRAKING, (end - q) / BRAKING));
    }
    driveFingers(speeds[ArmModel.JOINTS], seconds);
    space.collide(null, (ignored, a, b) -> touch(a, b));
    world.step(seconds);
    contacts.empty();
  }

  /** The second finger follows the first one, as through a rack: what is held stays centred. */
  private void driveFingers(double speed, double seconds) {
    double most = ArmModel.OPENING_SPEED;
    double first = sliders[0].getPosition();
    double second = sliders[1].getPosition();
    double wanted = 0.5 * Math.clamp(speed, -most, most);
    sliders[0].setParamVel(withinTravel(wanted, first, seconds));
    double following = sliders[0].getPositionRate() + FOLLOWER_GAIN * (first - second);
    sliders[1].setParamVel(withinTravel(following, second, seconds));
  }

  private static double withinTravel(double speed, double position, double seconds) {
    double free = 0.5 * ArmModel.OPENING - position;
    return Math.clamp(speed, Math.min(0, -position / seconds), Math.max(0, free / seconds));
  }

  /** ODE wants to know each thread that collides geometries. */
  private void useThisThread() {
    Thread current = Thread.currentThread();
    if (stepper != current) {
      OdeHelper.allocateODEDataForThread(OdeConstants.dAllocateMaskAll);
      stepper = current;
    }
  }

  private void touch(DGeom a, DGeom b) {
    if (a.getBody() == null && b.getBody() == null) {
      return;
    }
    int found = OdeHelper.collide(a, b, MOST_CONTACTS, buffer.getGeomBuffer());
    double friction = (Double) a.getData() * (Double) b.getData();
    for (int i = 0; i < found; i++) {
      DContact contact = buffer.get(i);
      contact.surface.mode =
          OdeConstants.dContactApprox1
              | OdeConstants.dContactSoftERP
              | OdeConstants.dContactSoftCFM
              | OdeConstants.dContactSlip1
              | OdeConstants.dContactSlip2;
      contact.surface.slip1 = SLIP;
      contact.surface.slip2 = contact.surface.slip1;
      contact.surface.mu = friction;
      contact.surface.soft_erp = 0.2;
      contact.surface.soft_cfm = 1e-4;
      OdeHelper.createContactJoint(world, contacts, contact)
          .attach(contact.geom.g1.getBody(), contact.geom.g2.getBody());
    }
  }

  /** Switches the joints' motors off until the world ends; what is left is their dry friction. */
  void release() {
    for (DHingeJoint hinge : hinges) {
      hinge.setParamFMax(RELEASED_TORQUE);
    }
  }

  /** Angle of joint {@code i}, rad. */
  double angle(int i) {
    return hinges[i].getAngle();
  }

  /** Speed of joint {@code i}, rad/s. */
  double speed(int i) {
    return hinges[i].getAngleRate();
  }

  /** Distance between the finger pads, m. */
  double opening() {
    return sliders[0].getPosition() + sliders[1].getPosition();
  }

  /** Speed of that distance, m/s. */
  double openingSpeed() {
    return sliders[0].getPositionRate() + sliders[1].getPositionRate();
  }

  /** Number of things that move freely. */
  int objects() {
    return objects.size();
  }

  /**
   * Copies the pose of object {@code i} out.
   *
   * @param position receives x, y, z, m
   * @param rotation receives the matrix, row-major
   */
  void objectPose(int i, double[] position, double[] rotation) {
    pose(objects.get(i), position, rotation);
  }

  /** Speed of the middle of object {@code i}, m/s. */
  double objectSpeed(int i) {
    return objects.get(i).getLinearVel().length();
  }

  /** Pose of finger {@code side}; as {@link #objectPose}. */
  void fingerPose(int side, double[] position, double[] rotation) {
    pose(fingers[side], position, rotation);
  }

  /** Pose of what the hand holds; as {@link #objectPose}. */
  void heldPose(double[] position, double[] rotation) {
    if (held == null) {
      throw new IllegalStateException("the hand holds nothing in this world");
    }
    copy(held.getPosition(), held.getRotation(), position, rotation);
  }

  private static void pose(DBody body, double[] position, double[] rotation) {
    copy(body.getPosition(), body.getRotation(), position, rotation);
  }

  private static void copy(DVector3C p, DMatrix3C r, double[] position, double[] rotation) {
    for (int k = 0; k < 3; k++) {
      position[k] = p.get(k);
      for (int c = 0; c < 3; c++) {
        rotation[3 * k + c] = r.get(k, c);
      }
    }
  }

  /** What else there is besides the arm. */
  List<Block> blocks() {
    return blocks;
  }

  /** Largest distance between the two bodies of a joint where they should meet, m. */
  double anchorError() {
    DVector3 one = new DVector3();
    DVector3 other = new DVector3();
    double worst = 0;
    for (DHingeJoint hinge : hinges) {
      hinge.getAnchor(one);
      hinge.getAnchor2(other);
      worst = Math.max(worst, one.distance(other));
    }
    return worst;
  }

  /** Kinetic and potential energy of the arm, J, from the bodies' speeds and heights. */
  double armEnergy() {
    double energy = 0;
    for (DBody body : links) {
      energy += energy(body);
    }
    return energy + energy(fingers[0]) + energy(fingers[1]);
  }

  /** Kinetic and potential energy of object {@code i}, J. */
  double objectEnergy(int i) {
    return energy(objects.get(i));
  }

  private static double energy(DBody body) {
    double[] w = new double[3];
    double[] turn = new double[9];
    double[] position = new double[3];
    pose(body, position, turn);
    DVector3C spin = body.getAngularVel();
    for (int k = 0; k < 3; k++) {
      w[k] = turn[k] * spin.get(0) + turn[3 + k] * spin.get(1) + turn[6 + k] * spin.get(2);
    }
    double mass = body.getMass().getMass();
    double kinetic = mass * body.getLinearVel().lengthSquared();
    for (int k = 0; k < 3; k++) {
      for (int c = 0; c < 3; c++) {
        kinetic += w[k] * body.getMass().getI().get(k, c) * w[c];
      }
    }
    return 0.5 * kinetic + mass * ArmBodies.GRAVITY * position[2];
  }

  /** Gives the bodies back to ode4j; the world must not be used afterwards. */
  void close() {
    contacts.destroy();
    space.destroy();
    world.destroy();
  }
}
