package io.warmstart.sim.pusht;

/**
 * The T-shaped block: a bar of 120 x 30 mm with a stem of 30 x 90 mm below its middle, of uniform
 * density. Its frame has the centre of mass as origin and the stem along -y.
 *
 * <p>The sizes are those of the published task with one pixel as one millimetre.
 *
 * @see <a href="https://arxiv.org/abs/2303.04137">Chi et al., 2023, Diffusion Policy</a>
 */
final class Tee {
  static final double BAR_LENGTH = 0.12;
  static final double THICKNESS = 0.03;
  static final double STEM_LENGTH = 0.09;
  static final double BAR_AREA = BAR_LENGTH * THICKNESS;
  static final double STEM_AREA = STEM_LENGTH * THICKNESS;
  static final double AREA = BAR_AREA + STEM_AREA;

  /** Distance between the centres of bar and stem. */
  private static final double APART = (THICKNESS + STEM_LENGTH) / 2;

  static final double BAR_Y = APART * STEM_AREA / AREA;
  static final double STEM_Y = BAR_Y - APART;

  /** Bounds of bar and stem: low x, low y, high x, high y, metres. */
  static final double[][] BOXES = {
    {-BAR_LENGTH / 2, BAR_Y - THICKNESS / 2, BAR_LENGTH / 2, BAR_Y + THICKNESS / 2},
    {-THICKNESS / 2, STEM_Y - STEM_LENGTH / 2, THICKNESS / 2, STEM_Y + STEM_LENGTH / 2}
  };

  /** Square of the radius of gyration about the centre of mass, m². */
  static final double GYRATION_SQUARED =
      (BAR_AREA * (spread(BAR_LENGTH, THICKNESS) + BAR_Y * BAR_Y)
              + STEM_AREA * (spread(THICKNESS, STEM_LENGTH) + STEM_Y * STEM_Y))
          / AREA;

  private Tee() {}

  private static double spread(double width, double height) {
    return (width * width + height * height) / 12;
  }

  /** Corners, counter-clockwise, [8][2]. */
  static double[][] outline() {
    double[] bar = BOXES[0];
    double[] stem = BOXES[1];
    return new double[][] {
      {stem[0], stem[1]},
      {stem[2], stem[1]},
      {stem[2], bar[1]},
      {bar[2], bar[1]},
      {bar[2], bar[3]},
      {bar[0], bar[3]},
      {bar[0], bar[1]},
      {stem[0], bar[1]}
    };
  }

  /** Distance from a point of the body's frame to the block, metres; negative inside. */
  static double distance(double bodyX, double bodyY) {
    double nearest = Double.POSITIVE_INFINITY;
    for (double[] box : BOXES) {
      double dx = Math.max(box[0] - bodyX, bodyX - box[2]);
      double dy = Math.max(box[1] - bodyY, bodyY - box[3]);
      double outside = Math.hypot(Math.max(dx, 0), Math.max(dy, 0));
      nearest = Math.min(nearest, outside + Math.min(Math.max(dx, dy), 0));
    }
    return nearest;
  }

  /** Distance from a point of the world to the block at a pose, metres; negative inside. */
  static double distance(Pose pose, double worldX, double worldY) {
    double dx = worldX - pose.x();
    double dy = worldY - pose.y();
    double cos = Math.cos(pose.angle());
    double sin = Math.sin(pose.angle());
    return distance(cos * dx + sin * dy, -sin * dx + cos * dy);
  }
}
