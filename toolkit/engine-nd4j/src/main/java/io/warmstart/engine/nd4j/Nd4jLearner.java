package io.warmstart.engine.nd4j;

import io.warmstart.engine.Column;
import io.warmstart.engine.DType;
import io.warmstart.engine.Diagnosis;
import io.warmstart.engine.Effect;
import io.warmstart.engine.GraphException;
import io.warmstart.engine.Optimizer;
import io.warmstart.engine.Parameter;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Philox;
import io.warmstart.engine.ProgramLayout;
import io.warmstart.engine.Snapshot;
import io.warmstart.engine.SourceOp;
import io.warmstart.engine.StateNames;
import io.warmstart.engine.StateSink;
import io.warmstart.engine.StateSource;
import io.warmstart.engine.StepPlan;
import io.warmstart.engine.Tensor;
import io.warmstart.engine.interpreter.Counters;
import io.warmstart.engine.interpreter.HeapSnapshot;
import io.warmstart.engine.interpreter.Learner;
import io.warmstart.engine.interpreter.PlanData;
import io.warmstart.engine.reference.Explanation;
import io.warmstart.engine.reference.RefusedRun;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ObjDoubleConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Weights, moments and counters of one seed in ND4J arrays. */
final class Nd4jLearner implements Learner {
  private final Counters counters;
  private final Map<Parameter, Weights> weights = new LinkedHashMap<>();
  private final Map<String, CompiledPlan> plans = new HashMap<>();

  Nd4jLearner(int index, long seed, ProgramLayout layout, Parameters parameters) {
    counters = new Counters(index, seed, layout);
    for (Parameter parameter : layout.parameters()) {
      weights.put(parameter, new Weights(parameter, parameters.initial(seed, parameter)));
    }
    layout.plans().forEach(plan -> plans.put(plan.name(), new CompiledPlan(plan)));
  }

  @Override
  public Counters counters() {
    return counters;
  }

  @Override
  public @Nullable Supplier<Diagnosis> run(
      StepPlan plan, PlanData data, ObjDoubleConsumer<String> metrics) {
    Map<String, Double> reported = new LinkedHashMap<>();
    CompiledPlan compiled = plans.get(plan.name());
    if (compiled == null) {
      throw new GraphException("The program has no plan \"" + plan.name() + "\".");
    }
    Effect refused =
        compiled.run(surroundings(plan, data), (effect, of) -> apply(effect, of, reported));
    if (refused instanceof Effect.Minimize minimize) {
      RefusedRun step = new RefusedRun(plan, minimize, this, data);
      return () -> Explanation.of(step);
    }
    counters.completed(plan);
    reported.forEach(metrics::accept);
    return null;
  }

  /** Does one effect; false where it is a minimize whose gradient norm is not finite. */
  private boolean apply(
      Effect effect, Function<Tensor, INDArray> of, Map<String, Double> reported) {
    switch (effect) {
      case Effect.Minimize minimize -> {
        double norm = Dense.number(of.apply(minimize.norm()));
        if (!Double.isFinite(norm)) {
          return false;
        }
        List<Parameter> all = minimize.parameters().all();
        for (int i = 0; i < all.size(); i++) {
          INDArray gradient = of.apply(minimize.gradients().get(i));
          switch (minimize.how()) {
            case Optimizer.Adam adam -> weights(all.get(i)).adam(adam, norm, gradient);
          }
        }
      }
      case Effect.Polyak polyak -> {
        double rate = Dense.number(of.apply(polyak.rate()));
        for (int i = 0; i < polyak.target().all().size(); i++) {
          weights(polyak.target().all().get(i)).follow(weights(polyak.online().all().get(i)), rate);
        }
      }
      case Effect.Assign assign ->
          weights(assign.parameter()).values().assign(of.apply(assign.value()));
      case Effect.Metric metric ->
          reported.put(metric.name(), Dense.number(of.apply(metric.value())));
      case Effect.Output output -> {}
    }
    return true;
  }

  private Surroundings surroundings(StepPlan plan, PlanData data) {
    long step = counters.runs(plan);
    return new Surroundings() {
      @Override
      public MemorySegment input(SourceOp.Input input) {
        return data.input(input);
      }

      @Override
      public double setting(String key) {
        return counters.setting(key);
      }

      @Override
      public long step() {
        return step;
      }

      @Override
      public long count(Column column) {
        return data.count(column);
      }

      @Override
      public MemorySegment column(Column column) {
        return data.column(column);
      }

      @Override
      public INDArray parameter(Parameter parameter) {
        return weights(parameter).values();
      }

      @Override
      public Philox stream(String name) {
        return Philox.of(counters.seed(), plan.name(), name);
      }
    };
  }

  private Weights weights(Parameter parameter) {
    Weights found = weights.get(parameter);
    if (found == null) {
      throw new GraphException("The program does not use parameter " + parameter + ".");
    }
    return found;
  }

  @Override
  public float[] read(Parameter parameter) {
    return Dense.floats(weights(parameter).values());
  }

  @Override
  public void write(Parameter parameter, float[] values) {
    Weights of = weights(parameter);
    of.write(of.values(), values);
  }

  @Override
  public Snapshot publish(long version) {
    Map<Parameter, float[]> copy = new LinkedHashMap<>();
    weights.keySet().forEach(parameter -> copy.put(parameter, read(parameter)));
    return new HeapSnapshot(version, counters.seed(), copy);
  }

  @Override
  public void save(StateSink sink) {
    weights.forEach((parameter, w) -> {
      put(sink, parameter.path(), parameter, w.values());
      put(sink, StateNames.firstMoment(parameter), parameter, w.first());
      put(sink, StateNames.secondMoment(parameter), parameter, w.second());
      counters.put(sink, StateNames.updates(parameter), w.updates());
    });
    counters.save(sink);
  }

  private void put(StateSink sink, String name, Parameter parameter, INDArray array) {
    MemorySegment data = MemorySegment.ofArray(Dense.floats(array));
    sink.put(counters.index(), name, DType.F32, parameter.shape(), data);
  }

  @Override
  public void load(StateSource source) {
    weights.forEach((parameter, w) -> {
      w.write(w.values(), get(source, parameter.path(), parameter));
      w.write(w.first(), get(source, StateNames.firstMoment(parameter), parameter));
      w.write(w.second(), get(source, StateNames.secondMoment(parameter), parameter));
      w.setUpdates(counters.get(source, StateNames.updates(parameter)));
    });
    counters.load(source);
  }

  private float[] get(StateSource source, String name, Parameter parameter) {
    MemorySegment data = source.get(counters.index(), name, DType.F32, parameter.shape());
    return Counters.required(data, name).toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
  }

  @Override
  public void close() {
    weights.values().forEach(Weights::close);
  }
}
