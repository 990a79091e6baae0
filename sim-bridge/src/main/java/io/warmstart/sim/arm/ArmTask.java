package io.warmstart.sim.arm;

import io.warmstart.engine.Philox;
import java.util.List;

/** What the arm is to do: how an episode starts, when it has succeeded, what a step costs. */
interface ArmTask {
  /** How an episode starts. */
  record Start(double[] tool, double opening, List<Block> blocks, double[] goal) {}

  /** How the goal is shown in pictures. */
  enum Mark {
    /** Not at all: something else shows it. */
    NONE,
    /** A ball in the air. */
    BALL,
    /** A disc on the table. */
    DISC
  }

  /** How its goal is shown in pictures. */
  Mark mark();

  /** Name in the id, such as {@code push}. */
  String name();

  /** One sentence for people. */
  String summary();

  /** Steps of an episode. */
  int stepLimit();

  /** Whether there is an object that moves freely. */
  boolean hasObject();

  /** Distance from the middle of what the hand holds to its tip, or 0. */
  default double peg() {
    return 0;
  }

  /**
   * Draws the start of an episode.
   *
   * @param random stream of the episode
   * @param mass factor of the object's mass
   * @param friction factor of the object's friction
   */
  Start start(Philox random, double mass, double friction);

  /** Draws another place of the kind that goals are, for a script that heads elsewhere. */
  double[] otherGoal(Philox random, long draw, double[] goal);

  /** Whether the goal is reached. */
  boolean reached(ArmState state, double[] goal);

  /** What the dense reward takes away per step, m; 0 at the goal. */
  double cost(ArmState state, double[] goal);

  /**
   * The script: where the tool should go next.
   *
   * @param state of the arm
   * @param goal where the script heads, which need not be the task's goal
   * @param displacement receives the tool's displacement in one period, m, [3]
   * @return wanted opening of the gripper, in [-1, 1]
   */
  double script(ArmState state, double[] goal, double[] displacement);

  /** The place at {@code uniform(row, 3 k)} of a box. */
  static double[] place(Philox random, long row, double[] low, double[] high) {
    double[] place = new double[3];
    for (int k = 0; k < 3; k++) {
      place[k] = low[k] + (high[k] - low[k]) * random.uniform(row, k);
    }
    return place;
  }

  /** A step of at most {@code most} towards {@code (x, y, z)}, per direction. */
  static void headFor(
      ArmState state, double x, double y, double z, double most, double[] displacement) {
    displacement[0] = Math.clamp(x - state.tool[0], -most, most);
    displacement[1] = Math.clamp(y - state.tool[1], -most, most);
    displacement[2] = Math.clamp(z - state.tool[2], -most, most);
  }
}
