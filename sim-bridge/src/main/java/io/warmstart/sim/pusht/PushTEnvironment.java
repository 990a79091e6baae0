package io.warmstart.sim.pusht;

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
import io.warmstart.sim.pusht.PushTSettings.Control;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Push-T: bring the block onto the marked pose.
 *
 * <pre>{@code
 * coverage = area(block ∩ goal) / area(goal)
 * dense reward = min(1, coverage / 0.95);   sparse reward = 1 once coverage >= 0.95, else 0
 * }</pre>
 *
 * The sparse task terminates at success; the dense one does not, because ending would cost return.
 * {@code truncated} is set from step 300 on.
 */
final class PushTEnvironment implements Environment {
  static final Pose GOAL = new Pose(PushTPhysics.SIZE / 2, PushTPhysics.SIZE / 2, Math.PI / 4);
  static final double SUCCESS = 0.95;
  static final int STEP_LIMIT = 300;

  /** Bound of a velocity action, m/s. */
  static final double FASTEST = 0.5;

  private static final double BLOCK_LOW = 0.12;
  private static final double BLOCK_HIGH = PushTPhysics.SIZE - BLOCK_LOW;
  private static final double PUSHER_LOW = 0.05;
  private static final double PUSHER_HIGH = PushTPhysics.SIZE - PUSHER_LOW;
  private static final double APART = PushTPhysics.PUSHER_RADIUS + 0.01;
  private static final double ANGLE_NOISE = 20;

  private final String task;
  private final boolean sparse;
  private final PushTSettings settings;
  private final EnvironmentSpec spec;
  private final ActionBounds bounds;
  private final Coverage coverage = new Coverage(GOAL);
  private final ArrayDeque<float[]> late = new ArrayDeque<>();
  private @Nullable PushTPhysics table;
  private @Nullable TopView view;
  private @Nullable PushTScene scene;
  private Philox noise = Philox.of(0, "push-t");
  private int steps;
  private boolean closed;
  private boolean succeeded;

  PushTEnvironment(String task, boolean sparse, PushTSettings settings) {
    this.task = task;
    this.sparse = sparse;
    this.settings = settings;
    this.spec = spec(settings);
    this.bounds = new ActionBounds(task, spec);
    this.view = settings.picture() ? new TopView(GOAL) : null;
  }

  static EnvironmentSpec spec(PushTSettings settings) {
    List<Channel> pusher = List.of(metres("pusher/x"), metres("pusher/y"));
    List<Channel> speed = List.of(speed("pusher/vx"), speed("pusher/vy"));
    List<Channel> seen = new ArrayList<>(pusher);
    if (!settings.picture()) {
      seen.addAll(
          List.of(
              metres("block/x"),
              metres("block/y"),
              new Channel("block/cos", "1", -1, 1),
              new Channel("block/sin", "1", -1, 1)));
    }
    seen.addAll(speed);
    if (!settings.picture()) {
      seen.addAll(
          List.of(
              speed("block/vx"), speed("block/vy"), Channel.unbounded("block/turn rate", "rad/s")));
    }
    ObservationPart state = ObservationPart.state("state", seen);
    ObservationPart picture = ObservationPart.image("picture", TopView.SIZE, TopView.SIZE, 3);
    return new EnvironmentSpec(
        settings.picture() ? List.of(state, picture) : List.of(state),
        List.of(action(settings.control())),
        Duration.ofMillis(100));
  }

  private static ActionPart action(Control control) {
    return switch (control) {
      case POSITION ->
          new ActionPart.Box(
              "target",
              List.of(
                  new Channel("x", "m", PushTPhysics.LOW, PushTPhysics.HIGH),
                  new Channel("y", "m", PushTPhysics.LOW, PushTPhysics.HIGH)));
      case VELOCITY ->
          new ActionPart.Box(
              "velocity",
              List.of(
                  new Channel("vx", "m/s", -FASTEST, FASTEST),
                  new Channel("vy", "m/s", -FASTEST, FASTEST)));
    };
  }

  private static Channel metres(String name) {
    return Channel.unbounded(name, "m");
  }

  private static Channel speed(String name) {
    return Channel.unbounded(name, "m/s");
  }

  /**
   * The table of the running episode.
   *
   * @throws IllegalStateException before the first reset and after {@link #close}
   */
  PushTPhysics table() {
    PushTPhysics running = table;
    if (running == null) {
      throw new IllegalStateException(task + ": step before reset or after close");
    }
    return running;
  }

  @Override
  public EnvironmentSpec spec() {
    return spec;
  }

  @Override
  public int stepLimit() {
    return STEP_LIMIT;
  }

  /**
   * Starts with the block at a uniform place 0.12 m off the edges and any angle, the pusher at
   * another uniform place, and physics drawn from the ranges of the settings.
   *
   * @throws IllegalStateException after {@link #close}
   */
  @Override
  public void reset(long seed, Observation observation) {
    if (closed) {
      throw new IllegalStateException(task + ": reset after close");
    }
    spec.requireCompatible(observation.spec(), "observation buffer given to " + task);
    Philox random = Philox.of(seed, "push-t", "reset");
    noise = Philox.of(seed, "push-t", "noise");
    double room = BLOCK_HIGH - BLOCK_LOW;
    Pose start =
        new Pose(
            BLOCK_LOW + room * random.uniform(0, 0),
            BLOCK_LOW + room * random.uniform(0, 1),
            Math.PI * (2 * random.uniform(0, 2) - 1));
    double x;
    double y;
    int draw = 1;
    do {
      x = PUSHER_LOW + (PUSHER_HIGH - PUSHER_LOW) * random.uniform(draw, 0);
      y = PUSHER_LOW + (PUSHER_HIGH - PUSHER_LOW) * random.uniform(draw, 1);
      draw++;
    } while (Tee.distance(start, x, y) < APART);
    PushTPhysics fresh =
        new PushTPhysics(
            start,
            x,
            y,
            settings.mass().at(random.uniform(0, 3)),
            settings.friction().at(random.uniform(0, 4)),
            settings.drag().at(random.uniform(0, 5)));
    table = fresh;
    late.clear();
    PushTSettings.Delay delay = settings.delay();
    long delayed = delay.low() + random.integer(0, 6, delay.high() - delay.low() + 1L);
    for (int i = 0; i < delayed; i++) {
      boolean stay = settings.control() == Control.POSITION;
      late.add(stay ? new float[] {(float) x, (float) y} : new float[2]);
    }
    steps = 0;
    succeeded = false;
    observe(fresh, observation);
  }

  /**
   * {@inheritDoc}
   *
   * @throws EnvironmentException if a number of the action is not finite; nothing moves then
   * @throws IllegalStateException before the first reset and after {@link #close}
   */
  @Override
  public Step step(float[] action, Observation observation) {
    PushTPhysics running = table();
    bounds.apply(action);
    late.add(action.clone());
    float[] due = late.remove();
    running.advance(settings.control(), due[0], due[1]);
    steps++;
    observe(running, observation);
    double covered = coverage.of(running.block());
    boolean success = covered >= SUCCESS;
    succeeded |= success;
    double reward = sparse ? (success ? 1 : 0) : Math.min(1, covered / SUCCESS);
    return new Step((float) reward, sparse && success, steps >= STEP_LIMIT);
  }

  /** Whether the coverage was at least 0.95 after some step of the episode. */
  @Override
  public TaskSuccess success() {
    return succeeded ? TaskSuccess.YES : TaskSuccess.NO;
  }

  private void observe(PushTPhysics running, Observation observation) {
    Pose block = running.block();
    int at = 0;
    at = put(observation, at, running.pusherX() + drift(0));
    at = put(observation, at, running.pusherY() + drift(1));
    TopView top = view;
    if (top == null) {
      at = put(observation, at, block.x() + drift(2));
      at = put(observation, at, block.y() + drift(3));
      double angle = block.angle() + ANGLE_NOISE * drift(4);
      at = put(observation, at, Math.cos(angle));
      at = put(observation, at, Math.sin(angle));
    }
    at = put(observation, at, running.pusherVelocityX());
    at = put(observation, at, running.pusherVelocityY());
    if (top == null) {
      at = put(observation, at, running.blockVelocityX());
      at = put(observation, at, running.blockVelocityY());
      put(observation, at, running.blockTurnRate());
    } else {
      top.draw(block, running.pusherX(), running.pusherY(), observation.part(1));
    }
  }

  private static int put(Observation observation, int at, double value) {
    observation.set(0, at, (float) value);
    return at + 1;
  }

  private double drift(int channel) {
    return settings.noise() == 0 ? 0 : settings.noise() * noise.normal(steps, channel);
  }

  @Override
  public Optional<Picture> render(int height, int width) {
    PushTPhysics running = table();
    PushTScene drawn = scene;
    if (drawn == null) {
      drawn = new PushTScene(GOAL);
      scene = drawn;
    }
    return Optional.of(
        drawn.picture(running.block(), running.pusherX(), running.pusherY(), height, width));
  }

  @Override
  public void close() {
    closed = true;
    table = null;
  }
}
