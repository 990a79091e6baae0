package io.warmstart.core.environment;

import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.engine.Philox;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Several copies of a task that are stepped together.
 *
 * <pre>{@code
 * vector.reset(seed);
 * while (...) {
 *   for (int i = 0; i < vector.size(); i++) session[i].act(vector.observation(i), vector.action(i));
 *   vector.step();
 * }
 * }</pre>
 *
 * <p>A copy whose episode ends, by itself or by its step limit, is reset within the same step:
 * {@link #observation} is then the first one of the new episode and {@link #finalObservation} the
 * last one of the old. Episode {@code k} of copy {@code i} depends on the seed, {@code i} and
 * {@code k} only, so results are the same for any number of copies and threads.
 *
 * <p>One thread calls it; the worker threads, if any, end in {@link #close}.
 */
public final class VectorEnvironment implements AutoCloseable {
  private final List<Lane> lanes = new ArrayList<>();
  private final List<List<Lane>> shares = new ArrayList<>();
  private final @Nullable ExecutorService pool;
  private Philox seeds = Philox.of(0, "vector");
  private boolean ready;
  private boolean closed;

  /**
   * Creates the copies.
   *
   * @param factory gives a new environment at each call; all with equal specs
   * @param copies at least 1
   * @param threads that step them, 1 to {@code copies}; with 1 the calling thread does, which is
   *     faster unless a step takes more than about 20 µs
   * @throws IllegalArgumentException if a number is out of range
   */
  public VectorEnvironment(Supplier<Environment> factory, int copies, int threads) {
    if (threads < 1 || threads > copies) {
      throw new IllegalArgumentException(
          "copies = " + copies + ", threads = " + threads + ": expected 1 <= threads <= copies");
    }
    for (int i = 0; i < copies; i++) {
      lanes.add(new Lane(i, factory.get()));
    }
    for (int i = 0; i < threads; i++) {
      shares.add(lanes.subList(i * copies / threads, (i + 1) * copies / threads));
    }
    pool = threads == 1 ? null : Executors.newFixedThreadPool(threads, daemons());
  }

  private static ThreadFactory daemons() {
    return Thread.ofPlatform().daemon().name("vector-environment-", 0).factory();
  }

  /** What each copy observes and accepts. */
  public EnvironmentSpec spec() {
    return lanes.get(0).environment.spec();
  }

  /** Number of copies. */
  public int size() {
    return lanes.size();
  }

  /**
   * Starts the first episode of every copy.
   *
   * @param seed decides all episodes until the next reset
   * @throws IllegalStateException after {@link #close}
   */
  public void reset(long seed) {
    if (closed) {
      throw new IllegalStateException("the vector environment is closed");
    }
    seeds = Philox.of(seed, "vector");
    for (Lane lane : lanes) {
      lane.episode = 0;
      lane.begin(seeds);
    }
    ready = true;
  }

  /**
   * Steps every copy with its {@link #action}.
   *
   * <p>What a copy throws is thrown here, after all threads have finished; the others may have
   * moved, so a {@link #reset} is needed before the next step.
   *
   * @throws IllegalStateException before the first reset, after a failure and after {@link #close}
   */
  public void step() {
    if (!ready) {
      throw new IllegalStateException("step before reset, after a failed step or after close");
    }
    ready = false;
    if (pool == null) {
      stepAll(lanes);
    } else {
      stepShares(pool);
    }
    ready = true;
  }

  private void stepAll(List<Lane> share) {
    for (Lane lane : share) {
      lane.step(seeds);
    }
  }

  private void stepShares(ExecutorService threads) {
    List<Future<?>> pending = new ArrayList<>();
    for (List<Lane> share : shares) {
      pending.add(threads.submit(() -> stepAll(share)));
    }
    Throwable failure = null;
    for (Future<?> share : pending) {
      try {
        share.get();
      } catch (ExecutionException e) {
        failure = failure == null ? e.getCause() : failure;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while stepping; close and create anew", e);
      }
    }
    switch (failure) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(failure);
    }
  }

  /** What copy {@code i} observes now; the buffer is reused. */
  public Observation observation(int i) {
    return lanes.get(i).observation;
  }

  /** The observation that ended copy {@code i}'s last finished episode; the buffer is reused. */
  public Observation finalObservation(int i) {
    return lanes.get(i).last;
  }

  /**
   * The action of copy {@code i}: to be filled before {@link #step}, the applied one after it.
   *
   * @return the same array at each call, [A]
   */
  public float[] action(int i) {
    return lanes.get(i).action;
  }

  /** Reward of copy {@code i} in the last step. */
  public float reward(int i) {
    return lanes.get(i).reward;
  }

  /** Whether copy {@code i} terminated in the last step: no future reward exists. */
  public boolean terminated(int i) {
    return lanes.get(i).terminated;
  }

  /** Whether copy {@code i} reached a time limit in the last step without terminating. */
  public boolean truncated(int i) {
    return lanes.get(i).truncated;
  }

  /**
   * Writes all observation vectors.
   *
   * @param rows F32, row-major, [N, W] with the spec's observation width W
   */
  public void copyObservationsTo(MemorySegment rows) {
    long offset = 0;
    for (Lane lane : lanes) {
      offset += lane.observation.copyVectorTo(rows, offset);
    }
  }

  /** Ends the threads and closes the copies. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    ready = false;
    if (pool != null) {
      pool.close();
    }
    for (Lane lane : lanes) {
      lane.environment.close();
    }
  }

  /** One copy and what its last step gave. */
  private static final class Lane {
    final int index;
    final Environment environment;
    final Observation observation;
    final Observation last;
    final float[] action;
    long episode;
    int steps;
    float reward;
    boolean terminated;
    boolean truncated;

    Lane(int index, Environment environment) {
      this.index = index;
      this.environment = environment;
      this.observation = Observation.of(environment.spec());
      this.last = Observation.of(environment.spec());
      this.action = new float[environment.spec().actionWidth()];
    }

    void begin(Philox seeds) {
      long high = seeds.word(episode, 2L * index);
      long low = seeds.word(episode, 2L * index + 1) & 0xFFFFFFFFL;
      environment.reset(high << Integer.SIZE | low, observation);
      episode++;
      steps = 0;
    }

    void step(Philox seeds) {
      Step step = environment.step(action, observation);
      steps++;
      reward = step.reward();
      terminated = step.terminated();
      truncated = !terminated && (step.truncated() || steps >= environment.stepLimit());
      if (terminated || truncated) {
        last.copyFrom(observation);
        begin(seeds);
      }
    }
  }
}
