package io.warmstart.sim.arm;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ode4j.math.DMatrix3;
import org.ode4j.ode.DBody;
import org.ode4j.ode.DGeom;
import org.ode4j.ode.DHingeJoint;
import org.ode4j.ode.DMass;
import org.ode4j.ode.DSimpleSpace;
import org.ode4j.ode.DSliderJoint;
import org.ode4j.ode.DWorld;
import org.ode4j.ode.OdeHelper;

/**
 * Builds the bodies, joints and geometries of an {@link ArmWorld}: at zero posture, where joints
 * are easy to place, then moved to where the episode starts.
 */
final class ArmBodies {
  /**
   * Stops stand this much before the end of the travel, rad: a joint that is flung against one is
   * found up to a physics step beyond it.
   */
  static final double STOP_BEFORE = 0.03;

  static final double GRAVITY = 9.81;

  /** Inertia of a rotor behind its gear, kg m²; without it the wrist is too light to be stable. */
  private static final double ARMATURE = 0.02;

  private static final double ARM_FRICTION = 0.8;
  private static final double FINGER_FRICTION = 1.5;
  private static final double FINGER_MASS = 0.05;

  /** The fingers' motors end their travel; the stops behind are for what pushes them farther. */
  private static final double STOP_MARGIN = 0.001;

  private static final double FOLLOWER_FORCE = 4;

  private static final int FIXED_BIT = 1;
  private static final int OBJECT_BIT = 2;
  private static final int OUTER_BIT = 4;
  private static final int INNER_BIT = 8;
  private static final int HELD_BIT = 16;

  /** Links from this one on may hit the base and the links below {@link #INNER_LINKS}. */
  private static final int OUTER_LINKS = 4;

  private static final int INNER_LINKS = 2;
  private static final int HAND = ArmModel.JOINTS - 1;

  final DWorld world;
  final DSimpleSpace space;
  final DBody[] links = new DBody[ArmModel.JOINTS];
  final DHingeJoint[] hinges = new DHingeJoint[ArmModel.JOINTS];
  final DBody[] fingers = new DBody[2];
  final DSliderJoint[] sliders = new DSliderJoint[2];
  final List<DBody> objects = new ArrayList<>();

  /** What is bolted to the hand. */
  @Nullable DGeom held;

  private static final class Engine {
    static final int VERSION = OdeHelper.initODE2(0);
  }

  ArmBodies(double[] q, double opening, List<Block> blocks) {
    if (Engine.VERSION == 0) {
      throw new IllegalStateException("ode4j does not start");
    }
    world = OdeHelper.createWorld();
    world.setGravity(0, 0, -GRAVITY);
    world.setCFM(1e-7);
    world.setERP(0.2);
    space = OdeHelper.createSimpleSpace();
    buildArm();
    for (Block block : blocks) {
      build(block);
    }
    place(q, opening);
  }

  private void buildArm() {
    double base = ArmModel.OFFSET[0];
    DGeom column = OdeHelper.createCylinder(space, ArmModel.LINKS.get(0).radius(), base);
    column.setPosition(0, 0, 0.5 * base);
    collideAs(column, INNER_BIT, OBJECT_BIT | OUTER_BIT, ARM_FRICTION);
    double z = 0;
    for (int i = 0; i < ArmModel.JOINTS; i++) {
      z += ArmModel.OFFSET[i];
      links[i] = i == HAND ? hand(z) : link(i, z);
      DHingeJoint hinge = OdeHelper.createHingeJoint(world);
      hinge.attach(links[i], i == 0 ? null : links[i - 1]);
      hinge.setAnchor(0, 0, z);
      hinge.setAxis(0, ArmModel.ACROSS[i] ? 1 : 0, ArmModel.ACROSS[i] ? 0 : 1);
      hinge.setParamLoStop(STOP_BEFORE - ArmModel.TRAVEL[i]);
      hinge.setParamHiStop(ArmModel.TRAVEL[i] - STOP_BEFORE);
      hinge.setParamFMax(ArmModel.TORQUE[i]);
      hinges[i] = hinge;
    }
    for (int side = 0; side < 2; side++) {
      buildFinger(side, z);
    }
  }

  private DBody link(int i, double z) {
    ArmModel.LinkShape shape = ArmModel.LINKS.get(i);
    DBody body = OdeHelper.createBody(world);
    DMass mass = OdeHelper.createMass();
    mass.setCapsuleTotal(shape.mass(), 3, shape.radius(), shape.length());
    mass.setI(withArmature(mass));
    body.setMass(mass);
    body.setPosition(0, 0, z + shape.centre());
    DGeom geom = OdeHelper.createCapsule(space, shape.radius(), shape.length());
    geom.setBody(body);
    int inner = i < INNER_LINKS ? INNER_BIT : 0;
    int outer = i >= OUTER_LINKS ? OUTER_BIT : 0;
    int other = (inner == 0 ? 0 : OUTER_BIT) | (outer == 0 ? 0 : INNER_BIT);
    collideAs(geom, inner | outer, FIXED_BIT | OBJECT_BIT | other, ARM_FRICTION);
    return body;
  }

  private DBody hand(double z) {
    ArmModel.LinkShape shape = ArmModel.LINKS.get(HAND);
    return box(ArmModel.HAND, new double[] {0, 0, z + shape.centre()}, shape.mass(), ARM_FRICTION);
  }

  private DBody box(double[] size, double[] position, double kilograms, double friction) {
    DBody body = OdeHelper.createBody(world);
    DMass mass = OdeHelper.createMass();
    mass.setBoxTotal(kilograms, size[0], size[1], size[2]);
    mass.setI(withArmature(mass));
    body.setMass(mass);
    body.setPosition(position[0], position[1], position[2]);
    DGeom geom = OdeHelper.createBox(space, size[0], size[1], size[2]);
    geom.setBody(body);
    collideAs(geom, OUTER_BIT, FIXED_BIT | OBJECT_BIT | INNER_BIT, friction);
    return body;
  }

  /** The inertia of a part with that of the rotor that turns it, seen through the gear. */
  private static DMatrix3 withArmature(DMass mass) {
    DMatrix3 inertia = new DMatrix3(mass.getI());
    for (int k = 0; k < 3; k++) {
      inertia.add(k, k, ARMATURE);
    }
    return inertia;
  }

  private void buildFinger(int side, double z) {
    double[] size = ArmModel.FINGER;
    double sign = side == 0 ? 1 : -1;
    double[] closed = {0, sign * 0.5 * size[1], z + ArmModel.FINGER_OFFSET};
    fingers[side] = box(size, closed, FINGER_MASS, FINGER_FRICTION);
    DSliderJoint slider = OdeHelper.createSliderJoint(world);
    slider.attach(fingers[side], links[HAND]);
    slider.setAxis(0, sign, 0);
    slider.setParamLoStop(-STOP_MARGIN);
    slider.setParamHiStop(0.5 * ArmModel.OPENING + STOP_MARGIN);
    slider.setParamFMax(side == 0 ? ArmModel.GRIP : FOLLOWER_FORCE * ArmModel.GRIP);
    sliders[side] = slider;
  }

  private void build(Block block) {
    DGeom geom = OdeHelper.createBox(space, block.sizeX(), block.sizeY(), block.sizeZ());
    switch (block.kind()) {
      case TABLE, FIXTURE -> {
        geom.setPosition(block.x(), block.y(), block.z());
        geom.setRotation(yaw(block.yaw()));
        collideAs(geom, FIXED_BIT, 0, block.friction());
      }
      case OBJECT -> {
        DBody body = OdeHelper.createBody(world);
        DMass mass = OdeHelper.createMass();
        mass.setBoxTotal(block.mass(), block.sizeX(), block.sizeY(), block.sizeZ());
        body.setMass(mass);
        geom.setBody(body);
        body.setPosition(block.x(), block.y(), block.z());
        body.setRotation(yaw(block.yaw()));
        objects.add(body);
        int all = FIXED_BIT | OBJECT_BIT | OUTER_BIT | INNER_BIT | HELD_BIT;
        collideAs(geom, OBJECT_BIT, all, block.friction());
      }
      case HELD -> {
        // A body of its own, bolted on, would be so light beside the arm that the solver fails.
        geom.setBody(links[HAND]);
        double fromHand = ArmModel.TOOL_OFFSET + block.z() - ArmModel.LINKS.get(HAND).centre();
        geom.setOffsetPosition(block.x(), block.y(), fromHand);
        held = geom;
        collideAs(geom, HELD_BIT, FIXED_BIT | OBJECT_BIT, block.friction());
      }
    }
  }

  private static DMatrix3 yaw(double angle) {
    double c = Math.cos(angle);
    double s = Math.sin(angle);
    return new DMatrix3(c, -s, 0, s, c, 0, 0, 0, 1);
  }

  private static void collideAs(DGeom geom, int category, int others, double friction) {
    geom.setCategoryBits(category);
    geom.setCollideBits(others);
    geom.setData(friction);
  }

  /** Moves the bodies from the zero posture, where the joints were made, to this one. */
  private void place(double[] q, double opening) {
    Kinematics frames = new Kinematics();
    frames.place(q);
    double[] at = new double[3];
    for (int i = 0; i < ArmModel.JOINTS; i++) {
      put(links[i], frames, i, 0, ArmModel.LINKS.get(i).centre(), at);
    }
    for (int side = 0; side < 2; side++) {
      double y = (side == 0 ? 1 : -1) * 0.5 * (ArmModel.FINGER[1] + opening);
      put(fingers[side], frames, HAND, y, ArmModel.FINGER_OFFSET, at);
    }
  }

  private static void put(
      DBody body, Kinematics frames, int link, double y, double z, double[] at) {
    double[] r = frames.rotation(link);
    for (int k = 0; k < 3; k++) {
      at[k] = frames.origin(link, k);
    }
    Rotation.addRotated(r, 0, y, z, at, 0);
    body.setPosition(at[0], at[1], at[2]);
    body.setRotation(new DMatrix3(r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7], r[8]));
  }
}
