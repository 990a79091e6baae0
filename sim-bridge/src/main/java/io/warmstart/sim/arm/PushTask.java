package io.warmstart.sim.arm;

import io.warmstart.engine.Philox;
import java.util.List;

/** Push a cube over the table to a marked place. */
final class PushTask implements ArmTask {
  private static final double EDGE = 0.05;
  private static final double MASS = 0.1;
  private static final double TOLERANCE = 0.04;
  private static final double[] START_LOW = {0.4, -0.12, 0.12};
  private static final double[] START_HIGH = {0.54, 0.12, 0.2};
  private static final double[] LOW = {0.4, -0.16, 0.5 * EDGE};
  private static final double[] HIGH = {0.56, 0.16, 0.5 * EDGE};
  private static final double SHORTEST = 0.1;

  /** Height of the tool while it pushes, m. */
  private static final double PUSHING = 0.03;

  /** Height at which the tool passes above the cube, m. */
  private static final double PASSING = 0.1;

  /** Distance of the tool from the cube's middle where a push begins, m. */
  private static final double BEHIND = 0.065;

  @Override
  public String name() {
    return "push";
  }

  @Override
  public String summary() {
    return "Push a cube over the table to within 4 cm of a marked place";
  }

  @Override
  public Mark mark() {
    return Mark.DISC;
  }

  @Override
  public int stepLimit() {
    return 100;
  }

  @Override
  public boolean hasObject() {
    return true;
  }

  @Override
  public Start start(Philox random, double mass, double friction) {
    double[] tool = ArmTask.place(random, 0, START_LOW, START_HIGH);
    double[] cube = ArmTask.place(random, 1, LOW, HIGH);
    double yaw = Math.PI * (random.uniform(2, 0) - 0.5) / 2;
    Block block = Block.cube(EDGE, cube[0], cube[1], yaw, MASS * mass, friction);
    double[] goal = farFrom(cube, random, 3);
    return new Start(tool, 0, List.of(ArmWorld.table(), block), goal);
  }

  private static double[] farFrom(double[] place, Philox random, long row) {
    double[] goal = ArmTask.place(random, row, LOW, HIGH);
    for (long next = row + 1; ArmState.distance(place, goal) < SHORTEST; next++) {
      goal = ArmTask.place(random, next, LOW, HIGH);
    }
    return goal;
  }

  @Override
  public double[] otherGoal(Philox random, long draw, double[] goal) {
    return farFrom(goal, random, 16 * draw);
  }

  @Override
  public boolean reached(ArmState state, double[] goal) {
    return state.distance(goal) <= TOLERANCE;
  }

  @Override
  public double cost(ArmState state, double[] goal) {
    return state.distance(goal) + 0.25 * ArmState.distance(state.tool, state.subject);
  }

  /** Goes round behind the cube, down, and pushes along the line to the goal. */
  @Override
  public double script(ArmState state, double[] goal, double[] displacement) {
    double dx = goal[0] - state.subject[0];
    double dy = goal[1] - state.subject[1];
    double distance = Math.max(1e-6, Math.sqrt(dx * dx + dy * dy));
    dx /= distance;
    dy /= distance;
    double rx = state.tool[0] - state.subject[0];
    double ry = state.tool[1] - state.subject[1];
    double along = rx * dx + ry * dy;
    double aside = ry * dx - rx * dy;
    boolean low = state.tool[2] < PUSHING + 0.025;
    if (low && along < -0.02 && Math.abs(aside) < 0.02) {
      double pace = Math.clamp(0.5 * distance, 0.004, 0.014);
      displacement[0] = pace * dx + 0.4 * aside * dy;
      displacement[1] = pace * dy - 0.4 * aside * dx;
      displacement[2] = Math.clamp(PUSHING - state.tool[2], -0.01, 0.01);
      return -1;
    }
    double x = state.subject[0] - BEHIND * dx;
    double y = state.subject[1] - BEHIND * dy;
    double off = Math.sqrt(square(x - state.tool[0]) + square(y - state.tool[1]));
    boolean high = state.tool[2] > PASSING - 0.03;
    if (off < 0.015) {
      ArmTask.headFor(state, x, y, PUSHING, ArmDrive.REACH, displacement);
    } else if (high) {
      ArmTask.headFor(state, x, y, PASSING, ArmDrive.REACH, displacement);
    } else {
      ArmTask.headFor(state, state.tool[0], state.tool[1], PASSING, ArmDrive.REACH, displacement);
    }
    return -1;
  }

  private static double square(double x) {
    return x * x;
  }
}
