package io.warmstart.sim.pointmaze;

import io.warmstart.core.environment.Picture;
import io.warmstart.sim.render.Background;
import io.warmstart.sim.render.Camera;
import io.warmstart.sim.render.Light;
import io.warmstart.sim.render.Material;
import io.warmstart.sim.render.Mesh;
import io.warmstart.sim.render.Scene;
import io.warmstart.sim.render.Shape;
import io.warmstart.sim.render.Studio;
import io.warmstart.sim.render.Vector3;
import java.util.ArrayList;
import java.util.List;

/** A maze for people to look at: x to the right, y away from the viewer, as in the plan. */
final class MazeScene {
  private static final double BALL_RADIUS = 0.25;
  private static final double WALL_HEIGHT = 0.35;
  private static final double FIELD_OF_VIEW = 32;
  private static final double TILT = 0.42;
  private static final double BORDER = 1.04;

  private static final Material FLOOR = Material.of(0xECE8E1).withChecker(0xE2DDD4, 0.5);
  private static final Material WALL = Material.of(0x6C7F99).withSpecular(0.08);
  private static final Material GOAL = Material.of(0x1E9E62);
  private static final Material BALL = Material.of(0xE6792B).withSpecular(0.5);

  private final Maze maze;
  private final Shape ball = new Shape(Mesh.sphere(BALL_RADIUS), BALL);
  private final Shape ring = new Shape(Mesh.ring(Maze.GOAL_RADIUS - 0.07, Maze.GOAL_RADIUS), GOAL);
  private final Shape mark = new Shape(Mesh.disc(0.1), GOAL);
  private final Camera camera = new Camera(FIELD_OF_VIEW);
  private final Studio studio;

  MazeScene(Maze maze) {
    this.maze = maze;
    List<Shape> shapes = new ArrayList<>(List.of(ball, ring, mark));
    // One square of the floor is a quarter of a cell; its corners lie on the cells' borders.
    shapes.add(new Shape(Mesh.plane(400, 400), FLOOR).at(0.5, 0.5, 0));
    Mesh block = Mesh.roundedBox(1, 1, WALL_HEIGHT, 0.03);
    for (int row = 0; row < maze.rows(); row++) {
      for (int column = 0; column < maze.columns(); column++) {
        if (maze.isWall(row, column)) {
          shapes.add(new Shape(block, WALL).at(row + 1, column + 1, WALL_HEIGHT / 2));
        }
      }
    }
    Scene scene =
        new Scene(
            shapes, new Light(new Vector3(-0.5, 0.35, 1), 0.4, 0.72), Background.of(0xECE8E1));
    studio = new Studio(scene, camera);
  }

  /** A picture; places as observed, metres. */
  Picture picture(double goalX, double goalY, Ball physics, int height, int width) {
    double x = goalX + Maze.ORIGIN;
    double y = goalY + Maze.ORIGIN;
    ring.at(x, y, 0.004);
    mark.at(x, y, 0.004);
    ball.at(physics.x() + Maze.ORIGIN, physics.y() + Maze.ORIGIN, BALL_RADIUS);
    aim(height, width);
    return studio.picture(height, width);
  }

  /** Far enough to see the whole maze. */
  private void aim(int height, int width) {
    double tangent = StrictMath.tan(StrictMath.toRadians(FIELD_OF_VIEW) / 2);
    double across = maze.rows() * BORDER / (2 * tangent * width / height);
    double along = maze.columns() * BORDER / (2 * tangent);
    double distance = Math.max(across, along) + 0.06 * maze.columns();
    double centreX = (maze.rows() + 1) / 2.0;
    double centreY = (maze.columns() + 1) / 2.0;
    camera.look(
        new Vector3(centreX, centreY - TILT * distance, distance),
        new Vector3(centreX, centreY, 0),
        Vector3.UP);
  }
}
