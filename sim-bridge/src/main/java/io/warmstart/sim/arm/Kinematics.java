package io.warmstart.sim.arm;

import java.util.Arrays;

/**
 * Where the arm's links and its tool are for given joint angles, and which joint speeds give a
 * wanted tool twist. Geometry only; keeps the last posture it was given and allocates nothing.
 *
 * <p>Inverse: damped least squares with a pull towards a rest posture in the null space,
 *
 * <pre>{@code q' = z + J^T (J J^T + λ² I)^-1 (v - J z),   z = k (rest - q)}</pre>
 *
 * @see <a href="https://doi.org/10.1115/1.3143764">Nakamura and Hanafusa, Inverse kinematic
 *     solutions with singularity robustness for robot manipulator control, 1986</a>
 */
final class Kinematics {
  private static final int ROWS = 6;
  private static final double DAMPING = 0.02;
  private static final double REST_GAIN = 0.5;

  /** Origins of the joints, then the tool, [8, 3]. */
  private final double[] origins = new double[3 * (ArmModel.JOINTS + 1)];

  private final double[][] rotations = new double[ArmModel.JOINTS][9];
  private final double[] axes = new double[3 * ArmModel.JOINTS];
  private final double[] rest = ArmModel.home();
  private final double[] angles = new double[ArmModel.JOINTS];
  private final double[] jacobian = new double[ROWS * ArmModel.JOINTS];
  private final double[] normal = new double[ROWS * ROWS];
  private final double[] right = new double[ROWS];
  private final double[] pull = new double[ArmModel.JOINTS];
  private final double[] turn = new double[9];

  /** Computes all frames. */
  void place(double[] q) {
    System.arraycopy(q, 0, angles, 0, ArmModel.JOINTS);
    Rotation.identity(turn);
    double x = 0;
    double y = 0;
    double z = 0;
    for (int i = 0; i < ArmModel.JOINTS; i++) {
      x += turn[2] * ArmModel.OFFSET[i];
      y += turn[5] * ArmModel.OFFSET[i];
      z += turn[8] * ArmModel.OFFSET[i];
      put(i, x, y, z);
      int column = ArmModel.ACROSS[i] ? 1 : 2;
      axes[3 * i] = turn[column];
      axes[3 * i + 1] = turn[column + 3];
      axes[3 * i + 2] = turn[column + 6];
      Rotation.turn(turn, ArmModel.ACROSS[i], q[i]);
      System.arraycopy(turn, 0, rotations[i], 0, 9);
    }
    double tool = ArmModel.TOOL_OFFSET;
    put(ArmModel.JOINTS, x + turn[2] * tool, y + turn[5] * tool, z + turn[8] * tool);
  }

  private void put(int i, double x, double y, double z) {
    origins[3 * i] = x;
    origins[3 * i + 1] = y;
    origins[3 * i + 2] = z;
  }

  /** Coordinate {@code k} of the tool. */
  double tool(int k) {
    return origins[3 * ArmModel.JOINTS + k];
  }

  /** Orientation of the tool; not to be changed. */
  double[] toolRotation() {
    return rotations[ArmModel.JOINTS - 1];
  }

  /** Orientation of link {@code i}; not to be changed. */
  double[] rotation(int i) {
    return rotations[i];
  }

  /** Coordinate {@code k} of the origin of joint {@code i}. */
  double origin(int i, int k) {
    return origins[3 * i + k];
  }

  /**
   * Joint speeds for a tool twist at the placed posture.
   *
   * @param twist linear then angular velocity in the base frame, [6], m/s and rad/s
   * @param speeds receives one number per joint, rad/s, not limited
   */
  void solve(double[] twist, double[] speeds) {
    fillJacobian();
    for (int i = 0; i < ArmModel.JOINTS; i++) {
      pull[i] = REST_GAIN * (rest[i] - angles[i]);
    }
    for (int r = 0; r < ROWS; r++) {
      double sum = twist[r];
      for (int i = 0; i < ArmModel.JOINTS; i++) {
        sum -= jacobian[r * ArmModel.JOINTS + i] * pull[i];
      }
      right[r] = sum;
      for (int c = 0; c <= r; c++) {
        double dot = r == c ? DAMPING * DAMPING : 0;
        for (int i = 0; i < ArmModel.JOINTS; i++) {
          dot += jacobian[r * ArmModel.JOINTS + i] * jacobian[c * ArmModel.JOINTS + i];
        }
        normal[r * ROWS + c] = dot;
      }
    }
    solveCholesky();
    for (int i = 0; i < ArmModel.JOINTS; i++) {
      double sum = pull[i];
      for (int r = 0; r < ROWS; r++) {
        sum += jacobian[r * ArmModel.JOINTS + i] * right[r];
      }
      speeds[i] = sum;
    }
  }

  private void fillJacobian() {
    int tool = 3 * ArmModel.JOINTS;
    for (int i = 0; i < ArmModel.JOINTS; i++) {
      double ax = axes[3 * i];
      double ay = axes[3 * i + 1];
      double az = axes[3 * i + 2];
      double dx = origins[tool] - origins[3 * i];
      double dy = origins[tool + 1] - origins[3 * i + 1];
      double dz = origins[tool + 2] - origins[3 * i + 2];
      jacobian[i] = ay * dz - az * dy;
      jacobian[ArmModel.JOINTS + i] = az * dx - ax * dz;
      jacobian[2 * ArmModel.JOINTS + i] = ax * dy - ay * dx;
      jacobian[3 * ArmModel.JOINTS + i] = ax;
      jacobian[4 * ArmModel.JOINTS + i] = ay;
      jacobian[5 * ArmModel.JOINTS + i] = az;
    }
  }

  /** Solves {@code normal x = right} in place; only the lower triangle is read. */
  private void solveCholesky() {
    for (int c = 0; c < ROWS; c++) {
      for (int r = c; r < ROWS; r++) {
        double sum = normal[r * ROWS + c];
        for (int k = 0; k < c; k++) {
          sum -= normal[r * ROWS + k] * normal[c * ROWS + k];
        }
        normal[r * ROWS + c] = r == c ? Math.sqrt(sum) : sum / normal[c * ROWS + c];
      }
    }
    for (int r = 0; r < ROWS; r++) {
      for (int k = 0; k < r; k++) {
        right[r] -= normal[r * ROWS + k] * right[k];
      }
      right[r] /= normal[r * ROWS + r];
    }
    for (int r = ROWS - 1; r >= 0; r--) {
      for (int k = r + 1; k < ROWS; k++) {
        right[r] -= normal[k * ROWS + r] * right[k];
      }
      right[r] /= normal[r * ROWS + r];
    }
  }

  /**
   * The posture near the rest posture whose tool is at a place, pointing straight down.
   *
   * @param x metres
   * @param y metres
   * @param z metres
   * @param q receives the angles, within the joints' travel
   */
  void postureAt(double x, double y, double z, double[] q) {
    System.arraycopy(rest, 0, q, 0, ArmModel.JOINTS);
    double[] down = down();
    double[] twist = new double[ROWS];
    double[] change = new double[ArmModel.JOINTS];
    for (int iteration = 0; iteration < 100; iteration++) {
      place(q);
      twist[0] = x - tool(0);
      twist[1] = y - tool(1);
      twist[2] = z - tool(2);
      Rotation.difference(down, toolRotation(), twist, 3);
      solve(twist, change);
      for (int i = 0; i < ArmModel.JOINTS; i++) {
        q[i] = Math.clamp(q[i] + change[i], -ArmModel.TRAVEL[i], ArmModel.TRAVEL[i]);
      }
    }
    place(q);
  }

  /** Orientation of a tool that points straight down, its fingers apart along y. */
  static double[] down() {
    double[] r = new double[9];
    Arrays.fill(r, 0);
    r[0] = -1;
    r[4] = 1;
    r[8] = -1;
    return r;
  }
}
