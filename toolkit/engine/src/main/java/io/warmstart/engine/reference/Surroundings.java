package io.warmstart.engine.reference;

import io.warmstart.engine.Column;
import io.warmstart.engine.Parameter;
import io.warmstart.engine.Philox;
import io.warmstart.engine.SourceOp;

/** Where the sources of one run of a plan get their values. */
interface Surroundings {
  double[] input(SourceOp.Input input);

  double setting(String key);

  long step();

  long count(Column column);

  /** One row of a column. */
  void row(Column column, long index, double[] into, int at);

  double[] parameter(Parameter parameter, int version);

  Philox stream(String name);
}
