package io.warmstart.sim.render;

/**
 * Boxes: each face is a grid of vertices; with rounded edges, every vertex lies at the edge radius
 * from an inner box.
 */
final class BoxMesh {
  private static final int BEVEL_STEPS = 2;

  private final double[] half;
  private final double edge;
  private final MeshBuilder builder = new MeshBuilder();

  private BoxMesh(double[] lengths, double edge) {
    this.half = new double[3];
    for (int i = 0; i < 3; i++) {
      half[i] = Mesh.positive("length", lengths[i]) / 2;
      if (edge > half[i]) {
        throw new IllegalArgumentException(
            "edge radius = "
                + edge
                + " m must be at most half of the side of "
                + lengths[i]
                + " m");
      }
    }
    this.edge = edge;
  }

  /** A box; an edge radius of 0 leaves sharp edges. */
  static Mesh of(double[] lengths, double edge) {
    BoxMesh mesh = new BoxMesh(lengths, edge);
    for (int axis = 0; axis < 3; axis++) {
      mesh.face(axis, 1);
      mesh.face(axis, -1);
    }
    return mesh.builder.build(true);
  }

  private void face(int axis, int sign) {
    int u = (axis + 1) % 3;
    int v = (axis + 2) % 3;
    double[] us = lines(half[u]);
    double[] vs = lines(half[v]);
    int first = -1;
    for (double y : vs) {
      for (double x : us) {
        double[] place = new double[3];
        place[axis] = sign * half[axis];
        place[u] = sign * x;
        place[v] = y;
        int number = vertex(place, axis, sign);
        first = first < 0 ? number : first;
      }
    }
    int width = us.length;
    for (int j = 0; j + 1 < vs.length; j++) {
      for (int i = 0; i + 1 < width; i++) {
        int a = first + j * width + i;
        builder.quad(a, a + 1, a + width + 1, a + width);
      }
    }
  }

  /** Where a face is divided: the rounded borders are, evenly in angle. */
  private double[] lines(double halfLength) {
    if (edge == 0) {
      return new double[] {-halfLength, halfLength};
    }
    double[] lines = new double[2 * BEVEL_STEPS + 2];
    for (int i = 0; i <= BEVEL_STEPS; i++) {
      double angle = Math.PI / 4 * (BEVEL_STEPS - i) / BEVEL_STEPS;
      double line = halfLength - edge + edge * StrictMath.tan(angle);
      lines[i] = -line;
      lines[lines.length - 1 - i] = line;
    }
    return lines;
  }

  private int vertex(double[] place, int axis, int sign) {
    double[] normal = new double[3];
    if (edge == 0) {
      normal[axis] = sign;
    } else {
      double square = 0;
      double[] inner = new double[3];
      for (int i = 0; i < 3; i++) {
        inner[i] = Math.clamp(place[i], edge - half[i], half[i] - edge);
        normal[i] = place[i] - inner[i];
        square += normal[i] * normal[i];
      }
      for (int i = 0; i < 3; i++) {
        normal[i] /= Math.sqrt(square);
        place[i] = inner[i] + edge * normal[i];
      }
    }
    return builder.vertex(place[0], place[1], place[2], normal[0], normal[1], normal[2]);
  }
}
