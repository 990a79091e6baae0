package io.warmstart.sim.arm;

import io.warmstart.engine.Philox;
import java.util.List;

/** Bring the tool to a place in the air. */
final class ReachTask implements ArmTask {
  private static final double TOLERANCE = 0.02;
  private static final double[] START_LOW = {0.38, -0.18, 0.14};
  private static final double[] START_HIGH = {0.56, 0.18, 0.32};
  private static final double[] GOAL_LOW = {0.34, -0.26, 0.05};
  private static final double[] GOAL_HIGH = {0.6, 0.26, 0.36};

  @Override
  public String name() {
    return "reach";
  }

  @Override
  public String summary() {
    return "Bring the tool within 2 cm of a place in the air";
  }

  @Override
  public Mark mark() {
    return Mark.BALL;
  }

  @Override
  public int stepLimit() {
    return 60;
  }

  @Override
  public boolean hasObject() {
    return false;
  }

  @Override
  public Start start(Philox random, double mass, double friction) {
    double[] tool = ArmTask.place(random, 0, START_LOW, START_HIGH);
    double[] goal = ArmTask.place(random, 1, GOAL_LOW, GOAL_HIGH);
    // A start that is a success teaches nothing; a few draws always find a goal farther off.
    for (int row = 2; ArmState.distance(tool, goal) < 0.1; row++) {
      goal = ArmTask.place(random, row, GOAL_LOW, GOAL_HIGH);
    }
    return new Start(tool, 0.5 * ArmModel.OPENING, List.of(ArmWorld.table()), goal);
  }

  @Override
  public double[] otherGoal(Philox random, long draw, double[] goal) {
    return ArmTask.place(random, draw, GOAL_LOW, GOAL_HIGH);
  }

  @Override
  public boolean reached(ArmState state, double[] goal) {
    return state.distance(goal) <= TOLERANCE;
  }

  @Override
  public double cost(ArmState state, double[] goal) {
    return state.distance(goal);
  }

  @Override
  public double script(ArmState state, double[] goal, double[] displacement) {
    ArmTask.headFor(state, goal[0], goal[1], goal[2], ArmDrive.REACH, displacement);
    return 0;
  }
}
