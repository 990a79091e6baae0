package io.warmstart.sim.render;

import java.util.Arrays;

/**
 * A surface of triangles around its own origin, immutable. Lengths in metres are full lengths, not
 * halves; round shapes stand along z.
 */
public final class Mesh {
  /** Three coordinates per vertex. */
  final float[] positions;

  /** Unit vectors, one per vertex. */
  final float[] normals;

  /** Three vertices per triangle, counter-clockwise seen from outside. */
  final int[] triangles;

  /** Largest distance of a vertex from the origin. */
  final double radius;

  /** Middle of the box around the vertices. */
  final double[] middle = new double[3];

  /** Half of the lengths of the box around the vertices. */
  final double[] half = new double[3];

  private final boolean solid;

  Mesh(float[] positions, float[] normals, int[] triangles, boolean solid) {
    this.positions = positions;
    this.normals = normals;
    this.triangles = triangles;
    this.solid = solid;
    double square = 0;
    for (int i = 0; i < positions.length; i += 3) {
      double x = positions[i];
      double y = positions[i + 1];
      double z = positions[i + 2];
      square = Math.max(square, x * x + y * y + z * z);
    }
    this.radius = Math.sqrt(square);
    for (int axis = 0; axis < 3; axis++) {
      double low = positions[axis];
      double high = low;
      for (int i = axis; i < positions.length; i += 3) {
        low = Math.min(low, positions[i]);
        high = Math.max(high, positions[i]);
      }
      middle[axis] = (low + high) / 2;
      half[axis] = (high - low) / 2;
    }
  }

  /** A box with sharp edges, centred. */
  public static Mesh box(double lengthX, double lengthY, double lengthZ) {
    return BoxMesh.of(new double[] {lengthX, lengthY, lengthZ}, 0);
  }

  /**
   * A box with rounded edges, centred.
   *
   * @param edgeRadius at most half of the shortest side
   */
  public static Mesh roundedBox(double lengthX, double lengthY, double lengthZ, double edgeRadius) {
    return BoxMesh.of(
        new double[] {lengthX, lengthY, lengthZ}, positive("edge radius", edgeRadius));
  }

  /** A sphere, centred, of about 530 triangles. */
  public static Mesh sphere(double radius) {
    return RoundMesh.capsule(radius, 0, 24);
  }

  /**
   * A cylinder with half spheres on both ends, centred, of about 570 triangles.
   *
   * @param length of the cylinder, without the ends
   */
  public static Mesh capsule(double radius, double length) {
    return RoundMesh.capsule(radius, positive("length", length), 24);
  }

  /** A cylinder with flat ends and slightly broken edges, centred, of about 220 triangles. */
  public static Mesh cylinder(double radius, double length) {
    return RoundMesh.cylinder(radius, length, 28);
  }

  /** A flat rectangle at z = 0 that is seen from above only and casts no shadow; for ground. */
  public static Mesh plane(double lengthX, double lengthY) {
    double x = positive("length", lengthX) / 2;
    double y = positive("length", lengthY) / 2;
    MeshBuilder builder = new MeshBuilder();
    int first = builder.vertex(-x, -y, 0, 0, 0, 1);
    builder.vertex(x, -y, 0, 0, 0, 1);
    builder.vertex(x, y, 0, 0, 0, 1);
    builder.vertex(-x, y, 0, 0, 0, 1);
    builder.quad(first, first + 1, first + 2, first + 3);
    return builder.build(false);
  }

  /** A flat disc at z = 0 that is seen from above only and casts no shadow; for marks. */
  public static Mesh disc(double radius) {
    return RoundMesh.ring(0, radius, 48);
  }

  /** A flat ring at z = 0 that is seen from above only and casts no shadow; for marks. */
  public static Mesh ring(double innerRadius, double outerRadius) {
    return RoundMesh.ring(positive("inner radius", innerRadius), outerRadius, 64);
  }

  /**
   * A simple polygon drawn out along z, centred on z = 0; it need not be convex.
   *
   * @param outline corners (x, y) in order around the polygon, metres, [n][2], n at least 3
   * @throws IllegalArgumentException if the outline crosses itself or has no area
   */
  public static Mesh prism(double[][] outline, double height) {
    return PrismMesh.of(outline, positive("height", height));
  }

  /** Number of triangles. */
  public int triangleCount() {
    return triangles.length / 3;
  }

  /** Whether it encloses a volume. */
  public boolean isSolid() {
    return solid;
  }

  int vertexCount() {
    return positions.length / 3;
  }

  static double positive(String what, double metres) {
    if (!(metres > 0) || Double.isInfinite(metres)) {
      throw new IllegalArgumentException(what + " = " + metres + " m must be positive and finite");
    }
    return metres;
  }

  @Override
  public String toString() {
    return "Mesh of "
        + triangleCount()
        + " triangles, first corner "
        + Arrays.toString(Arrays.copyOf(positions, 3));
  }
}
