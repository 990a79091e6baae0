package io.warmstart.core.learner;

import io.warmstart.engine.Graph;
import io.warmstart.engine.Tensor;
import java.util.List;

/** Declares what a graph is fed; decides whether it comes from the host or stays on a device. */
public interface BatchInputs {
  /** Names of the inputs of a batch: what a repeated program slices into blocks. */
  List<String> NAMES = List.of("observations", "actions", "rewards", "masks", "nextObservations");

  /**
   * Declares the batch of one update; call once per graph.
   *
   * @param graph that will see it
   * @param rows batch size
   */
  Batch declare(Graph graph, int rows);

  /**
   * Declares the input {@code observation} of an acting or value plan, normalised as the batch is.
   *
   * @param graph of the plan
   * @return vector parts concatenated, [1, O]
   */
  Tensor observation(Graph graph);
}
