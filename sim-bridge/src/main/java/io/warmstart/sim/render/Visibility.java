package io.warmstart.sim.render;

import java.util.Arrays;

/**
 * Finds the nearest triangle behind every pixel.
 *
 * <p>Triangles are drawn in homogeneous coordinates, so that those that reach behind the camera
 * need no clipping: for corners v0, v1, v2 = (column · depth, row · depth, depth), {@code e0 = (v1
 * x v2) / det} is a plane over the picture that is corner 0's share of the point seen, divided by
 * its depth. The point lies in the triangle where all three are positive, and their sum is 1 /
 * depth.
 *
 * @see <a href="https://doi.org/10.1145/258694.258723">Olano and Greer, Triangle Scan Conversion
 *     using 2D Homogeneous Coordinates, 1997</a>
 */
final class Visibility {
  private static final double FARTHEST_INVERSE = 1 / Camera.NEAR;

  final int height;
  final int width;

  /** 1 / metres along the line of sight; 0 where nothing is. */
  final float[] inverseDepth;

  /** Number of the triangle, or -1. */
  final int[] nearest;

  /** Per drawn triangle the planes e0, e1, e2: factor of the column, of the row, constant. */
  float[] planes = new float[0];

  /** Per drawn triangle: number of the shape, and of its three vertices. */
  int[] corners = new int[0];

  private int drawn;
  private double[] columns = new double[0];
  private double[] rows = new double[0];
  private double[] depths = new double[0];
  private double[] screen = new double[0];

  /** Rows: column · depth, row · depth and depth of a direction of the world. */
  private final double[] view = new double[9];

  /** The same for a shape's own coordinates, with a fourth column for its place. */
  private final double[] matrix = new double[12];

  /** The planes of the triangle that is drawn now. */
  private final double[] exact = new double[9];

  /** For each of them, minus one over the factor of the column. */
  private final double[] crossing = new double[3];

  /** Lengths of the normals of the planes at the picture's borders. */
  private final double[] borders = new double[4];

  Visibility(int height, int width) {
    this.height = height;
    this.width = width;
    this.inverseDepth = new float[height * width];
    this.nearest = new int[height * width];
  }

  void draw(Scene scene, Camera camera) {
    Arrays.fill(inverseDepth, 0);
    Arrays.fill(nearest, -1);
    drawn = 0;
    reserve(scene);
    aim(camera);
    for (int i = 0; i < scene.shapes().size(); i++) {
      Shape shape = scene.shapes().get(i);
      move(shape, camera);
      if (mayBeSeen(shape.mesh().radius)) {
        project(shape.mesh());
        int[] triangles = shape.mesh().triangles;
        for (int t = 0; t < triangles.length; t += 3) {
          triangle(i, triangles[t], triangles[t + 1], triangles[t + 2]);
        }
      }
    }
  }

  private void reserve(Scene scene) {
    int triangles = 0;
    int vertices = 0;
    for (int i = 0; i < scene.shapes().size(); i++) {
      Mesh mesh = scene.shapes().get(i).mesh();
      triangles += mesh.triangleCount();
      vertices = Math.max(vertices, mesh.vertexCount());
    }
    if (corners.length < 4 * triangles) {
      planes = new float[9 * triangles];
      corners = new int[4 * triangles];
    }
    if (depths.length < vertices) {
      columns = new double[vertices];
      rows = new double[vertices];
      depths = new double[vertices];
      screen = new double[2 * vertices];
    }
  }

  private void aim(Camera camera) {
    double focal = height / (2 * camera.tangent);
    for (int i = 0; i < 3; i++) {
      double forward = camera.axes[6 + i];
      view[i] = focal * camera.axes[i] + width / 2.0 * forward;
      view[3 + i] = focal * camera.axes[3 + i] + height / 2.0 * forward;
      view[6 + i] = forward;
    }
    borders[0] = norm(1, 0, 0);
    borders[1] = norm(-1, 0, width);
    borders[2] = norm(0, 1, 0);
    borders[3] = norm(0, -1, height);
  }

  private double norm(double first, double second, double third) {
    double square = 0;
    for (int i = 0; i < 3; i++) {
      double sum = first * view[i] + second * view[3 + i] + third * view[6 + i];
      square += sum * sum;
    }
    return Math.sqrt(square);
  }

  private void move(Shape shape, Camera camera) {
    double[] r = shape.rotation;
    double x = shape.position[0] - camera.position[0];
    double y = shape.position[1] - camera.position[1];
    double z = shape.position[2] - camera.position[2];
    for (int i = 0; i < 3; i++) {
      double a = view[3 * i];
      double b = view[3 * i + 1];
      double c = view[3 * i + 2];
      matrix[4 * i] = a * r[0] + b * r[3] + c * r[6];
      matrix[4 * i + 1] = a * r[1] + b * r[4] + c * r[7];
      matrix[4 * i + 2] = a * r[2] + b * r[5] + c * r[8];
      matrix[4 * i + 3] = a * x + b * y + c * z;
    }
  }

  /** Whether the sphere around a shape reaches into the picture. */
  private boolean mayBeSeen(double radius) {
    double column = matrix[3];
    double row = matrix[7];
    double depth = matrix[11];
    return depth > Camera.NEAR - radius
        && column > -radius * borders[0]
        && width * depth - column > -radius * borders[1]
        && row > -radius * borders[2]
        && height * depth - row > -radius * borders[3];
  }

  private void project(Mesh mesh) {
    float[] places = mesh.positions;
    double[] m = matrix;
    for (int i = 0; i < mesh.vertexCount(); i++) {
      double x = places[3 * i];
      double y = places[3 * i + 1];
      double z = places[3 * i + 2];
      double column = m[0] * x + m[1] * y + m[2] * z + m[3];
      double row = m[4] * x + m[5] * y + m[6] * z + m[7];
      double depth = m[8] * x + m[9] * y + m[10] * z + m[11];
      columns[i] = column;
      rows[i] = row;
      depths[i] = depth;
      double inverse = 1 / depth;
      screen[2 * i] = column * inverse;
      screen[2 * i + 1] = row * inverse;
    }
  }

  private void triangle(int shape, int a, int b, int c) {
    int left = 0;
    int right = width - 1;
    int top = 0;
    int bottom = height - 1;
    boolean beyond = depths[a] > Camera.NEAR && depths[b] > Camera.NEAR && depths[c] > Camera.NEAR;
    if (beyond) {
      double x0 = screen[2 * a];
      double x1 = screen[2 * b];
      double x2 = screen[2 * c];
      double y0 = screen[2 * a + 1];
      double y1 = screen[2 * b + 1];
      double y2 = screen[2 * c + 1];
      left = Span.first(Math.min(x0, Math.min(x1, x2)));
      right = Span.last(Math.max(x0, Math.max(x1, x2)), width);
      top = Span.first(Math.min(y0, Math.min(y1, y2)));
      bottom = Span.last(Math.max(y0, Math.max(y1, y2)), height);
      if (left > right || top > bottom || (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0) >= 0) {
        return;
      }
    } else if (allOutside(a, b, c)) {
      return;
    }
    if (shares(shape, a, b, c)) {
      fill(left, right, top, bottom);
      drawn++;
    }
  }

  private boolean allOutside(int a, int b, int c) {
    return depths[a] <= Camera.NEAR && depths[b] <= Camera.NEAR && depths[c] <= Camera.NEAR
        || columns[a] < 0 && columns[b] < 0 && columns[c] < 0
        || rows[a] < 0 && rows[b] < 0 && rows[c] < 0
        || beyond(columns, width, a, b, c)
        || beyond(rows, height, a, b, c);
  }

  private boolean beyond(double[] places, int border, int a, int b, int c) {
    return places[a] > border * depths[a]
        && places[b] > border * depths[b]
        && places[c] > border * depths[c];
  }

  /** Stores the planes of the next triangle; false if it is seen from behind or edge on. */
  private boolean shares(int shape, int a, int b, int c) {
    double det =
        columns[a] * (rows[b] * depths[c] - rows[c] * depths[b])
            + rows[a] * (depths[b] * columns[c] - depths[c] * columns[b])
            + depths[a] * (columns[b] * rows[c] - columns[c] * rows[b]);
    if (!(det < 0)) {
      return false;
    }
    plane(9 * drawn, b, c, 1 / det);
    plane(9 * drawn + 3, c, a, 1 / det);
    plane(9 * drawn + 6, a, b, 1 / det);
    corners[4 * drawn] = shape;
    corners[4 * drawn + 1] = a;
    corners[4 * drawn + 2] = b;
    corners[4 * drawn + 3] = c;
    return true;
  }

  private void plane(int at, int j, int k, double factor) {
    double x = (rows[j] * depths[k] - rows[k] * depths[j]) * factor;
    double y = (depths[j] * columns[k] - depths[k] * columns[j]) * factor;
    double constant = (columns[j] * rows[k] - columns[k] * rows[j]) * factor;
    int e = at % 9;
    exact[e] = Math.abs(x) < 1e-12 ? 0 : x;
    crossing[e / 3] = -1 / exact[e];
    exact[e + 1] = y;
    exact[e + 2] = constant;
    planes[at] = (float) x;
    planes[at + 1] = (float) y;
    planes[at + 2] = (float) constant;
  }

  private void fill(int left, int right, int top, int bottom) {
    double step = exact[0] + exact[3] + exact[6];
    for (int row = top; row <= bottom; row++) {
      double y = row + 0.5;
      double inverse = step * 0.5;
      int from = left;
      int to = right;
      for (int e = 0; e < 9; e += 3) {
        double start = exact[e + 1] * y + exact[e + 2];
        inverse += start;
        if (exact[e] > 0) {
          from = Math.max(from, Span.first(start * crossing[e / 3]));
        } else if (exact[e] < 0) {
          to = Math.min(to, Span.last(start * crossing[e / 3], width));
        } else if (start < 0) {
          to = -1;
        }
      }
      fillRow(row * width + from, row * width + to, inverse + step * from, step);
    }
  }

  private void fillRow(int from, int to, double start, double step) {
    double inverse = start;
    for (int pixel = from; pixel <= to; pixel++) {
      if (inverse > inverseDepth[pixel] && inverse < FARTHEST_INVERSE) {
        inverseDepth[pixel] = (float) inverse;
        nearest[pixel] = drawn;
      }
      inverse += step;
    }
  }
}
