package io.warmstart.sim.pointmaze;

import io.warmstart.core.environment.SceneMap;
import io.warmstart.core.environment.ScoreReference;
import io.warmstart.engine.Philox;
import java.util.ArrayList;
import java.util.List;

/**
 * D4RL's mazes. The row of a cell counts along x, its column along y; cell {@code (row, column)} is
 * the square of 1 m around {@code (row + 1, column + 1)} in the plan.
 */
enum Maze {
  OPEN(
      150,
      new ScoreReference(0.01, 20.66),
      new ScoreReference(11.17817, 27.166538620695782),
      "#######",
      "#OOOOO#",
      "#OOGOO#",
      "#OOOOO#",
      "#######"),
  UMAZE(
      300,
      new ScoreReference(23.85, 161.86),
      new ScoreReference(68.537689, 193.66285642381482),
      "#####",
      "#GOO#",
      "###O#",
      "#OOO#",
      "#####"),
  MEDIUM(
      600,
      new ScoreReference(13.13, 277.39),
      new ScoreReference(44.264742, 297.4552547777125),
      "########",
      "#OO##OO#",
      "#OO#OOO#",
      "##OOO###",
      "#OO#OOO#",
      "#O#OO#O#",
      "#OOO#OG#",
      "########"),
  LARGE(
      800,
      new ScoreReference(6.7, 273.99),
      new ScoreReference(30.569041, 303.4857382709002),
      "############",
      "#OOOO#OOOOO#",
      "#O##O#O#O#O#",
      "#OOOOOO#OOO#",
      "#O####O###O#",
      "#OO#O#OOOOO#",
      "##O#O#O#O###",
      "#OO#OOO#OGO#",
      "############");

  /** Place of the body's origin in the plan, both axes, metres. */
  static final double ORIGIN = 1.2;

  private static final double START_SPREAD = 0.1;
  private static final double START_SPEED = 0.1;

  /** Distance at which the sparse reward is given, metres. */
  static final double GOAL_RADIUS = 0.5;

  private final int stepLimit;
  private final ScoreReference sparse;
  private final ScoreReference dense;
  private final boolean[][] walls;
  private final List<Cell> starts;
  private final Cell goal;

  /**
   * A square of the grid.
   *
   * @param row along x, from 0
   * @param column along y, from 0
   */
  record Cell(int row, int column) {
    /**
     * Places a ball near the middle as D4RL does: at most 0.1 m off on either axis, with a velocity
     * of standard deviation 0.1 m/s.
     *
     * @param random indices 1 and 2 are used
     */
    void start(Ball ball, Philox random) {
      ball.set(
          row + START_SPREAD * (2 * random.uniform(1, 0) - 1),
          column + START_SPREAD * (2 * random.uniform(1, 1) - 1),
          START_SPEED * random.normal(2, 0),
          START_SPEED * random.normal(2, 1));
    }
  }

  Maze(int stepLimit, ScoreReference sparse, ScoreReference dense, String... rows) {
    this.stepLimit = stepLimit;
    this.sparse = sparse;
    this.dense = dense;
    this.walls = new boolean[rows.length][rows[0].length()];
    List<Cell> empty = new ArrayList<>();
    Cell marked = new Cell(0, 0);
    for (int row = 0; row < rows.length; row++) {
      for (int column = 0; column < rows[row].length(); column++) {
        char tile = rows[row].charAt(column);
        walls[row][column] = tile == '#';
        if (tile == 'O') {
          empty.add(new Cell(row, column));
        } else if (tile == 'G') {
          marked = new Cell(row, column);
        }
      }
    }
    empty.add(marked);
    this.starts = List.copyOf(empty);
    this.goal = marked;
  }

  /** Steps per episode. */
  int stepLimit() {
    return stepLimit;
  }

  /** D4RL's reference returns for one of the two rewards. */
  ScoreReference reference(MazeReward reward) {
    return switch (reward) {
      case SPARSE -> sparse;
      case DENSE -> dense;
    };
  }

  /** Number of rows, the size along x. */
  int rows() {
    return walls.length;
  }

  /** Number of columns, the size along y. */
  int columns() {
    return walls[0].length;
  }

  /** Whether the cell is a wall; cells outside the grid are not. */
  boolean isWall(int row, int column) {
    return row >= 0 && column >= 0 && row < rows() && column < columns() && walls[row][column];
  }

  /** All cells that are not walls, in D4RL's order: the empty ones by row, then the goal. */
  List<Cell> starts() {
    return starts;
  }

  /** The rewarded cell; the reward is given around the position {@code (row, column)}. */
  Cell goal() {
    return goal;
  }

  /** The cell that contains an observed position. */
  static Cell cellAt(double x, double y) {
    return new Cell((int) Math.rint(x + ORIGIN) - 1, (int) Math.rint(y + ORIGIN) - 1);
  }

  /** The plan for pictures. */
  SceneMap map() {
    List<SceneMap.Box> boxes = new ArrayList<>();
    for (int row = 0; row < rows(); row++) {
      for (int column = 0; column < columns(); column++) {
        if (walls[row][column]) {
          boxes.add(
              new SceneMap.Box(
                  new SceneMap.Point(row + 0.5, column + 0.5),
                  new SceneMap.Point(row + 1.5, column + 1.5)));
        }
      }
    }
    SceneMap.Point target = new SceneMap.Point(goal.row() + ORIGIN, goal.column() + ORIGIN);
    return new SceneMap(
        new SceneMap.Point(0.5, 0.5),
        new SceneMap.Point(rows() + 0.5, columns() + 0.5),
        boxes,
        List.of(new SceneMap.Circle(target, GOAL_RADIUS)),
        0,
        1,
        new SceneMap.Point(ORIGIN, ORIGIN));
  }
}
