package io.warmstart.sim.arm;

import io.warmstart.engine.Philox;
import java.util.List;

/** Put a square peg, bolted to the hand, into a square hole of a block on the table. */
final class PegTask implements ArmTask {
  private static final double PEG = 0.02;
  private static final double LENGTH = 0.08;

  /** Middle of the peg below the tool, m. */
  private static final double PEG_OFFSET = 0.035;

  /** Edge of the hole, m: 3 mm of play on each side. */
  private static final double HOLE = PEG + 0.006;

  private static final double OUTER = 0.1;
  private static final double HEIGHT = 0.06;

  /** How far the tip must be below the hole's mouth, m. */
  private static final double DEPTH = 0.025;

  private static final double FRICTION = 0.4;
  private static final double[] START_LOW = {0.4, -0.12, 0.2};
  private static final double[] START_HIGH = {0.54, 0.12, 0.26};
  private static final double[] LOW = {0.42, -0.13, HEIGHT};
  private static final double[] HIGH = {0.54, 0.13, HEIGHT};

  @Override
  public String name() {
    return "peg-insertion";
  }

  @Override
  public String summary() {
    return "Put the square peg in the hand 2.5 cm deep into a hole with 3 mm of play on each side";
  }

  @Override
  public Mark mark() {
    return Mark.NONE;
  }

  @Override
  public int stepLimit() {
    return 100;
  }

  @Override
  public boolean hasObject() {
    return false;
  }

  @Override
  public double peg() {
    return 0.5 * LENGTH;
  }

  /** The goal is the middle of the hole's mouth; there is no mass to vary. */
  @Override
  public Start start(Philox random, double mass, double friction) {
    double[] tool = ArmTask.place(random, 0, START_LOW, START_HIGH);
    double[] mouth = ArmTask.place(random, 1, LOW, HIGH);
    double wall = 0.5 * (OUTER - HOLE);
    double middle = 0.5 * (HOLE + wall);
    double z = 0.5 * HEIGHT;
    double rough = FRICTION * friction;
    List<Block> blocks =
        List.of(
            ArmWorld.table(),
            Block.fixture(wall, OUTER, HEIGHT, mouth[0] - middle, mouth[1], z, rough),
            Block.fixture(wall, OUTER, HEIGHT, mouth[0] + middle, mouth[1], z, rough),
            Block.fixture(HOLE, wall, HEIGHT, mouth[0], mouth[1] - middle, z, rough),
            Block.fixture(HOLE, wall, HEIGHT, mouth[0], mouth[1] + middle, z, rough),
            Block.held(PEG, PEG, LENGTH, PEG_OFFSET));
    return new Start(tool, PEG, blocks, mouth);
  }

  @Override
  public double[] otherGoal(Philox random, long draw, double[] goal) {
    return ArmTask.place(random, draw, LOW, HIGH);
  }

  @Override
  public boolean reached(ArmState state, double[] goal) {
    double dx = Math.abs(state.subject[0] - goal[0]);
    double dy = Math.abs(state.subject[1] - goal[1]);
    return Math.max(dx, dy) < 0.5 * HOLE && state.subject[2] < goal[2] - DEPTH;
  }

  @Override
  public double cost(ArmState state, double[] goal) {
    double dx = state.subject[0] - goal[0];
    double dy = state.subject[1] - goal[1];
    double dz = Math.max(0, state.subject[2] - goal[2] + DEPTH);
    return Math.sqrt(dx * dx + dy * dy + dz * dz);
  }

  /** Over the hole, then down while it stays within a millimetre or is inside already. */
  @Override
  public double script(ArmState state, double[] goal, double[] displacement) {
    double dx = goal[0] - state.subject[0];
    double dy = goal[1] - state.subject[1];
    double above = state.subject[2] - goal[2];
    double off = Math.max(Math.abs(dx), Math.abs(dy));
    boolean inside = above < -0.002 && off < 0.5 * HOLE;
    displacement[0] = Math.clamp(dx, -0.016, 0.016);
    displacement[1] = Math.clamp(dy, -0.016, 0.016);
    double down = Math.clamp(-above - 2 * DEPTH, -0.012, 0.02);
    displacement[2] = off < 0.0025 || inside ? down : Math.clamp(0.015 - above, -0.02, 0.02);
    return -0.5;
  }
}
