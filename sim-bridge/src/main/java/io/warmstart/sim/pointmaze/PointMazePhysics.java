package io.warmstart.sim.pointmaze;

/**
 * The motion of D4RL's ball in a maze, as MuJoCo computes it, in closed form.
 *
 * <p>A ball of radius 0.1 m and density 1000 kg/m³ slides on two axes with damping 1 and a force of
 * 100 N per unit of action. Without walls its acceleration is {@code a0 = (100 u - v) / m}. A wall
 * whose distance is below the margin adds a one-sided soft constraint; the acceleration minimises
 *
 * <pre>{@code ½ m |a - a0|² + Σ ½ D min(0, n·a - r)²}</pre>
 *
 * with the wall normal {@code n}, stiffness {@code D = s / ((1 - s) w)}, reference {@code r = -B
 * n·v - K s (d - margin)}, {@code B = 2 / (0.95 · 0.02)}, {@code K = 1 / (0.95² · 0.02²)},
 * impedance {@code s} and inverse weight {@code w}. Velocity and position follow by Euler's method
 * with implicit damping, step 0.01 s.
 *
 * @see <a href="https://mujoco.readthedocs.io/en/stable/computation/index.html">MuJoCo,
 *     Computation</a>
 */
final class PointMazePhysics implements Ball {
  private static final double TIME_STEP = 0.01;
  private static final double RADIUS = 0.1;
  private static final double MASS = 1000 * 4.0 / 3 * Math.PI * RADIUS * RADIUS * RADIUS;
  private static final double DAMPING = 1;
  private static final double GEAR = 100;
  private static final double SPEED_LIMIT = 5;
  private static final double HALF_WALL = 0.5;

  // MuJoCo's default solref (0.02, 1) and solimp (0.9, 0.95, 0.001).
  private static final double TIME_CONSTANT = 0.02;
  private static final double IMPEDANCE_LOW = 0.9;
  private static final double IMPEDANCE_HIGH = 0.95;
  private static final double IMPEDANCE_WIDTH = 0.001;
  private static final double REFERENCE_DAMPING = 2 / (IMPEDANCE_HIGH * TIME_CONSTANT);
  private static final double REFERENCE_STIFFNESS =
      1 / (IMPEDANCE_HIGH * IMPEDANCE_HIGH * TIME_CONSTANT * TIME_CONSTANT);

  private static final int NEWTON_STEPS = 50;
  private static final int NEIGHBOURS = 9;

  private final Maze maze;
  private final double margin;
  private final double inverseWeight;
  private final double[] normalX = new double[NEIGHBOURS];
  private final double[] normalY = new double[NEIGHBOURS];
  private final double[] reference = new double[NEIGHBOURS];
  private final double[] stiffness = new double[NEIGHBOURS];
  private int contacts;
  private double x;
  private double y;
  private double velocityX;
  private double velocityY;
  private double accelerationX;
  private double accelerationY;

  PointMazePhysics(Maze maze, ContactModel contact) {
    this.maze = maze;
    this.margin = contact.marginMetres();
    this.inverseWeight = contact.inverseWeight(MASS);
  }

  @Override
  public double x() {
    return x;
  }

  @Override
  public double y() {
    return y;
  }

  @Override
  public double velocityX() {
    return velocityX;
  }

  @Override
  public double velocityY() {
    return velocityY;
  }

  /** Walls that acted in the last step. */
  int contacts() {
    return contacts;
  }

  @Override
  public void set(double newX, double newY, double newVelocityX, double newVelocityY) {
    x = newX;
    y = newY;
    velocityX = newVelocityX;
    velocityY = newVelocityY;
  }

  @Override
  public void step(double actionX, double actionY) {
    velocityX = Math.clamp(velocityX, -SPEED_LIMIT, SPEED_LIMIT);
    velocityY = Math.clamp(velocityY, -SPEED_LIMIT, SPEED_LIMIT);
    accelerationX = (GEAR * Math.clamp(actionX, -1, 1) - DAMPING * velocityX) / MASS;
    accelerationY = (GEAR * Math.clamp(actionY, -1, 1) - DAMPING * velocityY) / MASS;
    findContacts();
    if (contacts > 0) {
      solveContacts();
    }
    double damped = TIME_STEP * MASS / (MASS + TIME_STEP * DAMPING);
    velocityX += damped * accelerationX;
    velocityY += damped * accelerationY;
    x += TIME_STEP * velocityX;
    y += TIME_STEP * velocityY;
  }

  private void findContacts() {
    contacts = 0;
    double planX = x + Maze.ORIGIN;
    double planY = y + Maze.ORIGIN;
    int row = (int) Math.rint(planX) - 1;
    int column = (int) Math.rint(planY) - 1;
    for (int i = row - 1; i <= row + 1; i++) {
      for (int j = column - 1; j <= column + 1; j++) {
        if (maze.isWall(i, j)) {
          touch(planX - (i + 1), planY - (j + 1));
        }
      }
    }
  }

  /** Adds a contact if the wall, from whose centre the ball lies at this offset, is near. */
  private void touch(double offsetX, double offsetY) {
    double dx = offsetX - Math.clamp(offsetX, -HALF_WALL, HALF_WALL);
    double dy = offsetY - Math.clamp(offsetY, -HALF_WALL, HALF_WALL);
    double length = Math.sqrt(dx * dx + dy * dy);
    double depth = length - RADIUS - margin;
    if (depth >= 0 || length < 1e-12) {
      return;
    }
    double nx = dx / length;
    double ny = dy / length;
    double impedance = impedance(depth);
    normalX[contacts] = nx;
    normalY[contacts] = ny;
    reference[contacts] =
        -REFERENCE_DAMPING * (nx * velocityX + ny * velocityY)
            - REFERENCE_STIFFNESS * impedance * depth;
    stiffness[contacts] = impedance / (1 - impedance) / inverseWeight;
    contacts++;
  }

  /** MuJoCo's solimp curve: a smooth step of power 2 over the first millimetre of depth. */
  private static double impedance(double depth) {
    double t = -depth / IMPEDANCE_WIDTH;
    if (t >= 1) {
      return IMPEDANCE_HIGH;
    }
    double smooth = t <= 0.5 ? 2 * t * t : 1 - 2 * (1 - t) * (1 - t);
    return IMPEDANCE_LOW + smooth * (IMPEDANCE_HIGH - IMPEDANCE_LOW);
  }

  /**
   * Newton's method in the plane. The cost is convex and quadratic for each set of pushing walls,
   * so the step that keeps that set ends at the minimum.
   */
  private void solveContacts() {
    double freeX = accelerationX;
    double freeY = accelerationY;
    int previous = -1;
    for (int step = 0; step < NEWTON_STEPS; step++) {
      int pushing = 0;
      double gradientX = MASS * (accelerationX - freeX);
      double gradientY = MASS * (accelerationY - freeY);
      double xx = MASS;
      double xy = 0;
      double yy = MASS;
      for (int k = 0; k < contacts; k++) {
        double nx = normalX[k];
        double ny = normalY[k];
        double slack = nx * accelerationX + ny * accelerationY - reference[k];
        if (slack < 0) {
          double d = stiffness[k];
          pushing |= 1 << k;
          gradientX += d * slack * nx;
          gradientY += d * slack * ny;
          xx += d * nx * nx;
          xy += d * nx * ny;
          yy += d * ny * ny;
        }
      }
      if (pushing == previous) {
        return;
      }
      previous = pushing;
      double determinant = xx * yy - xy * xy;
      accelerationX -= (yy * gradientX - xy * gradientY) / determinant;
      accelerationY -= (xx * gradientY - xy * gradientX) / determinant;
    }
  }
}
