package io.warmstart.sim.arm;

/**
 * A box beside the arm: furniture, something to move, or a tool in the hand.
 *
 * @param kind what it is, which decides its colour and what it collides with
 * @param sizeX edge along its own x axis, m
 * @param sizeY edge along its own y axis, m
 * @param sizeZ edge along its own z axis, m
 * @param x middle, m; in the tool's frame where it is held
 * @param y middle, m
 * @param z middle, m
 * @param yaw turn about z, rad; not used where it is held
 * @param mass kg; not used where it is fixed or held
 * @param friction coefficient, multiplied with that of what it touches
 */
record Block(
    Kind kind,
    double sizeX,
    double sizeY,
    double sizeZ,
    double x,
    double y,
    double z,
    double yaw,
    double mass,
    double friction) {
  /** What a box is. */
  enum Kind {
    /** Stands still. */
    TABLE,
    /** Stands still; part of what a task is about. */
    FIXTURE,
    /** Moves freely. */
    OBJECT,
    /** Bolted to the hand. */
    HELD
  }

  /** A box that stands still. */
  static Block fixture(
      double sizeX, double sizeY, double sizeZ, double x, double y, double z, double friction) {
    return new Block(Kind.FIXTURE, sizeX, sizeY, sizeZ, x, y, z, 0, 0, friction);
  }

  /** A cube that moves, resting on the table. */
  static Block cube(double edge, double x, double y, double yaw, double mass, double friction) {
    return new Block(Kind.OBJECT, edge, edge, edge, x, y, 0.5 * edge, yaw, mass, friction);
  }

  /** A box bolted to the hand, its middle {@code z} beyond the tool; its mass is the hand's. */
  static Block held(double sizeX, double sizeY, double sizeZ, double z) {
    return new Block(Kind.HELD, sizeX, sizeY, sizeZ, 0, 0, z, 0, 0, 1);
  }
}
