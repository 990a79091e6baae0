package io.warmstart.sim.pointmaze;

import io.warmstart.core.environment.Controller;
import io.warmstart.core.environment.Observation;
import io.warmstart.engine.Philox;
import java.util.function.Supplier;

/** Heads for the task's goal by way of the {@link WaypointController} and stays there. */
final class MazeScript implements Controller {
  private final Maze maze;
  private final Ball ball;
  private final Supplier<Maze.Cell> goal;
  private WaypointController controller;

  /**
   * A script that drives the ball.
   *
   * @param goal of the running episode
   */
  MazeScript(Maze maze, Ball ball, Supplier<Maze.Cell> goal) {
    this.maze = maze;
    this.ball = ball;
    this.goal = goal;
    this.controller = new WaypointController(maze, Philox.of(0, "pointmaze", "script"));
  }

  @Override
  public void begin(long seed) {
    controller = new WaypointController(maze, Philox.of(seed, "pointmaze", "script"));
    controller.plan(ball.x(), ball.y(), goal.get());
  }

  @Override
  public void act(Observation observation, float[] action) {
    controller.act(ball, action);
  }
}
