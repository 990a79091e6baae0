package io.warmstart.testkit;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.data.DatasetBuilder;
import io.warmstart.core.data.Provenance;
import io.warmstart.core.data.TerminationCause;
import io.warmstart.core.environment.Environment;
import io.warmstart.core.environment.EnvironmentException;
import io.warmstart.core.environment.EnvironmentLoop;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.environment.Step;
import io.warmstart.core.environment.StepListener;
import io.warmstart.core.environment.TaskSuccess;
import io.warmstart.core.learner.PolicySession;
import io.warmstart.core.space.ActionPart;
import io.warmstart.core.space.Channel;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.core.space.ObservationPart;
import io.warmstart.engine.Philox;
import java.time.Duration;
import java.util.List;

/**
 * A point in the box [-1, 1]^2 that is to be driven to the origin: 20 steps of 0.2 s, reward minus
 * the distance after the step. The two velocity channels have different and lopsided bounds, so
 * that confusing them shows.
 */
public final class PointMass implements Environment {
  /** Observation x, y; action dx/dt in [-1, 1], dy/dt in [-1, 3]. */
  public static final EnvironmentSpec SPEC =
      new EnvironmentSpec(
          List.of(
              ObservationPart.state(
                  "position", List.of(new Channel("x", "m", -1, 1), new Channel("y", "m", -1, 1)))),
          List.of(
              new ActionPart.Box(
                  "velocity",
                  List.of(new Channel("dx", "m/s", -1, 1), new Channel("dy", "m/s", -1, 3)))),
          Duration.ofMillis(200));

  private static final int STEPS = 20;
  private static final double PERIOD = 0.2;
  private static final double NEAR = 0.1;

  private final double[] position = new double[2];
  private boolean reached;
  private boolean ready;
  private boolean closed;

  @Override
  public EnvironmentSpec spec() {
    return SPEC;
  }

  @Override
  public int stepLimit() {
    return STEPS;
  }

  @Override
  public void reset(long seed, Observation observation) {
    if (closed) {
      throw new IllegalStateException("point mass: reset after close");
    }
    SPEC.requireCompatible(observation.spec(), "observation buffer given to the point mass");
    Philox random = Philox.of(seed, "start");
    for (int i = 0; i < 2; i++) {
      position[i] = 2 * random.uniform(0, i) - 1;
    }
    reached = false;
    ready = true;
    show(observation);
  }

  @Override
  public Step step(float[] action, Observation observation) {
    if (!ready) {
      throw new IllegalStateException("point mass: step before reset or after close");
    }
    requireUsable(action);
    for (int i = 0; i < 2; i++) {
      Channel channel = SPEC.boxChannels().get(i);
      action[i] = (float) Math.clamp(action[i], channel.low(), channel.high());
      position[i] = Math.clamp(position[i] + PERIOD * action[i], -1.0, 1.0);
    }
    double distance = Math.hypot(position[0], position[1]);
    reached |= distance < NEAR;
    show(observation);
    return new Step((float) -distance, false, false);
  }

  private static void requireUsable(float[] action) {
    if (action.length != 2) {
      throw new IllegalArgumentException("action has " + action.length + " numbers, expected 2");
    }
    for (int i = 0; i < 2; i++) {
      if (!Float.isFinite(action[i])) {
        String channel = SPEC.boxChannels().get(i).name();
        throw new EnvironmentException("action channel \"" + channel + "\" is " + action[i]);
      }
    }
  }

  private void show(Observation observation) {
    observation.set(0, 0, (float) position[0]);
    observation.set(0, 1, (float) position[1]);
  }

  @Override
  public TaskSuccess success() {
    return reached ? TaskSuccess.YES : TaskSuccess.NO;
  }

  @Override
  public void close() {
    closed = true;
    ready = false;
  }

  /**
   * Episodes of which a share is driven by the expert and the rest by uniformly random actions.
   *
   * @param episodes of 20 steps each
   * @param expertShare in [0, 1]
   * @param seed of everything random
   */
  public static Dataset dataset(int episodes, double expertShare, long seed) {
    DatasetBuilder builder = new DatasetBuilder(SPEC, List.of(), episodes * (STEPS + 1L));
    EnvironmentLoop loop =
        new EnvironmentLoop(new PointMass(), seed, "dataset", new Recorder(builder));
    Philox random = Philox.of(seed, "behaviour");
    for (int episode = 0; episode < episodes; episode++) {
      boolean expert = random.uniform(0, episode) < expertShare;
      loop.run(new Behaviour(random, episode + 1, expert));
    }
    return builder.build(Provenance.generated("point mass, seed " + seed));
  }

  /** The expert, or uniformly random actions. */
  private static final class Behaviour implements PolicySession {
    private final Philox random;
    private final long episode;
    private final boolean expert;
    private int draws;

    Behaviour(Philox random, long episode, boolean expert) {
      this.random = random;
      this.episode = episode;
      this.expert = expert;
    }

    @Override
    public void act(Observation observation, float[] action) {
      for (int i = 0; i < action.length; i++) {
        Channel channel = SPEC.boxChannels().get(i);
        double draw = random.uniform(episode, draws++);
        double chosen =
            expert
                ? -observation.get(0, i) / PERIOD + 0.1 * (draw - 0.5)
                : channel.low() + draw * (channel.high() - channel.low());
        action[i] = (float) Math.clamp(chosen, channel.low(), channel.high());
      }
    }

    @Override
    public void restart(long seed) {
      draws = 0;
    }

    @Override
    public void close() {}
  }

  private record Recorder(DatasetBuilder builder) implements StepListener {
    @Override
    public void begin(long episode, Observation first) {}

    @Override
    public void step(
        Observation observation, float[] requested, float[] applied, Step step, Observation next) {
      builder.step(observation, applied, step.reward());
    }

    @Override
    public void end(TerminationCause cause, Observation last) {
      builder.end(cause, last);
    }
  }
}
