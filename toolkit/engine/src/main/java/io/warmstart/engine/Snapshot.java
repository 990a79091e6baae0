package io.warmstart.engine;

import java.util.List;

/** Immutable weights of one seed; any thread may read it until it is closed. */
public interface Snapshot extends AutoCloseable {
  /** Completed updates when it was taken. */
  long version();

  /** The seed of the learner, which also keys the random streams of inferences. */
  long seed();

  /** What it holds. */
  List<Parameter> parameters();

  /** A parameter's value, row-major. */
  float[] read(Parameter parameter);

  @Override
  void close();
}
