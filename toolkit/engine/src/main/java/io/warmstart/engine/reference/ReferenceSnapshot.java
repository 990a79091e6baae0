package io.warmstart.engine.reference;

import io.warmstart.engine.GraphException;
import io.warmstart.engine.Parameter;
import io.warmstart.engine.Snapshot;
import java.util.List;
import java.util.Map;

/** Weights on the heap; the arrays are never changed. */
final class ReferenceSnapshot implements Snapshot {
  private final long version;
  private final long seed;
  private final Map<Parameter, double[]> values;
  private volatile boolean closed;

  ReferenceSnapshot(long version, long seed, Map<Parameter, double[]> values) {
    this.version = version;
    this.seed = seed;
    this.values = values;
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
    return List.copyOf(values.keySet());
  }

  @Override
  public float[] read(Parameter parameter) {
    if (closed) {
      throw new IllegalStateException("This snapshot is closed.");
    }
    double[] found = values.get(parameter);
    if (found == null) {
      throw new GraphException("The snapshot has no parameter " + parameter + ".");
    }
    return Buffers.narrowed(found);
  }

  @Override
  public void close() {
    closed = true;
  }
}
