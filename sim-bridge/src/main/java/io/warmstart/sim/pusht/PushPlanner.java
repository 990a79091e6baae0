package io.warmstart.sim.pusht;

import java.util.ArrayList;
import java.util.List;

/**
 * Chooses the next push: the first of the two pushes that together bring the block nearest to the
 * goal, by the model of {@link Push}.
 *
 * <p>Nearness is {@code sqrt(dx² + dy² + (LEVER dθ)²)}, and way costs a little, so that of two
 * equally good pushes the one that is nearer to the pusher and shorter wins.
 */
final class PushPlanner {
  /** What a turn counts for, metres per radian: about the block's half size. */
  private static final double LEVER = 0.05;

  /** Distance between the places that are tried along an edge, metres. */
  private static final double SPACING = 0.006;

  /** Free space beside the pusher at a place that is tried, metres. */
  private static final double CLEARANCE = 0.004;

  private static final double[] TRAVELS = {
    0.001, 0.002, 0.004, 0.007, 0.011, 0.017, 0.026, 0.04, 0.06, 0.09, 0.13
  };
  private static final double LARGEST_TURN = 1.2;

  /** Distance that the middle of the block keeps from the walls, metres. */
  private static final double MARGIN = 0.085;

  private static final double COST_OF_WAY = 0.01;
  private static final double COST_OF_PUSH = 0.0008;

  private final List<Push> pushes = new ArrayList<>();

  /** What each push does to a block at the origin: dx, dy, turn and its fixed cost, [n][4]. */
  private final double[][] effects;

  PushPlanner() {
    double[] bar = Tee.BOXES[0];
    double[] stem = Tee.BOXES[1];
    double corner = CLEARANCE;
    double beside = stem[2] + PushTPhysics.PUSHER_RADIUS + CLEARANCE;
    double below = bar[1] - PushTPhysics.PUSHER_RADIUS - CLEARANCE;
    alongX(bar[0] + corner, bar[2] - corner, bar[3], 1);
    alongX(bar[0] + corner, -beside, bar[1], -1);
    alongX(beside, bar[2] - corner, bar[1], -1);
    alongX(stem[0] + corner, stem[2] - corner, stem[1], -1);
    for (int side = -1; side <= 1; side += 2) {
      alongY(bar[1] + corner, bar[3] - corner, side * bar[2], side);
      alongY(stem[1] + corner, below, side * stem[2], side);
    }
    effects = pushes.stream().map(PushPlanner::effect).toArray(double[][]::new);
  }

  private static double[] effect(Push push) {
    Pose moved = push.after(new Pose(0, 0, 0), 1);
    return new double[] {
      moved.x(), moved.y(), moved.angle(), COST_OF_WAY * push.travel() + COST_OF_PUSH
    };
  }

  private void alongX(double from, double to, double y, int out) {
    int places = 1 + (int) Math.ceil((to - from) / SPACING);
    for (int i = 0; i < places; i++) {
      double x = places == 1 ? (from + to) / 2 : from + (to - from) * i / (places - 1);
      add(x, y, 0, out);
    }
  }

  private void alongY(double from, double to, double x, int out) {
    int places = 1 + (int) Math.ceil((to - from) / SPACING);
    for (int i = 0; i < places; i++) {
      add(x, from + (to - from) * i / (places - 1), out, 0);
    }
  }

  private void add(double x, double y, double outX, double outY) {
    for (double travel : TRAVELS) {
      Push push = new Push(x, y, outX, outY, travel);
      if (Math.abs(push.turn(1)) <= LARGEST_TURN) {
        pushes.add(push);
      }
    }
  }

  /** How far a pose is from another, metres. */
  static double distance(Pose from, Pose to) {
    double turn = LEVER * from.turnTo(to);
    double dx = to.x() - from.x();
    double dy = to.y() - from.y();
    return Math.sqrt(dx * dx + dy * dy + turn * turn);
  }

  /**
   * The next push.
   *
   * @param block where it is
   * @param goal where it shall be
   * @param pusherX of the pusher's centre
   * @param pusherY of the pusher's centre
   * @param gap between pusher and block from which a push starts
   */
  Push next(Pose block, Pose goal, double pusherX, double pusherY, double gap) {
    Push best = pushes.get(0);
    double lowest = Double.POSITIVE_INFINITY;
    for (Push first : pushes) {
      if (isPossible(first, block, gap)) {
        double way =
            Math.hypot(first.pusherX(block, gap) - pusherX, first.pusherY(block, gap) - pusherY);
        double fixed = COST_OF_WAY * (way + first.travel()) + COST_OF_PUSH;
        Pose then = first.after(block, 1);
        double cost = Math.min(distance(then, goal), secondBest(then, goal)) + fixed;
        if (cost < lowest) {
          lowest = cost;
          best = first;
        }
      }
    }
    return best;
  }

  private double secondBest(Pose then, Pose goal) {
    double cos = Math.cos(then.angle());
    double sin = Math.sin(then.angle());
    double dx = goal.x() - then.x();
    double dy = goal.y() - then.y();
    double turn = then.turnTo(goal);
    double lowest = Double.POSITIVE_INFINITY;
    for (double[] effect : effects) {
      double missX = dx - cos * effect[0] + sin * effect[1];
      double missY = dy - sin * effect[0] - cos * effect[1];
      double missTurn = Math.abs(turn - effect[2]);
      missTurn = LEVER * Math.min(missTurn, 2 * Math.PI - missTurn);
      double cost = Math.sqrt(missX * missX + missY * missY + missTurn * missTurn) + effect[3];
      lowest = Math.min(lowest, cost);
    }
    return lowest;
  }

  private static boolean isPossible(Push push, Pose block, double gap) {
    Pose after = push.after(block, 1);
    return onTable(push.pusherX(block, gap))
        && onTable(push.pusherY(block, gap))
        && onTable(push.pusherX(after, 0))
        && onTable(push.pusherY(after, 0))
        && awayFromWalls(block.x(), after.x())
        && awayFromWalls(block.y(), after.y());
  }

  private static boolean onTable(double coordinate) {
    return coordinate >= PushTPhysics.LOW && coordinate <= PushTPhysics.HIGH;
  }

  /** Whether a coordinate of the block stays off the walls, or at least does not come nearer. */
  private static boolean awayFromWalls(double before, double after) {
    double middle = PushTPhysics.SIZE / 2;
    double room = middle - MARGIN;
    return Math.abs(after - middle) <= Math.max(room, Math.abs(before - middle));
  }
}
