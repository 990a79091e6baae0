package io.warmstart.sim.process;

import io.warmstart.core.environment.Environment;
import io.warmstart.core.environment.EnvironmentException;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.environment.Picture;
import io.warmstart.core.environment.Step;
import io.warmstart.core.environment.TaskSuccess;
import io.warmstart.core.space.EnvironmentSpec;
import java.util.Optional;

/**
 * One environment in another process.
 *
 * <p>An exception over there needs a {@link #reset} before the next step; a time-out or the end of
 * the process is final.
 */
public final class ProcessEnvironment implements Environment {
  private final String task;
  private final Bridge bridge;
  private final AppliedAction applied;
  private final float[][] actions = new float[1][];
  private final long[] seeds = new long[1];
  private TaskSuccess success = TaskSuccess.UNDEFINED;
  private boolean definesSuccess;
  private boolean running;
  private boolean closed;

  /**
   * The only copy of a bridge.
   *
   * @param task for messages
   * @param bridge closed with this; has one copy and no autoreset
   */
  public ProcessEnvironment(String task, Bridge bridge) {
    if (bridge.environments() != 1 || bridge.autoreset()) {
      throw new IllegalArgumentException("a single environment needs a bridge of its own");
    }
    this.task = task;
    this.bridge = bridge;
    this.applied = new AppliedAction(task, bridge.spec());
  }

  @Override
  public EnvironmentSpec spec() {
    return bridge.spec();
  }

  @Override
  public int stepLimit() {
    return bridge.stepLimit();
  }

  @Override
  public void reset(long seed, Observation observation) {
    if (closed) {
      throw new IllegalStateException(task + ": reset after close");
    }
    bridge.spec().requireCompatible(observation.spec(), "observation buffer given to " + task);
    running = false;
    seeds[0] = seed;
    bridge.reset(seeds, i -> true);
    bridge.observe(0, observation);
    success = definesSuccess ? TaskSuccess.NO : TaskSuccess.UNDEFINED;
    running = true;
  }

  /**
   * {@inheritDoc}
   *
   * @throws EnvironmentException if a number of the action is not finite, and for whatever goes
   *     wrong over there
   * @throws IllegalStateException before the first reset, after a failure and after {@link #close}
   */
  @Override
  public Step step(float[] action, Observation observation) {
    if (!running) {
      throw new IllegalStateException(task + ": step before reset, after a failure or after close");
    }
    applied.apply(action);
    actions[0] = action;
    running = false;
    bridge.step(actions, seeds);
    bridge.observe(0, observation);
    if (success != TaskSuccess.YES && bridge.success(0) != TaskSuccess.UNDEFINED) {
      success = bridge.success(0);
      definesSuccess = true;
    }
    running = true;
    return new Step(bridge.reward(0), bridge.terminated(0), bridge.truncated(0));
  }

  /**
   * Whether the other program reported success at some step of the episode; undefined until it has
   * reported for the first time whether there was any.
   */
  @Override
  public TaskSuccess success() {
    return success;
  }

  @Override
  public Optional<Picture> render(int height, int width) {
    if (closed) {
      throw new IllegalStateException(task + ": render after close");
    }
    return bridge.render(0, height, width);
  }

  @Override
  public void close() {
    running = false;
    if (!closed) {
      closed = true;
      bridge.close();
    }
  }
}
