package io.warmstart.engine.nd4j;

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
import io.warmstart.engine.interpreter.ActingBuffers;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A plan that changes no state, with its own copy of the weights. */
final class Nd4jInference implements Inference {
  private final CompiledPlan plan;
  private final ActingBuffers buffers;
  private final Map<Parameter, INDArray> parameters = new LinkedHashMap<>();
  private long seed;

  Nd4jInference(StepPlan plan, Snapshot weights) {
    buffers = new ActingBuffers(plan);
    this.plan = new CompiledPlan(plan);
    for (Parameter parameter : plan.parameters()) {
      parameters.put(parameter, Dense.of(weights.read(parameter), parameter.shape()));
    }
    seed = weights.seed();
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
    buffers.requireOpen();
    parameters.forEach((parameter, array) -> {
      try (Scratch scratch = new Scratch()) {
        array.assign(scratch.keep(Dense.of(others.read(parameter), parameter.shape())));
      }
    });
    seed = others.seed();
  }

  @Override
  public void run(long randomCounter) {
    buffers.requireOpen();
    plan.run(surroundings(randomCounter), this::copyOut);
  }

  private boolean copyOut(Effect effect, Function<Tensor, INDArray> of) {
    if (effect instanceof Effect.Output output) {
      MemorySegment values = MemorySegment.ofArray(Dense.floats(of.apply(output.value())));
      output(output.name()).copyFrom(values);
    }
    return true;
  }

  private Surroundings surroundings(long randomCounter) {
    return new Surroundings() {
      @Override
      public MemorySegment input(SourceOp.Input input) {
        return buffers.input(input);
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
      public MemorySegment column(Column column) {
        return buffers.column(column);
      }

      @Override
      public INDArray parameter(Parameter parameter) {
        INDArray found = parameters.get(parameter);
        if (found == null) {
          throw new GraphException("The plan does not use parameter " + parameter + ".");
        }
        return found;
      }

      @Override
      public Philox stream(String name) {
        return Philox.of(seed, plan.plan().name(), name);
      }
    };
  }

  @Override
  public void close() {
    buffers.close();
    parameters.values().forEach(Dense::free);
  }
}
