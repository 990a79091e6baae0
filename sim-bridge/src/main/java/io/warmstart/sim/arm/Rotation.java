package io.warmstart.sim.arm;

/** Rotation matrices in row-major arrays of nine, and small vectors. Nothing allocates. */
final class Rotation {
  private static final double TINY = 1e-9;

  private Rotation() {}

  /** Writes the identity. */
  static void identity(double[] r) {
    java.util.Arrays.fill(r, 0);
    r[0] = 1;
    r[4] = 1;
    r[8] = 1;
  }

  /** Turns {@code r} about its own y axis, or its own z axis: {@code r <- r R(angle)}. */
  static void turn(double[] r, boolean aboutY, double angle) {
    double c = Math.cos(angle);
    double s = Math.sin(angle);
    // Columns a and b span the plane that turns: (z, x) about y, (x, y) about z.
    int a = aboutY ? 2 : 0;
    int b = aboutY ? 0 : 1;
    for (int row = 0; row < 9; row += 3) {
      double u = r[row + a];
      double v = r[row + b];
      r[row + a] = c * u + s * v;
      r[row + b] = c * v - s * u;
    }
  }

  /** Rotation by {@code w} (axis times angle, rad) applied in the world frame: {@code exp(w) r}. */
  static void rotate(double[] r, double wx, double wy, double wz) {
    double angle = Math.sqrt(wx * wx + wy * wy + wz * wz);
    if (angle < TINY) {
      return;
    }
    double x = wx / angle;
    double y = wy / angle;
    double z = wz / angle;
    double c = Math.cos(angle);
    double s = Math.sin(angle);
    for (int column = 0; column < 3; column++) {
      double a = r[column];
      double b = r[column + 3];
      double d = r[column + 6];
      double along = (x * a + y * b + z * d) * (1 - c);
      r[column] = a * c + (y * d - z * b) * s + x * along;
      r[column + 3] = b * c + (z * a - x * d) * s + y * along;
      r[column + 6] = d * c + (x * b - y * a) * s + z * along;
    }
  }

  /**
   * The rotation that leads from {@code from} to {@code to} in the world frame: {@code log(to
   * from^T)}.
   *
   * @param out receives axis times angle, angle in [0, π], at {@code at}
   */
  static void difference(double[] to, double[] from, double[] out, int at) {
    double trace = 0;
    double x = 0;
    double y = 0;
    double z = 0;
    for (int k = 0; k < 3; k++) {
      trace += to[k] * from[k] + to[3 + k] * from[3 + k] + to[6 + k] * from[6 + k];
      x += to[6 + k] * from[3 + k] - to[3 + k] * from[6 + k];
      y += to[k] * from[6 + k] - to[6 + k] * from[k];
      z += to[3 + k] * from[k] - to[k] * from[3 + k];
    }
    double sine = 0.5 * Math.sqrt(x * x + y * y + z * z);
    double angle = Math.atan2(sine, 0.5 * (trace - 1));
    // At half a turn the axis is not defined by the antisymmetric part; it is left out.
    double scale = sine < TINY ? 0.5 : 0.5 * angle / sine;
    out[at] = x * scale;
    out[at + 1] = y * scale;
    out[at + 2] = z * scale;
  }

  /** {@code out[at..] = r v} for the vector (x, y, z), plus what is there. */
  static void addRotated(double[] r, double x, double y, double z, double[] out, int at) {
    out[at] += r[0] * x + r[1] * y + r[2] * z;
    out[at + 1] += r[3] * x + r[4] * y + r[5] * z;
    out[at + 2] += r[6] * x + r[7] * y + r[8] * z;
  }
}
