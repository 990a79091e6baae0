package io.warmstart.engine.nd4j;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Temporary arrays of one computation, freed together at its end. */
final class Scratch implements AutoCloseable {
  private final List<INDArray> kept = new ArrayList<>();

  /** Frees this array at the end. */
  INDArray keep(INDArray array) {
    kept.add(array);
    return array;
  }

  @Override
  public void close() {
    kept.forEach(Dense::free);
  }
}
