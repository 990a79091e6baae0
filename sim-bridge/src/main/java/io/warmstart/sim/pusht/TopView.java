package io.warmstart.sim.pusht;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The table from above, 96 x 96 RGB bytes, top row at the largest y: the goal pale green, the block
 * grey, the pusher blue. Edges are graded by distance, so that moves within a pixel show.
 */
final class TopView {
  static final int SIZE = 96;

  private static final int TABLE = 0xF4F4F2;
  private static final int GOAL = 0x9FDCA0;
  private static final int BLOCK = 0x6F7E8F;
  private static final int PUSHER = 0x3767DC;
  private static final double METRES_PER_PIXEL = PushTPhysics.SIZE / SIZE;

  private final byte[] ground = new byte[3 * SIZE * SIZE];
  private final byte[] drawn = new byte[3 * SIZE * SIZE];

  TopView(Pose goal) {
    for (int pixel = 0; pixel < SIZE * SIZE; pixel++) {
      put(ground, pixel, mix(TABLE, GOAL, covered(Tee.distance(goal, x(pixel), y(pixel)))));
    }
  }

  /**
   * Draws the scene.
   *
   * @param picture receives the bytes, [96, 96, 3]
   */
  void draw(Pose block, double pusherX, double pusherY, MemorySegment picture) {
    System.arraycopy(ground, 0, drawn, 0, ground.length);
    double cos = Math.cos(block.angle());
    double sin = Math.sin(block.angle());
    for (int pixel = 0; pixel < SIZE * SIZE; pixel++) {
      double dx = x(pixel) - block.x();
      double dy = y(pixel) - block.y();
      over(pixel, BLOCK, covered(Tee.distance(cos * dx + sin * dy, -sin * dx + cos * dy)));
      double px = x(pixel) - pusherX;
      double py = y(pixel) - pusherY;
      double off = Math.sqrt(px * px + py * py) - PushTPhysics.PUSHER_RADIUS;
      over(pixel, PUSHER, covered(off));
    }
    MemorySegment.copy(drawn, 0, picture, ValueLayout.JAVA_BYTE, 0, drawn.length);
  }

  private void over(int pixel, int rgb, double share) {
    if (share > 0) {
      int at = 3 * pixel;
      int behind = (drawn[at] & 0xFF) << 16 | (drawn[at + 1] & 0xFF) << 8 | (drawn[at + 2] & 0xFF);
      put(drawn, pixel, mix(behind, rgb, share));
    }
  }

  private static double covered(double distance) {
    return Math.clamp(0.5 - distance / METRES_PER_PIXEL, 0, 1);
  }

  private static double x(int pixel) {
    return (pixel % SIZE + 0.5) * METRES_PER_PIXEL;
  }

  private static double y(int pixel) {
    int row = pixel / SIZE;
    return PushTPhysics.SIZE - (row + 0.5) * METRES_PER_PIXEL;
  }

  private static int mix(int from, int to, double share) {
    int mixed = 0;
    for (int shift = 0; shift <= 16; shift += 8) {
      int a = from >> shift & 0xFF;
      int b = to >> shift & 0xFF;
      mixed |= (int) Math.rint(a + share * (b - a)) << shift;
    }
    return mixed;
  }

  private static void put(byte[] bytes, int pixel, int rgb) {
    bytes[3 * pixel] = (byte) (rgb >> 16);
    bytes[3 * pixel + 1] = (byte) (rgb >> 8);
    bytes[3 * pixel + 2] = (byte) rgb;
  }
}
