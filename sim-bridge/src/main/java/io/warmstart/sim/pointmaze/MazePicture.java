package io.warmstart.sim.pointmaze;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Grey pictures of a maze from above, 84 x 84 bytes: walls, the goal and the ball, brighter in this
 * order on a black floor. Rows count along x, columns along y; the maze fills the picture on its
 * longer side. Edges of discs are graded by coverage, so that the ball's place within a pixel
 * shows.
 */
final class MazePicture {
  static final int SIZE = 84;

  private static final int WALL = 80;
  private static final int GOAL = 160;
  private static final int BALL = 255;

  /** Metres; larger than in the plan, so that a few pixels show them in the large maze too. */
  private static final double GOAL_RADIUS = 0.35;

  private static final double BALL_RADIUS = 0.25;

  private final double pixelsPerMetre;
  private final byte[] walls = new byte[SIZE * SIZE];

  MazePicture(Maze maze) {
    pixelsPerMetre = (double) SIZE / Math.max(maze.rows(), maze.columns());
    for (int row = 0; row < SIZE; row++) {
      for (int column = 0; column < SIZE; column++) {
        int cellRow = (int) ((row + 0.5) / pixelsPerMetre);
        int cellColumn = (int) ((column + 0.5) / pixelsPerMetre);
        walls[row * SIZE + column] = (byte) (maze.isWall(cellRow, cellColumn) ? WALL : 0);
      }
    }
  }

  /**
   * Draws the scene; positions as observed, metres.
   *
   * @param picture receives the bytes, row-major
   */
  void draw(double goalX, double goalY, double ballX, double ballY, MemorySegment picture) {
    MemorySegment.copy(walls, 0, picture, ValueLayout.JAVA_BYTE, 0, walls.length);
    disc(picture, goalX, goalY, GOAL_RADIUS, GOAL);
    disc(picture, ballX, ballY, BALL_RADIUS, BALL);
  }

  private void disc(MemorySegment picture, double x, double y, double metres, int grey) {
    double row = pixel(x);
    double column = pixel(y);
    double radius = metres * pixelsPerMetre;
    for (int i = first(row - radius); i <= last(row + radius); i++) {
      for (int j = first(column - radius); j <= last(column + radius); j++) {
        double di = i + 0.5 - row;
        double dj = j + 0.5 - column;
        double covered = Math.clamp(radius + 0.5 - Math.sqrt(di * di + dj * dj), 0, 1);
        int at = i * SIZE + j;
        int behind = picture.get(ValueLayout.JAVA_BYTE, at) & 0xFF;
        int mixed = (int) Math.rint(behind + covered * (grey - behind));
        picture.set(ValueLayout.JAVA_BYTE, at, (byte) mixed);
      }
    }
  }

  /**
   * From an observed coordinate to pixels: the plan's corner lies half a metre inside its frame.
   */
  private double pixel(double observed) {
    return (observed + Maze.ORIGIN - 0.5) * pixelsPerMetre;
  }

  private static int first(double pixel) {
    return Math.clamp((long) Math.floor(pixel - 1), 0, SIZE);
  }

  private static int last(double pixel) {
    return Math.clamp((long) Math.ceil(pixel + 1), -1, SIZE - 1);
  }
}
