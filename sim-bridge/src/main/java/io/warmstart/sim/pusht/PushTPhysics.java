package io.warmstart.sim.pusht;

import io.warmstart.sim.pusht.PushTSettings.Control;
import org.dyn4j.dynamics.Body;
import org.dyn4j.dynamics.BodyFixture;
import org.dyn4j.dynamics.Settings;
import org.dyn4j.geometry.Convex;
import org.dyn4j.geometry.Geometry;
import org.dyn4j.geometry.MassType;
import org.dyn4j.world.PhysicsWorld;
import org.dyn4j.world.World;

/**
 * Block, pusher and four walls in the plane, at 100 steps a second; made anew for each episode, so
 * that nothing of one leaks into the next.
 *
 * <p>The pusher is driven by a motor of limited force, hence it stops where the block stands
 * against a wall rather than pressing it through. The table's friction on the block is viscous:
 * with {@code v' = -(drag / mass) v} the block stops within a centimetre or so of a push.
 */
final class PushTPhysics {
  /** Side of the square table, metres. */
  static final double SIZE = 0.512;

  static final double PUSHER_RADIUS = 0.015;

  /** Lowest and highest coordinate of the pusher. */
  static final double LOW = PUSHER_RADIUS;

  static final double HIGH = SIZE - PUSHER_RADIUS;

  /** Speed that the motor does not exceed, m/s: 6 mm a physics step, less than half a radius. */
  static final double MAX_SPEED = 0.6;

  private static final double TIME_STEP = 0.01;
  private static final int STEPS_PER_CONTROL = 10;
  private static final double WALL = 0.1;
  private static final double PUSHER_MASS = 1;
  private static final double MAX_ACCELERATION = 30;

  /** Spring and damper of the position control, as published: 1/s² and 1/s. */
  private static final double STIFFNESS = 100;

  private static final double DAMPING = 20;

  private final World<Body> world = new World<>();
  private final Body block;
  private final Body pusher;

  /**
   * A table at rest.
   *
   * @param mass of the block, kg
   * @param friction coefficient at contacts
   * @param drag of the table, N s/m
   */
  PushTPhysics(
      Pose start, double pusherX, double pusherY, double mass, double friction, double drag) {
    world.setGravity(PhysicsWorld.ZERO_GRAVITY);
    Settings settings = world.getSettings();
    settings.setStepFrequency(TIME_STEP);
    settings.setAtRestDetectionEnabled(false);
    // The defaults are meant for bodies of metres.
    settings.setLinearTolerance(2e-4);
    settings.setMaximumWarmStartDistance(1e-3);
    addWalls(friction);
    block = new Body();
    for (double[] box : Tee.BOXES) {
      Convex part = Geometry.createRectangle(box[2] - box[0], box[3] - box[1]);
      part.translate((box[0] + box[2]) / 2, (box[1] + box[3]) / 2);
      fixture(block, part, mass / Tee.AREA, friction);
    }
    block.setMass(MassType.NORMAL);
    block.setLinearDamping(drag / mass);
    block.setAngularDamping(drag / mass);
    block.getTransform().setRotation(start.angle());
    block.getTransform().setTranslation(start.x(), start.y());
    world.addBody(block);
    pusher = new Body();
    double area = Math.PI * PUSHER_RADIUS * PUSHER_RADIUS;
    fixture(pusher, Geometry.createCircle(PUSHER_RADIUS), PUSHER_MASS / area, friction);
    pusher.setMass(MassType.FIXED_ANGULAR_VELOCITY);
    pusher.getTransform().setTranslation(pusherX, pusherY);
    world.addBody(pusher);
  }

  private void addWalls(double friction) {
    double middle = SIZE / 2;
    double away = middle + WALL / 2;
    for (int side = 0; side < 4; side++) {
      boolean upright = side < 2;
      double offset = side % 2 == 0 ? away : -away;
      Body wall = new Body();
      double length = SIZE + 2 * WALL;
      Convex shape = Geometry.createRectangle(upright ? WALL : length, upright ? length : WALL);
      fixture(wall, shape, 1, friction);
      wall.setMass(MassType.INFINITE);
      wall.translate(middle + (upright ? offset : 0), middle + (upright ? 0 : offset));
      world.addBody(wall);
    }
  }

  private static void fixture(Body body, Convex shape, double density, double friction) {
    BodyFixture fixture = body.addFixture(shape);
    fixture.setDensity(density);
    fixture.setFriction(friction);
    fixture.setRestitution(0);
  }

  /** Moves on by one control period of 0.1 s towards a target position or with a velocity. */
  void advance(Control control, double actionX, double actionY) {
    for (int i = 0; i < STEPS_PER_CONTROL; i++) {
      double vx = pusher.getLinearVelocity().x;
      double vy = pusher.getLinearVelocity().y;
      double ax = (actionX - vx) / TIME_STEP;
      double ay = (actionY - vy) / TIME_STEP;
      if (control == Control.POSITION) {
        ax = STIFFNESS * (actionX - pusherX()) - DAMPING * vx;
        ay = STIFFNESS * (actionY - pusherY()) - DAMPING * vy;
      }
      double weaker = Math.min(1, MAX_ACCELERATION / Math.max(1e-9, Math.hypot(ax, ay)));
      vx += TIME_STEP * weaker * ax;
      vy += TIME_STEP * weaker * ay;
      double slower = Math.min(1, MAX_SPEED / Math.max(1e-9, Math.hypot(vx, vy)));
      pusher.setLinearVelocity(slower * vx, slower * vy);
      world.step(1, TIME_STEP);
    }
  }

  Pose block() {
    return new Pose(
        block.getTransform().getTranslationX(),
        block.getTransform().getTranslationY(),
        block.getTransform().getRotationAngle());
  }

  double blockVelocityX() {
    return block.getLinearVelocity().x;
  }

  double blockVelocityY() {
    return block.getLinearVelocity().y;
  }

  /** Radians per second. */
  double blockTurnRate() {
    return block.getAngularVelocity();
  }

  double pusherX() {
    return pusher.getTransform().getTranslationX();
  }

  double pusherY() {
    return pusher.getTransform().getTranslationY();
  }

  double pusherVelocityX() {
    return pusher.getLinearVelocity().x;
  }

  double pusherVelocityY() {
    return pusher.getLinearVelocity().y;
  }
}
