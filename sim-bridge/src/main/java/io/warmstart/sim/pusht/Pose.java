package io.warmstart.sim.pusht;

/**
 * Where a body is in the plane.
 *
 * @param x of its centre of mass, metres
 * @param y of its centre of mass, metres
 * @param angle counter-clockwise, radians
 */
record Pose(double x, double y, double angle) {
  /** World x of a point of the body. */
  double worldX(double bodyX, double bodyY) {
    return x + Math.cos(angle) * bodyX - Math.sin(angle) * bodyY;
  }

  /** World y of a point of the body. */
  double worldY(double bodyX, double bodyY) {
    return y + Math.sin(angle) * bodyX + Math.cos(angle) * bodyY;
  }

  /** The angle from this pose to another, in [-π, π]. */
  double turnTo(Pose other) {
    return Math.IEEEremainder(other.angle - angle, 2 * Math.PI);
  }
}
