package io.warmstart.sim.arm;

import io.warmstart.core.environment.Environment;
import io.warmstart.core.environment.EnvironmentException;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.environment.Picture;
import io.warmstart.core.environment.Step;
import io.warmstart.core.environment.TaskSuccess;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.core.space.ObservationPart;
import io.warmstart.engine.Philox;
import io.warmstart.sim.ActionBounds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One of the arm's tasks.
 *
 * <p>The sparse reward is 1 in a step after which the goal is reached and 0 otherwise; the dense
 * one takes the task's remaining distance away. Success terminates the episode unless the settings
 * say otherwise; stepping further is allowed.
 */
final class ArmEnvironment implements Environment {
  /** What the settings drew for an episode. */
  record Draws(double mass, double friction, int delay, double noise, double light) {}

  private static final Step NOTHING = new Step(0, false, false);
  private static final Step NOTHING_AT_LIMIT = new Step(0, false, true);
  private static final Duration PERIOD = Duration.ofMillis(50);

  private final String id;
  private final ArmTask task;
  private final boolean dense;
  private final ArmSettings settings;
  private final EnvironmentSpec spec;
  private final ActionBounds bounds;
  private final ArmDrive drive;
  private final ArmObservation view;
  private final ArmCameras cameras;
  private final ArmState state = new ArmState();
  private final Kinematics kinematics = new Kinematics();
  private float[][] pending = {};
  private @Nullable ArmWorld world;
  private @Nullable ArmScene scene;
  private double[] goal = {0, 0, 0};
  private Draws draws = new Draws(1, 1, 0, 0, 1);
  private Philox noise = Philox.of(0, "arm", "noise");
  private int steps;
  private boolean reachedGoal;
  private boolean closed;

  ArmEnvironment(String id, ArmTask task, boolean dense, ArmSettings settings) {
    this.id = id;
    this.task = task;
    this.dense = dense;
    this.settings = settings;
    this.drive = new ArmDrive(settings);
    this.view = new ArmObservation(task, settings);
    this.cameras = new ArmCameras(settings);
    this.spec = spec(task, settings);
    this.bounds = new ActionBounds(id, spec);
  }

  /** What a task observes and accepts with these settings. */
  static EnvironmentSpec spec(ArmTask task, ArmSettings settings) {
    List<ObservationPart> parts = new ArrayList<>(new ArmObservation(task, settings).parts());
    parts.addAll(new ArmCameras(settings).parts());
    return new EnvironmentSpec(parts, new ArmDrive(settings).actionParts(), PERIOD);
  }

  /** What is seen now, for scripts. */
  ArmState state() {
    return state;
  }

  /** The goal of this episode, m. */
  double[] goal() {
    return goal;
  }

  /** What the settings drew for this episode. */
  Draws draws() {
    return draws;
  }

  /** Turns a script's wishes into actions. */
  ArmDrive drive() {
    return drive;
  }

  /** Clips actions. */
  ActionBounds bounds() {
    return bounds;
  }

  @Override
  public EnvironmentSpec spec() {
    return spec;
  }

  @Override
  public int stepLimit() {
    return task.stepLimit();
  }

  @Override
  public void reset(long seed, Observation observation) {
    spec.requireCompatible(observation.spec(), "observation buffer given to " + id);
    if (closed) {
      throw new IllegalStateException(id + ": reset after close");
    }
    leaveWorld();
    Philox ranges = Philox.of(seed, "arm", "ranges");
    draws =
        new Draws(
            settings.mass().at(ranges.uniform(0, 0)),
            settings.friction().at(ranges.uniform(0, 1)),
            settings.delay().wholeAt(ranges.uniform(0, 2)),
            settings.noise().at(ranges.uniform(0, 3)),
            settings.light().at(ranges.uniform(0, 4)));
    noise = Philox.of(seed, "arm", "noise");
    ArmTask.Start start =
        task.start(Philox.of(seed, "arm", task.name(), "reset"), draws.mass(), draws.friction());
    double[] q = new double[ArmModel.JOINTS];
    kinematics.postureAt(start.tool()[0], start.tool()[1], start.tool()[2], q);
    goal = start.goal();
    world = new ArmWorld(q, start.opening(), start.blocks());
    pending = new float[draws.delay()][];
    for (int i = 0; i < pending.length; i++) {
      pending[i] = new float[spec.actionWidth()];
      double open = 2 * start.opening() / ArmModel.OPENING - 1;
      drive.express(q, new double[3], open, pending[i]);
      bounds.apply(pending[i]);
    }
    steps = 0;
    reachedGoal = false;
    observe(world, observation);
  }

  /**
   * {@inheritDoc}
   *
   * @throws EnvironmentException if a number of the action is not finite; nothing moves then
   * @throws IllegalStateException before the first reset and after {@link #close}
   */
  @Override
  public Step step(float[] action, Observation observation) {
    ArmWorld moving = world;
    if (moving == null) {
      throw new IllegalStateException(id + ": step before reset or after close");
    }
    bounds.apply(action);
    if (pending.length == 0) {
      drive.run(moving, action);
    } else {
      float[] due = pending[steps % pending.length];
      drive.run(moving, due);
      System.arraycopy(action, 0, due, 0, due.length);
    }
    steps++;
    observe(moving, observation);
    return outcome();
  }

  private Step outcome() {
    boolean atGoal = task.reached(state, goal);
    boolean last = steps >= task.stepLimit();
    reachedGoal |= atGoal;
    float paid = atGoal ? 1 : 0;
    if (dense) {
      paid -= (float) task.cost(state, goal);
    } else if (!atGoal) {
      return last ? NOTHING_AT_LIMIT : NOTHING;
    }
    boolean ended = atGoal && settings.endOnSuccess();
    return new Step(paid, ended, last && !ended);
  }

  private void observe(ArmWorld seen, Observation observation) {
    state.read(seen, task.peg());
    view.write(state, goal, noise, steps, draws.noise(), observation);
    if (cameras.any()) {
      cameras.write(scene(seen), task.hasObject() ? 3 : 2, observation);
    }
  }

  private ArmScene scene(ArmWorld seen) {
    ArmScene drawn = scene;
    if (drawn == null) {
      drawn = new ArmScene(seen, task.mark(), goal, draws.light());
      scene = drawn;
    }
    return drawn;
  }

  /** From beside the table, in the light of the episode. */
  @Override
  public Optional<Picture> render(int height, int width) {
    ArmWorld seen = world;
    if (seen == null) {
      throw new IllegalStateException(id + ": render before reset or after close");
    }
    return Optional.of(scene(seen).picture(height, width));
  }

  /** Whether the goal was reached at some step of the episode. */
  @Override
  public TaskSuccess success() {
    return reachedGoal ? TaskSuccess.YES : TaskSuccess.NO;
  }

  @Override
  public void close() {
    closed = true;
    leaveWorld();
  }

  private void leaveWorld() {
    if (world != null) {
      world.close();
      world = null;
      scene = null;
    }
  }
}
