package io.warmstart.sim.arm;

import io.warmstart.engine.Philox;
import java.util.List;

/** Grasp a cube and carry it to a place on the table or in the air. */
final class PickPlaceTask implements ArmTask {
  private static final double EDGE = 0.04;
  private static final double MASS = 0.06;
  private static final double TOLERANCE = 0.03;
  private static final double[] START_LOW = {0.4, -0.12, 0.12};
  private static final double[] START_HIGH = {0.54, 0.12, 0.2};
  private static final double[] CUBE_LOW = {0.4, -0.15, 0.5 * EDGE};
  private static final double[] CUBE_HIGH = {0.56, 0.15, 0.5 * EDGE};
  private static final double[] GOAL_LOW = {0.4, -0.15, 0.5 * EDGE};
  private static final double[] GOAL_HIGH = {0.56, 0.15, 0.22};
  private static final double LARGEST_YAW = 0.3;
  private static final double SHORTEST = 0.1;

  @Override
  public String name() {
    return "pick-place";
  }

  @Override
  public String summary() {
    return "Grasp a cube and bring it within 3 cm of a place on the table or above it";
  }

  @Override
  public Mark mark() {
    return Mark.BALL;
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
    double[] cube = ArmTask.place(random, 1, CUBE_LOW, CUBE_HIGH);
    double yaw = LARGEST_YAW * (2 * random.uniform(2, 0) - 1);
    Block block = Block.cube(EDGE, cube[0], cube[1], yaw, MASS * mass, friction);
    double[] goal = farFrom(cube, random, 3);
    return new Start(tool, ArmModel.OPENING, List.of(ArmWorld.table(), block), goal);
  }

  private static double[] farFrom(double[] place, Philox random, long row) {
    double[] goal = ArmTask.place(random, row, GOAL_LOW, GOAL_HIGH);
    for (long next = row + 1; ArmState.distance(place, goal) < SHORTEST; next++) {
      goal = ArmTask.place(random, next, GOAL_LOW, GOAL_HIGH);
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
    return state.distance(goal) + 0.5 * ArmState.distance(state.tool, state.subject);
  }

  /** Above the cube, down, close, carry; each decided from what is seen, so it recovers. */
  @Override
  public double script(ArmState state, double[] goal, double[] displacement) {
    double dx = state.subject[0] - state.tool[0];
    double dy = state.subject[1] - state.tool[1];
    double dz = state.subject[2] - state.tool[2];
    double off = Math.sqrt(dx * dx + dy * dy);
    boolean around = off < 0.012 && Math.abs(dz) < 0.012;
    boolean held = around && state.opening < EDGE + 0.008;
    if (held) {
      for (int k = 0; k < 3; k++) {
        displacement[k] = Math.clamp(goal[k] - state.subject[k], -0.016, 0.016);
      }
      return -1;
    }
    if (around) {
      displacement[0] = 0.5 * dx;
      displacement[1] = 0.5 * dy;
      displacement[2] = 0.5 * dz;
      return -1;
    }
    double above = state.subject[2] + 0.07;
    boolean clear = state.tool[2] > above - 0.03;
    if (off < 0.012) {
      ArmTask.headFor(
          state, state.subject[0], state.subject[1], state.subject[2], 0.016, displacement);
    } else if (clear) {
      ArmTask.headFor(
          state, state.subject[0], state.subject[1], above, ArmDrive.REACH, displacement);
    } else {
      ArmTask.headFor(state, state.tool[0], state.tool[1], above, ArmDrive.REACH, displacement);
    }
    return 1;
  }
}
