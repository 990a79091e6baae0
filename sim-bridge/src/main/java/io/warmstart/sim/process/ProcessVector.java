package io.warmstart.sim.process;

import io.warmstart.core.environment.Observation;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.engine.Philox;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Several copies of a task in one process, stepped by one message; used like {@link
 * io.warmstart.core.environment.VectorEnvironment}, with the same seeds and so the same episodes.
 *
 * <p>A copy whose episode ends is reset within the same step: {@link #observation} is then the
 * first one of the new episode and {@link #finalObservation} the last one of the old.
 */
public final class ProcessVector implements AutoCloseable {
  private final Bridge bridge;
  private final AppliedAction applied;
  private final List<Observation> observations = new ArrayList<>();
  private final List<Observation> last = new ArrayList<>();
  private final float[][] actions;
  private final long[] seeds;
  private final long[] episodes;
  private final float[] rewards;
  private final boolean[] terminated;
  private final boolean[] truncated;
  private Philox draws = Philox.of(0, "vector");
  private boolean ready;

  /**
   * All copies of a bridge.
   *
   * @param task for messages
   * @param bridge closed with this
   */
  public ProcessVector(String task, Bridge bridge) {
    int copies = bridge.environments();
    this.bridge = bridge;
    this.applied = new AppliedAction(task, bridge.spec());
    this.actions = new float[copies][bridge.spec().actionWidth()];
    this.seeds = new long[copies];
    this.episodes = new long[copies];
    this.rewards = new float[copies];
    this.terminated = new boolean[copies];
    this.truncated = new boolean[copies];
    for (int i = 0; i < copies; i++) {
      observations.add(Observation.of(bridge.spec()));
      last.add(Observation.of(bridge.spec()));
    }
  }

  /** What each copy observes and accepts. */
  public EnvironmentSpec spec() {
    return bridge.spec();
  }

  /** Number of copies. */
  public int size() {
    return bridge.environments();
  }

  /**
   * Starts the first episode of every copy.
   *
   * @param seed decides all episodes until the next reset
   */
  public void reset(long seed) {
    draws = Philox.of(seed, "vector");
    for (int i = 0; i < size(); i++) {
      episodes[i] = 0;
      seeds[i] = nextSeed(i);
    }
    ready = false;
    bridge.reset(seeds, i -> true);
    for (int i = 0; i < size(); i++) {
      bridge.observe(i, observations.get(i));
      begun(i);
    }
    ready = true;
  }

  private long nextSeed(int i) {
    long high = draws.word(episodes[i], 2L * i);
    long low = draws.word(episodes[i], 2L * i + 1) & 0xFFFFFFFFL;
    return high << Integer.SIZE | low;
  }

  private void begun(int i) {
    episodes[i]++;
    seeds[i] = nextSeed(i);
  }

  /**
   * Steps every copy with its {@link #action}.
   *
   * @throws IllegalStateException before the first reset and after a failure
   */
  public void step() {
    if (!ready) {
      throw new IllegalStateException("step before reset, after a failed step or after close");
    }
    for (float[] action : actions) {
      applied.apply(action);
    }
    ready = false;
    bridge.step(actions, seeds);
    boolean anyEnded = false;
    for (int i = 0; i < size(); i++) {
      rewards[i] = bridge.reward(i);
      terminated[i] = bridge.terminated(i);
      truncated[i] = !terminated[i] && bridge.truncated(i);
      anyEnded |= ended(i);
      bridge.observe(i, observations.get(i));
      if (ended(i) && bridge.autoreset()) {
        bridge.observeFinal(i, last.get(i));
        begun(i);
      }
    }
    if (anyEnded && !bridge.autoreset()) {
      restartEnded();
    }
    ready = true;
  }

  private boolean ended(int i) {
    return terminated[i] || truncated[i];
  }

  /** The program does not start episodes by itself. */
  private void restartEnded() {
    bridge.reset(seeds, this::ended);
    for (int i = 0; i < size(); i++) {
      if (ended(i)) {
        last.get(i).copyFrom(observations.get(i));
        bridge.observe(i, observations.get(i));
        begun(i);
      }
    }
  }

  /** What copy {@code i} observes now; the buffer is reused. */
  public Observation observation(int i) {
    return observations.get(i);
  }

  /** The observation that ended copy {@code i}'s last finished episode; the buffer is reused. */
  public Observation finalObservation(int i) {
    return last.get(i);
  }

  /** The action of copy {@code i}: filled before {@link #step}, the applied one after it, [A]. */
  public float[] action(int i) {
    return actions[i];
  }

  /** Reward of copy {@code i} in the last step. */
  public float reward(int i) {
    return rewards[i];
  }

  /** Whether copy {@code i} terminated in the last step: no future reward exists. */
  public boolean terminated(int i) {
    return terminated[i];
  }

  /** Whether copy {@code i} reached a time limit in the last step without terminating. */
  public boolean truncated(int i) {
    return truncated[i];
  }

  /**
   * Writes all observation vectors.
   *
   * @param rows F32, row-major, [N, W] with the spec's observation width W
   */
  public void copyObservationsTo(MemorySegment rows) {
    long offset = 0;
    for (Observation observation : observations) {
      offset += observation.copyVectorTo(rows, offset);
    }
  }

  @Override
  public void close() {
    ready = false;
    bridge.close();
  }
}
