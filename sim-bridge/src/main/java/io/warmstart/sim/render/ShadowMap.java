package io.warmstart.sim.render;

import java.util.Arrays;

/**
 * What the lamp sees: for every cell of a grid across the light, how far the nearest shape's far
 * side lies along it. Far sides, because near ones would shade themselves where rounding puts them
 * behind their own image.
 */
final class ShadowMap {
  /** Cells that stay free at the border. */
  private static final int MARGIN = 2;

  private final int size;
  private final float[] distance;

  /** Rows across the light (two) and along it, in metres. */
  private final double[] axes = new double[9];

  private final double[] low = new double[3];
  private final double[] matrix = new double[12];
  private double cellsPerMetre = 1;
  private float[] cells = new float[0];
  private boolean empty = true;

  /** For the edges of the triangle that is drawn now: change per column and per row. */
  private final float[] across = new float[3];

  private final float[] along = new float[3];

  /** For each edge, minus one over the change per column. */
  private final float[] crossing = new float[3];

  /** A map of {@code size} cells along each side. */
  ShadowMap(int size) {
    this.size = size;
    this.distance = new float[size * size];
  }

  /** Metres across the light that one cell covers. */
  float cellMetres() {
    return (float) (1 / cellsPerMetre);
  }

  void draw(Scene scene) {
    empty = true;
    if (!scene.light().shadows()) {
      return;
    }
    aim(scene.light().towards());
    bound(scene);
    if (empty) {
      return;
    }
    Arrays.fill(distance, Float.POSITIVE_INFINITY);
    for (int i = 0; i < scene.shapes().size(); i++) {
      Shape shape = scene.shapes().get(i);
      if (shape.castsShadow()) {
        matrix(shape, matrix);
        project(shape.mesh());
        int[] triangles = shape.mesh().triangles;
        for (int t = 0; t < triangles.length; t += 3) {
          fill(3 * triangles[t], 3 * triangles[t + 1], 3 * triangles[t + 2]);
        }
      }
    }
  }

  /** Right-handed axes whose third runs with the light. */
  private void aim(Vector3 towards) {
    double tilt = Math.sqrt(towards.x() * towards.x() + towards.y() * towards.y());
    boolean upright = tilt < 1e-6;
    double ux = upright ? 1 : -towards.y() / tilt;
    double uy = upright ? 0 : towards.x() / tilt;
    axes[0] = ux;
    axes[1] = uy;
    axes[2] = 0;
    axes[3] = -towards.z() * -uy;
    axes[4] = -towards.z() * ux;
    axes[5] = -towards.x() * uy + towards.y() * ux;
    axes[6] = -towards.x();
    axes[7] = -towards.y();
    axes[8] = -towards.z();
  }

  private void bound(Scene scene) {
    double wide = 0;
    for (int axis = 0; axis < 3; axis++) {
      double least = Double.POSITIVE_INFINITY;
      double most = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < scene.shapes().size(); i++) {
        Shape shape = scene.shapes().get(i);
        if (shape.castsShadow()) {
          double middle = middle(shape, axis);
          double reach = reach(shape, axis);
          least = Math.min(least, middle - reach);
          most = Math.max(most, middle + reach);
        }
      }
      low[axis] = least;
      empty = !(most > least);
      wide = axis < 2 ? Math.max(wide, most - least) : wide;
    }
    cellsPerMetre = (size - 2 * MARGIN) / wide;
  }

  private double middle(Shape shape, int axis) {
    double sum = 0;
    for (int i = 0; i < 3; i++) {
      double inWorld = shape.position[i];
      for (int j = 0; j < 3; j++) {
        inWorld += shape.rotation[3 * i + j] * shape.mesh().middle[j];
      }
      sum += axes[3 * axis + i] * inWorld;
    }
    return sum;
  }

  private double reach(Shape shape, int axis) {
    double sum = 0;
    for (int j = 0; j < 3; j++) {
      double along = 0;
      for (int i = 0; i < 3; i++) {
        along += axes[3 * axis + i] * shape.rotation[3 * i + j];
      }
      sum += Math.abs(along) * shape.mesh().half[j];
    }
    return sum;
  }

  /**
   * From a shape's own coordinates to cells, cells and metres along the light.
   *
   * @param target receives three rows of four
   */
  void matrix(Shape shape, double[] target) {
    double[] r = shape.rotation;
    double[] p = shape.position;
    for (int i = 0; i < 3; i++) {
      double scale = i < 2 ? cellsPerMetre : 1;
      double shift = i < 2 ? MARGIN : 0;
      double a = axes[3 * i];
      double b = axes[3 * i + 1];
      double c = axes[3 * i + 2];
      target[4 * i] = scale * (a * r[0] + b * r[3] + c * r[6]);
      target[4 * i + 1] = scale * (a * r[1] + b * r[4] + c * r[7]);
      target[4 * i + 2] = scale * (a * r[2] + b * r[5] + c * r[8]);
      target[4 * i + 3] = scale * (a * p[0] + b * p[1] + c * p[2] - low[i]) + shift;
    }
  }

  private void project(Mesh mesh) {
    int length = mesh.positions.length;
    if (cells.length < length) {
      cells = new float[length];
    }
    double[] m = matrix;
    for (int i = 0; i < length; i += 3) {
      double x = mesh.positions[i];
      double y = mesh.positions[i + 1];
      double z = mesh.positions[i + 2];
      cells[i] = (float) (m[0] * x + m[1] * y + m[2] * z + m[3]);
      cells[i + 1] = (float) (m[4] * x + m[5] * y + m[6] * z + m[7]);
      cells[i + 2] = (float) (m[8] * x + m[9] * y + m[10] * z + m[11]);
    }
  }

  private void fill(int a, int b, int c) {
    float x0 = cells[a];
    float y0 = cells[a + 1];
    float x1 = cells[b] - x0;
    float y1 = cells[b + 1] - y0;
    float x2 = cells[c] - x0;
    float y2 = cells[c + 1] - y0;
    float area = x1 * y2 - x2 * y1;
    int left = (int) (x0 + Math.min(0, Math.min(x1, x2)) + 0.5f);
    int right = (int) (x0 + Math.max(0, Math.max(x1, x2)) - 0.5f);
    int top = (int) (y0 + Math.min(0, Math.min(y1, y2)) + 0.5f);
    int bottom = (int) (y0 + Math.max(0, Math.max(y1, y2)) - 0.5f);
    if (!(area > 0) || left > right || top > bottom) {
      return;
    }
    float d1 = (cells[b + 2] - cells[a + 2]) / area;
    float d2 = (cells[c + 2] - cells[a + 2]) / area;
    float step = y2 * d1 - y1 * d2;
    edge(0, y2, -x2);
    edge(1, -y1, x1);
    edge(2, y1 - y2, x2 - x1);
    for (int row = top; row <= bottom; row++) {
      float dy = row + 0.5f - y0;
      int from = left;
      int to = right;
      for (int e = 0; e < 3; e++) {
        float start = along[e] * dy + (e == 2 ? area : 0);
        if (across[e] > 0) {
          from = Math.max(from, Span.first(x0 + start * crossing[e]));
        } else if (across[e] < 0) {
          to = Math.min(to, Span.last(x0 + start * crossing[e], size));
        } else if (start < 0) {
          to = -1;
        }
      }
      float first = cells[a + 2] + (x1 * d2 - x2 * d1) * dy + (from + 0.5f - x0) * step;
      fillRow(row * size + from, row * size + to, first, step);
    }
  }

  private void edge(int e, float column, float row) {
    across[e] = Math.abs(column) < 1e-6f ? 0 : column;
    along[e] = row;
    crossing[e] = -1 / across[e];
  }

  private void fillRow(int from, int to, float start, float step) {
    float here = start;
    for (int cell = from; cell <= to; cell++) {
      if (here < distance[cell]) {
        distance[cell] = here;
      }
      here += step;
    }
  }

  /**
   * Share of the lamp's light that arrives, 0 to 1, from the four nearest cells.
   *
   * @param column in cells
   * @param row in cells
   * @param metres along the light
   */
  float light(float column, float row, float metres) {
    float x = column - 0.5f;
    float y = row - 0.5f;
    if (empty || !(x >= 0 && y >= 0 && x < size - 1 && y < size - 1)) {
      return 1;
    }
    int i = (int) x;
    int j = (int) y;
    float dx = x - i;
    float dy = y - j;
    int at = j * size + i;
    float upper = (distance[at] >= metres ? 1 - dx : 0) + (distance[at + 1] >= metres ? dx : 0);
    float lower =
        (distance[at + size] >= metres ? 1 - dx : 0) + (distance[at + size + 1] >= metres ? dx : 0);
    return upper + (lower - upper) * dy;
  }
}
