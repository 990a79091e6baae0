package io.warmstart.engine.interpreter;

import io.warmstart.engine.GraphException;
import io.warmstart.engine.Parameter;
import io.warmstart.engine.Snapshot;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Weights on the heap; the arrays are never changed. */
public final class HeapSnapshot implements Snapshot {
  private final long version;
  private final long seed;
  private final Map<Parameter, float[]> values;
  private volatile boolean closed;

  /**
   * Weights of a learner.
   *
   * @param version completed updates
   * @param values handed over: the caller changes neither map nor arrays any more
   */
  public HeapSnapshot(long version, long seed, Map<Parameter, float[]> values) {
    this.version = version;
    this.seed = seed;
    this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
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
    float[] found = values.get(parameter);
    if (found == null) {
      throw new GraphException("The snapshot has no parameter " + parameter + ".");
    }
    return found.clone();
  }

  @Override
  public void close() {
    closed = true;
  }
}
