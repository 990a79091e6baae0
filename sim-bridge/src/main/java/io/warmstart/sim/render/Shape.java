package io.warmstart.sim.render;

/**
 * A mesh with a material at a place; starts at the world's origin. {@link #at} and {@link #place}
 * allocate nothing. Several scenes may hold the same shape. One thread at a time.
 */
public final class Shape {
  private final Mesh mesh;
  private final boolean castsShadow;
  private Material material;

  /** Row-major, from the mesh's frame to the world's. */
  final double[] rotation = {1, 0, 0, 0, 1, 0, 0, 0, 1};

  final double[] position = new double[3];

  private Shape(Mesh mesh, Material material, boolean castsShadow) {
    this.mesh = mesh;
    this.material = material;
    this.castsShadow = castsShadow;
  }

  /** A shape that shades others, if its mesh encloses a volume. */
  public Shape(Mesh mesh, Material material) {
    this(mesh, material, mesh.isSolid());
  }

  /** A shape that casts no shadow, such as the mark of a goal. */
  public static Shape withoutShadow(Mesh mesh, Material material) {
    return new Shape(mesh, material, false);
  }

  /** Its form. */
  public Mesh mesh() {
    return mesh;
  }

  /** Its surface. */
  public Material material() {
    return material;
  }

  /** Gives it another surface. */
  public void paint(Material surface) {
    material = surface;
  }

  boolean castsShadow() {
    return castsShadow;
  }

  /** Moves it, keeping its rotation; metres. Returns itself, for use in lists. */
  public Shape at(double x, double y, double z) {
    position[0] = x;
    position[1] = y;
    position[2] = z;
    return this;
  }

  /**
   * Turns it about the vertical, keeping its position.
   *
   * @param radians counter-clockwise seen from above
   */
  public Shape turned(double radians) {
    double cos = StrictMath.cos(radians);
    double sin = StrictMath.sin(radians);
    rotation[0] = cos;
    rotation[1] = -sin;
    rotation[2] = 0;
    rotation[3] = sin;
    rotation[4] = cos;
    rotation[5] = 0;
    rotation[6] = 0;
    rotation[7] = 0;
    rotation[8] = 1;
    return this;
  }

  /**
   * Places it.
   *
   * @param newRotation row-major from the mesh's frame to the world's, [9], orthonormal; copied
   * @param newPosition of the mesh's origin, metres, [3]; copied
   */
  public Shape place(double[] newRotation, double[] newPosition) {
    System.arraycopy(newRotation, 0, rotation, 0, 9);
    System.arraycopy(newPosition, 0, position, 0, 3);
    return this;
  }

  /**
   * Stretches a mesh that was made along its z between two points: its z axis runs from one to the
   * other and its origin lies halfway. The length of the mesh stays.
   */
  public Shape between(Vector3 from, Vector3 to) {
    Vector3 z = to.minus(from).unit("line between the points");
    Vector3 aside = Math.abs(z.x()) < 0.9 ? new Vector3(1, 0, 0) : new Vector3(0, 1, 0);
    Vector3 y = z.cross(aside).unit("side");
    Vector3 x = y.cross(z);
    double[] columns = {x.x(), y.x(), z.x(), x.y(), y.y(), z.y(), x.z(), y.z(), z.z()};
    System.arraycopy(columns, 0, rotation, 0, 9);
    return at((from.x() + to.x()) / 2, (from.y() + to.y()) / 2, (from.z() + to.z()) / 2);
  }
}
