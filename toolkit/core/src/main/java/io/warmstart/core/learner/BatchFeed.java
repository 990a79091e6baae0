package io.warmstart.core.learner;

import io.warmstart.core.data.BatchBuffers;
import io.warmstart.core.data.BatchSource;
import io.warmstart.core.data.ReturnRule;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.engine.Feed;
import io.warmstart.engine.InputBuffers;
import io.warmstart.engine.Philox;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Fills a session's inputs from the current source. The draw of update k depends on the seed and k
 * alone, so a resumed learner draws what the uninterrupted one would have.
 */
final class BatchFeed implements Feed {
  private final Philox random;
  private final int rows;
  private final EnvironmentSpec spec;
  private final BatchBuffers unused;
  private final @Nullable ReturnRule returnRule;
  private @Nullable BatchSource source;
  private @Nullable InputBuffers known;
  private @Nullable BatchBuffers batch;

  /**
   * A feed without a source.
   *
   * @param returnRule of the input {@code returns}, null where there is none
   */
  BatchFeed(EnvironmentSpec spec, int rows, long seed, @Nullable ReturnRule returnRule) {
    this.random = Philox.of(seed, "batch");
    this.rows = rows;
    this.spec = spec;
    this.unused = scratch(spec, rows);
    this.returnRule = returnRule;
  }

  /** An algorithm may leave inputs unused; their rows go to memory that nobody reads. */
  private static BatchBuffers scratch(EnvironmentSpec spec, int rows) {
    Arena arena = Arena.ofAuto();
    long observations = (long) rows * spec.observationWidth() * Float.BYTES;
    long actions = (long) rows * spec.actionWidth() * Float.BYTES;
    MemorySegment scalars = arena.allocate((long) rows * Float.BYTES, 64);
    return new BatchBuffers(
        arena.allocate(observations, 64),
        arena.allocate(actions, 64),
        scalars,
        scalars,
        arena.allocate(observations, 64));
  }

  void source(BatchSource current) {
    source = current;
  }

  @Override
  public void fill(int seed, long program, InputBuffers buffers) {
    if (source == null) {
      throw new IllegalStateException("no batch source was given to train on");
    }
    source.sample(random, program, 0, rows, batch(buffers));
  }

  /** Addresses stay fixed while a session is open, so they are looked up once. */
  private BatchBuffers batch(InputBuffers buffers) {
    if (batch == null || known != buffers) {
      known = buffers;
      batch =
          new BatchBuffers(
              buffer(buffers, "observations", unused.observations()),
              buffer(buffers, "actions", unused.actions()),
              buffer(buffers, "rewards", unused.rewards()),
              buffer(buffers, "masks", unused.masks()),
              buffer(buffers, "nextObservations", unused.nextObservations()),
              nextActions(buffers),
              returns(buffers),
              ImageInputs.of(spec, buffers));
    }
    return batch;
  }

  private BatchBuffers.@Nullable NextActions nextActions(InputBuffers buffers) {
    return buffers.names().contains("nextActions") || buffers.names().contains("nextActionsKnown")
        ? new BatchBuffers.NextActions(
            buffer(buffers, "nextActions", unused.actions()),
            buffer(buffers, "nextActionsKnown", unused.rewards()))
        : null;
  }

  private BatchBuffers.@Nullable Returns returns(InputBuffers buffers) {
    return returnRule == null || !buffers.names().contains("returns")
        ? null
        : new BatchBuffers.Returns(returnRule, buffers.buffer("returns"));
  }

  private MemorySegment buffer(InputBuffers buffers, String name, MemorySegment otherwise) {
    return buffers.names().contains(name) ? buffers.buffer(name) : otherwise;
  }
}
