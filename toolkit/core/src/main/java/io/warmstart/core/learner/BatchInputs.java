package io.warmstart.core.learner;

import io.warmstart.engine.Graph;

/** Declares a batch in a graph; decides whether it is fed or resident on a device. */
public interface BatchInputs {
  /**
   * Declares the batch of one update; call once per graph.
   *
   * @param graph that will see it
   * @param rows batch size
   */
  Batch declare(Graph graph, int rows);
}
