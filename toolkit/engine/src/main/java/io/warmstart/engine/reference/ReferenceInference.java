package io.warmstart.engine.reference;

import io.warmstart.engine.Column;
import io.warmstart.engine.Effect;
import io.warmstart.engine.Inference;
import io.warmstart.engine.Parameter;
import io.warmstart.engine.Philox;
import io.warmstart.engine.Snapshot;
import io.warmstart.engine.SourceOp;
import io.warmstart.engine.StepPlan;
import io.warmstart.engine.Tensor;
import io.warmstart.engine.interpreter.ActingBuffers;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.Map;

/** Interprets a plan that changes no state. */
final class ReferenceInference implements Inference {
  private final StepPlan plan;
  private final ActingBuffers buffers;
  private Snapshot weights;

  ReferenceInference(StepPlan plan, Snapshot weights) {
    this.plan = plan;
    this.weights = weights;
    buffers = new ActingBuffers(plan);
  }

  @Override
  public MemorySegment input(String name) {
    return buffers.input(name);
  }

  @Override
  public MemorySegment output(String name) {
    return buffers.output(name);
  }

  @Override
  public void weights(Snapshot others) {
    weights = others;
  }

  @Override
  public void run(long randomCounter) {
    buffers.requireOpen();
    Surroundings from = surroundings(randomCounter);
    Map<Tensor, double[]> values = new HashMap<>();
    for (Tensor node : plan.nodes()) {
      values.put(node, Evaluation.compute(node, Explanation.inputs(node, values), from));
    }
    for (Effect effect : plan.effects()) {
      if (effect instanceof Effect.Output output) {
        double[] value = Explanation.value(values, output.value());
        MemorySegment to = output(output.name());
        for (int i = 0; i < value.length; i++) {
          to.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) value[i]);
        }
      }
    }
  }

  private Surroundings surroundings(long randomCounter) {
    return new Surroundings() {
      @Override
      public double[] input(SourceOp.Input input) {
        return Buffers.read(buffers.input(input), input.type(), 0, input.shape().count());
      }

      @Override
      public double setting(String key) {
        return buffers.setting(key);
      }

      @Override
      public long step() {
        return randomCounter;
      }

      @Override
      public long count(Column column) {
        return buffers.count(column);
      }

      @Override
      public void row(Column column, long index, double[] into, int at) {
        Columns.row(buffers.column(column), column, index, into, at);
      }

      @Override
      public double[] parameter(Parameter parameter, int version) {
        return Evaluation.widened(weights.read(parameter));
      }

      @Override
      public Philox stream(String name) {
        return Philox.of(weights.seed(), plan.name(), name);
      }
    };
  }

  @Override
  public void close() {
    buffers.close();
  }
}
