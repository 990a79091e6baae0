package io.warmstart.sim.render;

/**
 * A pinhole camera without distortion. Moving it allocates nothing. One thread at a time.
 *
 * <p>It sees what is at least 1 cm away.
 */
public final class Camera {
  /** Nothing closer is seen, metres. */
  static final double NEAR = 0.01;

  /** Half of the picture's height at a distance of 1. */
  final double tangent;

  final double[] position = new double[3];

  /** Rows: to the right, down, forward; unit vectors in the world. */
  final double[] axes = new double[9];

  /**
   * A camera at the origin that looks along x.
   *
   * @param verticalFieldOfViewDegrees angle between the upper and the lower border, in (0, 179)
   * @throws IllegalArgumentException if the angle is outside its range
   */
  public Camera(double verticalFieldOfViewDegrees) {
    if (!(verticalFieldOfViewDegrees > 0 && verticalFieldOfViewDegrees < 179)) {
      throw new IllegalArgumentException(
          "vertical field of view = "
              + verticalFieldOfViewDegrees
              + " must be in (0, 179) degrees");
    }
    tangent = StrictMath.tan(StrictMath.toRadians(verticalFieldOfViewDegrees) / 2);
    look(new Vector3(0, 0, 0), new Vector3(1, 0, 0), Vector3.UP);
  }

  /**
   * A camera that looks at a point.
   *
   * @param up direction that is up in the picture; any length, not along the line of sight
   * @throws IllegalArgumentException if the directions do not span a picture
   */
  public Camera(Vector3 position, Vector3 target, Vector3 up, double verticalFieldOfViewDegrees) {
    this(verticalFieldOfViewDegrees);
    look(position, target, up);
  }

  /** Moves it; for set-up, as it allocates. */
  public void look(Vector3 from, Vector3 target, Vector3 up) {
    Vector3 forward = target.minus(from).unit("line of sight");
    Vector3 right = forward.cross(up).unit("right side of a camera looking along its up,");
    Vector3 down = forward.cross(right);
    row(0, right.x(), right.y(), right.z());
    row(3, down.x(), down.y(), down.z());
    row(6, forward.x(), forward.y(), forward.z());
    position[0] = from.x();
    position[1] = from.y();
    position[2] = from.z();
  }

  /**
   * Moves it with a body that carries it, such as a wrist.
   *
   * @param rotation row-major from the camera's frame (x right, y down, z forward) to the world's,
   *     [9], orthonormal; copied
   * @param place metres, [3]; copied
   */
  public void place(double[] rotation, double[] place) {
    row(0, rotation[0], rotation[3], rotation[6]);
    row(3, rotation[1], rotation[4], rotation[7]);
    row(6, rotation[2], rotation[5], rotation[8]);
    System.arraycopy(place, 0, position, 0, 3);
  }

  private void row(int at, double x, double y, double z) {
    axes[at] = x;
    axes[at + 1] = y;
    axes[at + 2] = z;
  }
}
