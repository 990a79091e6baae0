package io.warmstart.sim.render;

/**
 * A place or a direction in the world, metres.
 *
 * @param x first coordinate
 * @param y second coordinate
 * @param z up
 */
public record Vector3(double x, double y, double z) {
  /** Upwards. */
  public static final Vector3 UP = new Vector3(0, 0, 1);

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is not finite
   */
  public Vector3 {
    if (!Double.isFinite(x + y + z)) {
      throw new IllegalArgumentException(
          "(" + x + ", " + y + ", " + z + ") must have finite coordinates");
    }
  }

  double length() {
    return Math.sqrt(dot(this));
  }

  double dot(Vector3 other) {
    return x * other.x + y * other.y + z * other.z;
  }

  Vector3 minus(Vector3 other) {
    return new Vector3(x - other.x, y - other.y, z - other.z);
  }

  Vector3 cross(Vector3 other) {
    return new Vector3(
        y * other.z - z * other.y, z * other.x - x * other.z, x * other.y - y * other.x);
  }

  /**
   * The same direction with length 1.
   *
   * @param what it is, for the message
   * @throws IllegalArgumentException if it has no direction
   */
  Vector3 unit(String what) {
    double length = length();
    if (!(length > 1e-12)) {
      throw new IllegalArgumentException(what + " " + this + " has no direction");
    }
    return new Vector3(x / length, y / length, z / length);
  }
}
