package io.warmstart.core.environment;

import java.util.List;

/**
 * A plan view of a task, for pictures: outline, obstacles, goal, and where the observation says the
 * agent is.
 *
 * @param low corner of the drawn area, metres
 * @param high opposite corner, metres
 * @param obstacles axis-aligned boxes
 * @param goals circles to reach
 * @param xChannel index in the observation vector of the first coordinate
 * @param yChannel index in the observation vector of the second coordinate
 * @param offset added to the two channels to get metres in the plan
 */
public record SceneMap(
    Point low,
    Point high,
    List<Box> obstacles,
    List<Circle> goals,
    int xChannel,
    int yChannel,
    Point offset) {
  /** Copies the lists. */
  public SceneMap {
    obstacles = List.copyOf(obstacles);
    goals = List.copyOf(goals);
  }

  /**
   * A point of the plan, metres.
   *
   * @param x first coordinate
   * @param y second coordinate
   */
  public record Point(double x, double y) {}

  /**
   * An obstacle, metres.
   *
   * @param low corner
   * @param high opposite corner
   */
  public record Box(Point low, Point high) {}

  /**
   * A goal, metres.
   *
   * @param centre of the circle
   * @param radius of the circle
   */
  public record Circle(Point centre, double radius) {}
}
