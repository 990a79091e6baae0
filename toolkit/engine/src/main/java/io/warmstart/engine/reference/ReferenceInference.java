package io.warmstart.engine.reference;

import io.warmstart.engine.Column;
import io.warmstart.engine.Effect;
import io.warmstart.engine.GraphException;
import io.warmstart.engine.Inference;
import io.warmstart.engine.Parameter;
import io.warmstart.engine.Philox;
import io.warmstart.engine.Snapshot;
import io.warmstart.engine.SourceOp;
import io.warmstart.engine.StepPlan;
import io.warmstart.engine.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Interprets a plan that changes no state. */
final class ReferenceInference implements Inference {
  private final StepPlan plan;
  private Snapshot weights;
  private final Arena arena = Arena.ofConfined();
  private final Map<String, MemorySegment> inputs = new LinkedHashMap<>();
  private final Map<String, MemorySegment> outputs = new LinkedHashMap<>();
  private boolean closed;

  ReferenceInference(StepPlan plan, Snapshot weights) {
    this.plan = plan;
    this.weights = weights;
    for (Effect effect : plan.effects()) {
      if (!effect.written().isEmpty()) {
        throw new GraphException(
            "Plan \""
                + plan.name()
                + "\" has \""
                + effect.label()
                + "\"; an inference plan changes no parameter.");
      }
      if (effect instanceof Effect.Output output) {
        outputs.put(output.name(), floats(output.value().count()));
      }
    }
    for (Tensor node : plan.nodes()) {
      if (node.op() instanceof SourceOp.Input input) {
        inputs.put(
            input.name(), arena.allocate((long) input.shape().count() * input.type().bytes(), 64));
      }
    }
  }

  private MemorySegment floats(int count) {
    return arena.allocate((long) count * Float.BYTES, 64);
  }

  @Override
  public MemorySegment input(String name) {
    return buffer(inputs, "input", name);
  }

  @Override
  public MemorySegment output(String name) {
    return buffer(outputs, "output", name);
  }

  private MemorySegment buffer(Map<String, MemorySegment> all, String kind, String name) {
    MemorySegment buffer = all.get(name);
    if (buffer == null) {
      throw new GraphException(
          "Plan \""
              + plan.name()
              + "\" has no "
              + kind
              + " \""
              + name
              + "\"; it has "
              + all.keySet()
              + ".");
    }
    return buffer;
  }

  @Override
  public void weights(Snapshot others) {
    weights = others;
  }

  @Override
  public void run(long randomCounter) {
    if (closed) {
      throw new IllegalStateException("This inference is closed.");
    }
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
        return Buffers.read(
            ReferenceInference.this.input(input.name()), input.type(), 0, input.shape().count());
      }

      @Override
      public double setting(String key) {
        for (Tensor node : plan.nodes()) {
          if (node.op() instanceof SourceOp.Setting setting && setting.key().equals(key)) {
            return setting.initial();
          }
        }
        throw new GraphException("There is no setting \"" + key + "\".");
      }

      @Override
      public long step() {
        return randomCounter;
      }

      @Override
      public long count(Column column) {
        throw noColumns(column);
      }

      @Override
      public void row(Column column, long index, double[] into, int at) {
        throw noColumns(column);
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

  private static GraphException noColumns(Column column) {
    return new GraphException(
        "Column \"" + column.name() + "\" cannot be read while acting; use an input.");
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      arena.close();
    }
  }
}
