package io.warmstart.sim.pointmaze;

import io.warmstart.engine.Philox;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The controller that recorded D4RL's maze data: shortest path over the cells, one waypoint per
 * cell, and the force {@code clip(10 (waypoint - position) - velocity)}.
 *
 * <p>D4RL finds the path by value iteration. On a grid whose moves never fail the greedy path is
 * the shortest one, so it is found breadth first here, with D4RL's order of moves where two paths
 * are equally long. Waypoints before the last are moved by up to 0.2 m towards the cell's low
 * corner, because the observed position of a cell's middle lies 0.2 m below its number.
 */
final class WaypointController {
  /** Distance at which a waypoint or the goal counts as reached, metres. */
  static final double REACHED = 0.1;

  private static final double POSITION_GAIN = 10;
  private static final double VELOCITY_GAIN = -1;
  private static final double WAYPOINT_SPREAD = 0.2;
  private static final int[][] MOVES = {{0, -1}, {0, 1}, {-1, 0}, {1, 0}};

  private final Maze maze;
  private final Philox random;
  private double[] waypointX = new double[0];
  private double[] waypointY = new double[0];
  private int next;
  private long plans;
  private double previousX;
  private double previousY;

  WaypointController(Maze maze, Philox random) {
    this.maze = maze;
    this.random = random;
  }

  /** Plans a new path from an observed position to the middle of {@code goal}. */
  void plan(double x, double y, Maze.Cell goal) {
    List<Maze.Cell> path = shortestPath(Maze.cellAt(x, y), goal);
    waypointX = new double[path.size()];
    waypointY = new double[path.size()];
    int last = path.size() - 1;
    for (int i = 0; i <= last; i++) {
      double spread = i < last ? WAYPOINT_SPREAD : 0;
      waypointX[i] = path.get(i).row() - spread * random.uniform(plans, 2L * i);
      waypointY[i] = path.get(i).column() - spread * random.uniform(plans, 2L * i + 1);
    }
    next = 0;
    plans++;
    previousX = x;
    previousY = y;
  }

  /**
   * The force for this step.
   *
   * @param physics read only
   * @param action receives two numbers in [-1, 1]
   * @return whether the goal is reached
   */
  boolean act(Ball physics, float[] action) {
    double x = physics.x();
    double y = physics.y();
    boolean slow = Math.hypot(x - previousX, y - previousY) < REACHED;
    int last = waypointX.length - 1;
    boolean reached = slow && distance(x, y, last) < REACHED;
    int target = reached ? last : next;
    action[0] = force(waypointX[target] - x, physics.velocityX());
    action[1] = force(waypointY[target] - y, physics.velocityY());
    if (slow && next < last && distance(x, y, next) < REACHED) {
      next++;
    }
    previousX = x;
    previousY = y;
    return reached;
  }

  private static float force(double error, double velocity) {
    return (float) Math.clamp(POSITION_GAIN * error + VELOCITY_GAIN * velocity, -1, 1);
  }

  private double distance(double x, double y, int waypoint) {
    return Math.hypot(x - waypointX[waypoint], y - waypointY[waypoint]);
  }

  /** Cells after {@code start} up to {@code goal}; the goal alone if both are the same. */
  List<Maze.Cell> shortestPath(Maze.Cell start, Maze.Cell goal) {
    int[][] distances = distancesTo(goal);
    if (maze.isWall(start.row(), start.column())
        || distances[start.row()][start.column()] == Integer.MAX_VALUE) {
      throw new IllegalStateException("no path from " + start + " to " + goal + " in " + maze);
    }
    List<Maze.Cell> path = new ArrayList<>();
    Maze.Cell cell = start;
    while (!cell.equals(goal)) {
      cell = step(cell, distances);
      path.add(cell);
    }
    return path.isEmpty() ? List.of(goal) : path;
  }

  private Maze.Cell step(Maze.Cell cell, int[][] distances) {
    int wanted = distances[cell.row()][cell.column()] - 1;
    for (int[] move : MOVES) {
      int row = cell.row() + move[0];
      int column = cell.column() + move[1];
      if (!maze.isWall(row, column) && distances[row][column] == wanted) {
        return new Maze.Cell(row, column);
      }
    }
    throw new IllegalStateException("no move from " + cell + " in " + maze);
  }

  private int[][] distancesTo(Maze.Cell goal) {
    int[][] distances = new int[maze.rows()][maze.columns()];
    for (int[] row : distances) {
      Arrays.fill(row, Integer.MAX_VALUE);
    }
    distances[goal.row()][goal.column()] = 0;
    ArrayDeque<Maze.Cell> open = new ArrayDeque<>(List.of(goal));
    while (!open.isEmpty()) {
      Maze.Cell cell = open.remove();
      int further = distances[cell.row()][cell.column()] + 1;
      for (int[] move : MOVES) {
        int row = cell.row() + move[0];
        int column = cell.column() + move[1];
        if (!maze.isWall(row, column) && distances[row][column] > further) {
          distances[row][column] = further;
          open.add(new Maze.Cell(row, column));
        }
      }
    }
    return distances;
  }
}
