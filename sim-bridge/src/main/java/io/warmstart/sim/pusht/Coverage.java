package io.warmstart.sim.pusht;

/**
 * Share of the goal's area that the block covers, in [0, 1].
 *
 * <p>Bar and stem of a T share an edge only, so the area is the sum over their four pairs, each an
 * intersection of two rectangles by Sutherland and Hodgman's clipping: exact but for rounding.
 */
final class Coverage {
  /** A rectangle clipped by four half planes has at most eight corners. */
  private static final int CORNERS = 8;

  private final Pose goal;
  private double[] xs = new double[CORNERS + 1];
  private double[] ys = new double[CORNERS + 1];
  private double[] clippedXs = new double[CORNERS + 1];
  private double[] clippedYs = new double[CORNERS + 1];
  private int corners;

  Coverage(Pose goal) {
    this.goal = goal;
  }

  /** Of the block at a pose. */
  double of(Pose block) {
    double area = 0;
    for (double[] mine : Tee.BOXES) {
      for (double[] wanted : Tee.BOXES) {
        area += overlap(block, mine, wanted);
      }
    }
    return Math.clamp(area / Tee.AREA, 0, 1);
  }

  private double overlap(Pose block, double[] mine, double[] wanted) {
    corners = 4;
    for (int i = 0; i < 4; i++) {
      double bodyX = i == 0 || i == 3 ? mine[0] : mine[2];
      double bodyY = i < 2 ? mine[1] : mine[3];
      double dx = block.worldX(bodyX, bodyY) - goal.x();
      double dy = block.worldY(bodyX, bodyY) - goal.y();
      double cos = Math.cos(goal.angle());
      double sin = Math.sin(goal.angle());
      xs[i] = cos * dx + sin * dy;
      ys[i] = -sin * dx + cos * dy;
    }
    clip(1, 0, wanted[2]);
    clip(-1, 0, -wanted[0]);
    clip(0, 1, wanted[3]);
    clip(0, -1, -wanted[1]);
    return area();
  }

  /** Keeps what satisfies {@code a x + b y <= c}. */
  private void clip(double a, double b, double c) {
    int kept = 0;
    for (int i = 0; i < corners; i++) {
      int next = i + 1 == corners ? 0 : i + 1;
      double here = a * xs[i] + b * ys[i] - c;
      double there = a * xs[next] + b * ys[next] - c;
      if (here <= 0) {
        clippedXs[kept] = xs[i];
        clippedYs[kept++] = ys[i];
      }
      if ((here < 0 && there > 0) || (here > 0 && there < 0)) {
        double along = here / (here - there);
        clippedXs[kept] = xs[i] + along * (xs[next] - xs[i]);
        clippedYs[kept++] = ys[i] + along * (ys[next] - ys[i]);
      }
    }
    double[] swap = xs;
    xs = clippedXs;
    clippedXs = swap;
    swap = ys;
    ys = clippedYs;
    clippedYs = swap;
    corners = kept;
  }

  private double area() {
    double twice = 0;
    for (int i = 0; i < corners; i++) {
      int next = i + 1 == corners ? 0 : i + 1;
      twice += xs[i] * ys[next] - xs[next] * ys[i];
    }
    return twice / 2;
  }
}
