package io.warmstart.engine.cpu;

import io.warmstart.engine.GraphException;
import io.warmstart.engine.Parameter;
import io.warmstart.engine.Snapshot;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Memory for published weights, used again when a snapshot is closed. A slab lives as long as
 * someone can reach it, so snapshots may outlive their session.
 */
final class SnapshotPool {
  private static final long ALIGNMENT = 64;

  private final Storage storage;
  private final Deque<MemorySegment> free = new ArrayDeque<>();
  private final ReentrantLock lock = new ReentrantLock();

  SnapshotPool(Storage storage) {
    this.storage = storage;
  }

  /** A copy of a learner's weights. */
  Snapshot take(CpuLearner learner, long version) {
    long bytes = storage.weightFloats() << 2;
    MemorySegment slab = pooled();
    if (slab == null) {
      slab = Arena.ofAuto().allocate(Math.max(bytes, ALIGNMENT), ALIGNMENT);
    }
    MemorySegment.copy(learner.arena(), 0, slab, 0, bytes);
    return new Published(version, learner.seed(), slab);
  }

  private @org.jspecify.annotations.Nullable MemorySegment pooled() {
    lock.lock();
    try {
      return free.poll();
    } finally {
      lock.unlock();
    }
  }

  private void giveBack(MemorySegment slab) {
    lock.lock();
    try {
      free.push(slab);
    } finally {
      lock.unlock();
    }
  }

  private final class Published implements Snapshot {
    private final long version;
    private final long seed;
    private final MemorySegment slab;
    private boolean closed;

    Published(long version, long seed, MemorySegment slab) {
      this.version = version;
      this.seed = seed;
      this.slab = slab;
    }

    @Override
    public long version() {
      return version;
    }

    @Override
    public long seed() {
      return seed;
    }

    @Override
    public List<Parameter> parameters() {
      return storage.program().parameters();
    }

    @Override
    public float[] read(Parameter parameter) {
      if (!parameters().contains(parameter)) {
        throw new GraphException("The snapshot has no parameter " + parameter + ".");
      }
      // Held while copying, so that close cannot hand the slab to the next snapshot meanwhile.
      lock.lock();
      try {
        if (closed) {
          throw new IllegalStateException("This snapshot is closed.");
        }
        return Dense.read(slab, storage.weights(parameter).value().view());
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() {
      lock.lock();
      try {
        if (closed) {
          return;
        }
        closed = true;
      } finally {
        lock.unlock();
      }
      giveBack(slab);
    }
  }
}
