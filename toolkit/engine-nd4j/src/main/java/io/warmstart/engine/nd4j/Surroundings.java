package io.warmstart.engine.nd4j;

import io.warmstart.engine.Column;
import io.warmstart.engine.Parameter;
import io.warmstart.engine.Philox;
import io.warmstart.engine.SourceOp;
import java.lang.foreign.MemorySegment;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Where the sources of one run of a plan get their values. */
interface Surroundings {
  MemorySegment input(SourceOp.Input input);

  double setting(String key);

  long step();

  long count(Column column);

  MemorySegment column(Column column);

  /** The array that effects overwrite in place. */
  INDArray parameter(Parameter parameter);

  Philox stream(String name);
}
