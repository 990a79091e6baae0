package io.warmstart.sim.render;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Polygons drawn out along z; the ends are cut into triangles ear by ear. */
final class PrismMesh {
  private PrismMesh() {}

  static Mesh of(double[][] outline, double height) {
    List<double[]> corners = new ArrayList<>();
    for (double[] corner : outline) {
      if (corner.length != 2 || !Double.isFinite(corner[0] + corner[1])) {
        throw new IllegalArgumentException("each corner of an outline must be two finite numbers");
      }
      corners.add(corner.clone());
    }
    if (area(corners) < 0) {
      Collections.reverse(corners);
    }
    MeshBuilder builder = new MeshBuilder();
    cap(builder, corners, height / 2, 1);
    cap(builder, corners, -height / 2, -1);
    for (int i = 0; i < corners.size(); i++) {
      side(builder, corners.get(i), corners.get((i + 1) % corners.size()), height / 2);
    }
    return builder.build(true);
  }

  private static double area(List<double[]> corners) {
    double twice = 0;
    for (int i = 0; i < corners.size(); i++) {
      double[] a = corners.get(i);
      double[] b = corners.get((i + 1) % corners.size());
      twice += a[0] * b[1] - a[1] * b[0];
    }
    return twice / 2;
  }

  private static void side(MeshBuilder builder, double[] from, double[] to, double z) {
    double dx = to[0] - from[0];
    double dy = to[1] - from[1];
    double length = Mesh.positive("side of the outline", Math.sqrt(dx * dx + dy * dy));
    double nx = dy / length;
    double ny = -dx / length;
    int first = builder.vertex(from[0], from[1], -z, nx, ny, 0);
    builder.vertex(to[0], to[1], -z, nx, ny, 0);
    builder.vertex(to[0], to[1], z, nx, ny, 0);
    builder.vertex(from[0], from[1], z, nx, ny, 0);
    builder.quad(first, first + 1, first + 2, first + 3);
  }

  private static void cap(MeshBuilder builder, List<double[]> corners, double z, int up) {
    List<Integer> left = new ArrayList<>();
    for (double[] corner : corners) {
      left.add(builder.vertex(corner[0], corner[1], z, 0, 0, up));
    }
    int first = left.getFirst();
    while (left.size() > 2) {
      int ear = ear(corners, left, first);
      int a = left.get((ear + left.size() - 1) % left.size());
      int b = left.get(ear);
      int c = left.get((ear + 1) % left.size());
      builder.triangle(a, up > 0 ? b : c, up > 0 ? c : b);
      left.remove(ear);
    }
  }

  /** Position in {@code left} of a convex corner whose triangle holds no other corner. */
  private static int ear(List<double[]> corners, List<Integer> left, int first) {
    for (int i = 0; i < left.size(); i++) {
      double[] a = corners.get(left.get((i + left.size() - 1) % left.size()) - first);
      double[] b = corners.get(left.get(i) - first);
      double[] c = corners.get(left.get((i + 1) % left.size()) - first);
      if (turn(a, b, c) > 0
          && left.stream()
              .map(number -> corners.get(number - first))
              .noneMatch(p -> p != a && p != b && p != c && inside(p, a, b, c))) {
        return i;
      }
    }
    throw new IllegalArgumentException(
        "an outline of " + corners.size() + " corners has no area or crosses itself");
  }

  private static boolean inside(double[] p, double[] a, double[] b, double[] c) {
    return turn(a, b, p) >= 0 && turn(b, c, p) >= 0 && turn(c, a, p) >= 0;
  }

  private static double turn(double[] a, double[] b, double[] c) {
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
  }
}
