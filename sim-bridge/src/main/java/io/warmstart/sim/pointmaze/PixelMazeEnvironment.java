package io.warmstart.sim.pointmaze;

import io.warmstart.core.environment.Environment;
import io.warmstart.core.environment.EnvironmentException;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.environment.Picture;
import io.warmstart.core.environment.Step;
import io.warmstart.core.environment.TaskSuccess;
import io.warmstart.core.space.Channel;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.core.space.ObservationPart;
import io.warmstart.engine.Philox;
import io.warmstart.sim.ActionBounds;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A point maze seen from above: the policy gets the ball's velocity and a picture, and the goal is
 * another cell in each episode, shown in the picture only.
 *
 * <p>Reward 1 within 0.5 m of the goal. Never terminates; {@code truncated} is set from the step
 * limit on. A step allocates nothing.
 */
final class PixelMazeEnvironment implements Environment {
  static final EnvironmentSpec SPEC =
      new EnvironmentSpec(
          List.of(
              ObservationPart.state(
                  "velocity",
                  List.of(
                      Channel.unbounded("velocity/x", "m/s"),
                      Channel.unbounded("velocity/y", "m/s"))),
              ObservationPart.image("picture", MazePicture.SIZE, MazePicture.SIZE, 1)),
          List.of(PointMazeEnvironment.FORCE),
          Duration.ofMillis(10));

  private final String task;
  private final Maze maze;
  private final MazePicture picture;
  private final PointMazePhysics physics;
  private final ActionBounds bounds;
  private Maze.Cell goal;
  private int steps = -1;
  private @Nullable MazeScene scene;
  private boolean closed;
  private boolean reachedGoal;

  PixelMazeEnvironment(String task, Maze maze) {
    this.task = task;
    this.maze = maze;
    this.goal = maze.goal();
    this.picture = new MazePicture(maze);
    this.physics = new PointMazePhysics(maze, ContactModel.d4rl());
    this.bounds = new ActionBounds(task, SPEC);
  }

  /** The ball, for the controller that records data. */
  PointMazePhysics physics() {
    return physics;
  }

  /** The goal of this episode. */
  Maze.Cell goal() {
    return goal;
  }

  @Override
  public EnvironmentSpec spec() {
    return SPEC;
  }

  @Override
  public int stepLimit() {
    return maze.stepLimit();
  }

  /**
   * Starts at a uniform cell, each coordinate up to 0.1 m off, with a normal velocity of standard
   * deviation 0.1 m/s per axis; the goal is the middle of another uniform cell.
   */
  @Override
  public void reset(long seed, Observation observation) {
    if (closed) {
      throw new IllegalStateException(task + ": reset after close");
    }
    SPEC.requireCompatible(observation.spec(), "observation buffer given to " + task);
    Philox random = Philox.of(seed, "pixelmaze", "reset");
    List<Maze.Cell> cells = maze.starts();
    int start = (int) random.integer(0, 0, cells.size());
    int away = 1 + (int) random.integer(0, 1, cells.size() - 1L);
    goal = cells.get((start + away) % cells.size());
    cells.get(start).start(physics, random);
    steps = 0;
    reachedGoal = false;
    observe(observation);
  }

  /**
   * {@inheritDoc}
   *
   * @throws EnvironmentException if a number of the action is not finite; nothing moves then
   * @throws IllegalStateException before the first reset and after {@link #close}
   */
  @Override
  public Step step(float[] action, Observation observation) {
    if (steps < 0) {
      throw new IllegalStateException(task + ": step before reset or after close");
    }
    bounds.apply(action);
    physics.step(action[0], action[1]);
    steps++;
    observe(observation);
    boolean last = steps >= maze.stepLimit();
    double dx = physics.x() - goal.row();
    double dy = physics.y() - goal.column();
    boolean atGoal = Math.sqrt(dx * dx + dy * dy) <= Maze.GOAL_RADIUS;
    reachedGoal |= atGoal;
    return MazeReward.sparse(atGoal, last);
  }

  /** Whether the ball was within 0.5 m of the goal at some step of the episode. */
  @Override
  public TaskSuccess success() {
    return reachedGoal ? TaskSuccess.YES : TaskSuccess.NO;
  }

  private void observe(Observation observation) {
    observation.set(0, 0, (float) physics.velocityX());
    observation.set(0, 1, (float) physics.velocityY());
    picture.draw(goal.row(), goal.column(), physics.x(), physics.y(), observation.part(1));
  }

  @Override
  public Optional<Picture> render(int height, int width) {
    MazeScene drawn = scene == null ? new MazeScene(maze) : scene;
    scene = drawn;
    return Optional.of(drawn.picture(goal.row(), goal.column(), physics, height, width));
  }

  @Override
  public void close() {
    closed = true;
    steps = -1;
  }
}
