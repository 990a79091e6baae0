package io.warmstart.sim.pointmaze;

import io.warmstart.core.environment.Environment;
import io.warmstart.core.environment.EnvironmentException;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.environment.Picture;
import io.warmstart.core.environment.Step;
import io.warmstart.core.environment.TaskSuccess;
import io.warmstart.core.space.ActionPart;
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
 * One of D4RL's maze2d tasks: push a ball to a place that is not observed, and stay there.
 *
 * <p>Never terminates; {@code truncated} is set from the step limit on, and stepping further is
 * allowed. A step allocates nothing with the sparse reward and only the {@link Step} with the dense
 * one.
 */
final class PointMazeEnvironment implements Environment {
  /** Along the maze's rows and columns. */
  static final ActionPart.Box FORCE =
      new ActionPart.Box(
          "force",
          List.of(new Channel("force/x", "100 N", -1, 1), new Channel("force/y", "100 N", -1, 1)));

  static final EnvironmentSpec SPEC =
      new EnvironmentSpec(
          List.of(
              ObservationPart.state(
                  "state",
                  List.of(
                      Channel.unbounded("position/x", "m"),
                      Channel.unbounded("position/y", "m"),
                      Channel.unbounded("velocity/x", "m/s"),
                      Channel.unbounded("velocity/y", "m/s")))),
          List.of(FORCE),
          Duration.ofMillis(10));

  private final String task;
  private final Maze maze;
  private final MazeReward reward;
  private final Ball physics;
  private final ActionBounds bounds;
  private int steps = -1;
  private @Nullable MazeScene scene;
  private boolean closed;
  private boolean reachedGoal;

  /** A task in closed form. */
  PointMazeEnvironment(String task, Maze maze, MazeReward reward, ContactModel contact) {
    this(task, maze, reward, new PointMazePhysics(maze, contact));
  }

  /**
   * A task on a ball.
   *
   * @param physics closed with the environment
   */
  PointMazeEnvironment(String task, Maze maze, MazeReward reward, Ball physics) {
    this.task = task;
    this.maze = maze;
    this.reward = reward;
    this.physics = physics;
    this.bounds = new ActionBounds(task, SPEC);
  }

  /** The ball, for the controller that records data. */
  Ball physics() {
    return physics;
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
   * Starts at a uniform empty or goal cell, each coordinate up to 0.1 m off, with a normal velocity
   * of standard deviation 0.1 m/s per axis.
   */
  @Override
  public void reset(long seed, Observation observation) {
    if (closed) {
      throw new IllegalStateException(task + ": reset after close");
    }
    SPEC.requireCompatible(observation.spec(), "observation buffer given to " + task);
    Philox random = Philox.of(seed, "pointmaze", "reset");
    List<Maze.Cell> starts = maze.starts();
    Maze.Cell cell = starts.get((int) random.integer(0, 0, starts.size()));
    cell.start(physics, random);
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
    return outcome();
  }

  private Step outcome() {
    double dx = physics.x() - maze.goal().row();
    double dy = physics.y() - maze.goal().column();
    double distance = Math.sqrt(dx * dx + dy * dy);
    boolean last = steps >= maze.stepLimit();
    boolean atGoal = distance <= Maze.GOAL_RADIUS;
    reachedGoal |= atGoal;
    if (reward == MazeReward.DENSE) {
      // The same bits on every machine; Math.exp may differ between processors.
      return new Step((float) StrictMath.exp(-distance), false, last);
    }
    return MazeReward.sparse(atGoal, last);
  }

  /** Whether the ball was within 0.5 m of the goal at some step of the episode. */
  @Override
  public TaskSuccess success() {
    return reachedGoal ? TaskSuccess.YES : TaskSuccess.NO;
  }

  private void observe(Observation observation) {
    observation.set(0, 0, (float) physics.x());
    observation.set(0, 1, (float) physics.y());
    observation.set(0, 2, (float) physics.velocityX());
    observation.set(0, 3, (float) physics.velocityY());
  }

  @Override
  public Optional<Picture> render(int height, int width) {
    MazeScene drawn = scene == null ? new MazeScene(maze) : scene;
    scene = drawn;
    return Optional.of(
        drawn.picture(maze.goal().row(), maze.goal().column(), physics, height, width));
  }

  @Override
  public void close() {
    closed = true;
    steps = -1;
    physics.close();
  }
}
