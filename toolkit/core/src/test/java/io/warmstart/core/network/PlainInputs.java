package io.warmstart.core.network;

import io.warmstart.core.learner.Batch;
import io.warmstart.core.learner.BatchInputs;
import io.warmstart.core.learner.Images;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.engine.DType;
import io.warmstart.engine.Graph;
import io.warmstart.engine.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Inputs of a spec without any preprocessing. */
record PlainInputs(EnvironmentSpec spec, Images images) implements BatchInputs {
  @Override
  public Batch declare(Graph graph, int rows) {
    int width = spec.observationWidth();
    return new Batch(
        graph.input("observations", DType.F32, rows, width),
        graph.input("actions", DType.F32, rows, spec.actionWidth()),
        graph.input("rewards", DType.F32, rows),
        graph.input("masks", DType.F32, rows),
        graph.input("nextObservations", DType.F32, rows, width));
  }

  @Override
  public NextActions nextActions(Graph graph, int rows) {
    throw new UnsupportedOperationException("next actions");
  }

  @Override
  public Tensor returns(Graph graph, int rows, double discount, @Nullable Double failureReward) {
    throw new UnsupportedOperationException("returns");
  }

  @Override
  public Tensor image(Graph graph, String part, int rows) {
    return frames(graph, "images/" + part, part, rows);
  }

  @Override
  public Tensor nextImage(Graph graph, String part, int rows) {
    return frames(graph, "nextImages/" + part, part, rows);
  }

  @Override
  public Tensor observedImage(Graph graph, String part) {
    return frames(graph, "image/" + part, part, 1);
  }

  private Tensor frames(Graph graph, String input, String part, int rows) {
    List<Integer> shape = spec.image(part).shape();
    return graph.input(input, DType.U8, rows, shape.get(0), shape.get(1), shape.get(2));
  }

  @Override
  public Tensor observation(Graph graph) {
    return graph.input("observation", DType.F32, 1, spec.observationWidth());
  }
}
