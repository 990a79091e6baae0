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
import java.util.function.Consumer;
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
 * {@link #observation} is then the first one of the new episode, and {@link #finalObservation} and
 * {@link #success} tell of the old. Episode {@code k} of copy {@code i} depends on the seed, {@code
 * i} and {@code k} only, so results are the same for any number of copies and threads.
 *
 * <p>{@link #step} waits for all copies. {@link #send} and {@link #receive} are its two halves, for
 * callers that have something to do in between, such as an update of the policy.
 *
 * <p>One thread calls it; the worker threads, if any, end in {@link #close}.
 */
public final class VectorEnvironment implements AutoCloseable {
  private final List<Lane> lanes = new ArrayList<>();
  private final List<List<Lane>> shares = new ArrayList<>();
  private final @Nullable ExecutorService pool;
  private Philox seeds = Philox.of(0, "vector");
  private final List<Future<?>> pending = new ArrayList<>();
  private State state = State.FRESH;

  private enum State {
    /** Needs a reset: nothing has begun, or a step failed. */
    FRESH,
    /** Between two steps. */
    READY,
    /** A step is under way. */
    SENT,
    /** A worker may still be at work on a step that nobody waits for. */
    LOST,
    CLOSED
  }

  /**
   * Creates the copies.
   *
   * @param factory gives a new environment at each call; all with equal specs
   * @param copies at least 1
   * @param threads that step them, 1 to {@code copies}; with 1 the calling thread does, which is
   *     faster unless a step takes more than about 20 µs
   * @throws IllegalArgumentException if a number is out of range, or two specs differ
   */
  public VectorEnvironment(Supplier<Environment> factory, int copies, int threads) {
    if (threads < 1 || threads > copies) {
      throw new IllegalArgumentException(
          "copies = " + copies + ", threads = " + threads + ": expected 1 <= threads <= copies");
    }
    boolean complete = false;
    try {
      for (int i = 0; i < copies; i++) {
        lanes.add(new Lane(i, factory.get()));
        requireEqualSpecs(i);
      }
      complete = true;
    } finally {
      if (!complete) {
        closeCopies();
      }
    }
    for (int i = 0; i < threads; i++) {
      shares.add(lanes.subList(i * copies / threads, (i + 1) * copies / threads));
    }
    pool = threads == 1 ? null : Executors.newFixedThreadPool(threads, daemons());
  }

  private void requireEqualSpecs(int copy) {
    EnvironmentSpec found = lanes.get(copy).environment.spec();
    if (!found.equals(spec())) {
      throw new IllegalArgumentException(
          "copy " + copy + " has another spec than copy 0: " + found + ", expected " + spec());
    }
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
   * @throws IllegalStateException after {@link #close}, between {@link #send} and {@link #receive},
   *     and after an interrupted wait
   */
  public void reset(long seed) {
    require(state == State.FRESH || state == State.READY, "reset");
    state = State.FRESH;
    seeds = Philox.of(seed, "vector");
    start(lane -> {
      lane.episode = 0;
      lane.begin(seeds);
    });
    await();
    state = State.READY;
  }

  /**
   * Steps every copy with its {@link #action}: {@link #send}, then {@link #receive}.
   *
   * <p>What a copy throws is thrown here, after all threads have finished, with what others threw
   * as suppressed; the others may have moved, so a {@link #reset} is needed before the next step.
   *
   * @throws IllegalStateException before the first reset, after a failure and after {@link #close}
   */
  public void step() {
    send();
    receive();
  }

  /**
   * Begins to step every copy with its {@link #action} and returns; with one thread the step is
   * taken here. Until {@link #receive} the actions must not be written, nor results read.
   *
   * @throws IllegalStateException before the first reset, before the last step was received, after
   *     a failure and after {@link #close}
   */
  public void send() {
    require(state == State.READY, "step");
    state = State.FRESH;
    start(lane -> lane.step(seeds));
    state = State.SENT;
  }

  /**
   * Waits for the step that was sent; throws what {@link #step} throws.
   *
   * @throws IllegalStateException if none was sent
   */
  public void receive() {
    require(state == State.SENT, "receive");
    state = State.FRESH;
    await();
    state = State.READY;
  }

  private void require(boolean allowed, String what) {
    if (!allowed) {
      throw new IllegalStateException(
          what
              + switch (state) {
                case FRESH -> " before reset or after a failed step; reset first";
                case READY -> " without send";
                case SENT -> " while a step is under way; receive it first";
                case LOST -> " after an interrupted wait; close and create anew";
                case CLOSED -> " after close";
              });
    }
  }

  private void start(Consumer<Lane> work) {
    ExecutorService threads = pool;
    if (threads == null) {
      lanes.forEach(work);
      return;
    }
    for (List<Lane> share : shares) {
      pending.add(threads.submit(() -> share.forEach(work)));
    }
  }

  private void await() {
    Throwable failure = null;
    for (Future<?> share : pending) {
      try {
        share.get();
      } catch (ExecutionException e) {
        if (failure == null) {
          failure = e.getCause();
        } else {
          failure.addSuppressed(e.getCause());
        }
      } catch (InterruptedException e) {
        state = State.LOST;
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while stepping; close and create anew", e);
      }
    }
    pending.clear();
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
   * Whether copy {@code i}'s last finished episode reached its goal; undefined before the first.
   */
  public TaskSuccess success(int i) {
    return lanes.get(i).success;
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

  /** Waits for a step under way, ends the threads and closes the copies. */
  @Override
  public void close() {
    if (state == State.CLOSED) {
      return;
    }
    state = State.CLOSED;
    if (pool != null) {
      pool.close();
    }
    closeCopies();
  }

  /** Closes every copy even where one throws; what the first one throws comes out at the end. */
  private void closeCopies() {
    RuntimeException failure = null;
    for (Lane lane : lanes) {
      try {
        lane.environment.close();
      } catch (IllegalStateException | EnvironmentException e) {
        failure = failure == null ? e : failure;
      }
    }
    if (failure != null) {
      throw failure;
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
    TaskSuccess success = TaskSuccess.UNDEFINED;

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
        success = environment.success();
        begin(seeds);
      }
    }
  }
}
