package io.warmstart.engine.reference;

import io.warmstart.engine.DType;
import io.warmstart.engine.Diagnosis;
import io.warmstart.engine.Effect;
import io.warmstart.engine.GraphException;
import io.warmstart.engine.Optimizer;
import io.warmstart.engine.Parameter;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.ProgramLayout;
import io.warmstart.engine.Shape;
import io.warmstart.engine.Snapshot;
import io.warmstart.engine.StateNames;
import io.warmstart.engine.StateSink;
import io.warmstart.engine.StateSource;
import io.warmstart.engine.StepPlan;
import io.warmstart.engine.Tensor;
import io.warmstart.engine.interpreter.Counters;
import io.warmstart.engine.interpreter.HeapSnapshot;
import io.warmstart.engine.interpreter.Learner;
import io.warmstart.engine.interpreter.PlanData;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ObjDoubleConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Weights, moments, counters and settings of one seed, in double precision. */
final class ReferenceLearner implements Learner {
  private static final String EXACT = "#exact";

  /** Weights and Adam's moments of one parameter. Arrays are replaced, never changed in place. */
  private static final class Weights {
    private double[] values;
    private double[] first;
    private double[] second;
    private long updates;

    private Weights(double[] values) {
      this.values = values;
      first = new double[values.length];
      second = new double[values.length];
    }
  }

  private final Counters counters;
  private final Map<Parameter, Weights> weights = new LinkedHashMap<>();

  ReferenceLearner(int index, long seed, ProgramLayout layout, Parameters parameters) {
    counters = new Counters(index, seed, layout);
    for (Parameter parameter : layout.parameters()) {
      weights.put(parameter, new Weights(Evaluation.widened(parameters.initial(seed, parameter))));
    }
  }

  @Override
  public Counters counters() {
    return counters;
  }

  @Override
  public @Nullable Supplier<Diagnosis> run(
      StepPlan plan, PlanData data, ObjDoubleConsumer<String> metrics) {
    Run run = new Run(plan, this, data);
    Effect.Minimize refused = run.complete();
    if (refused != null) {
      RefusedStep step = new RefusedRun(plan, refused, this, data);
      return () -> Explanation.of(step);
    }
    for (Effect effect : plan.effects()) {
      if (effect instanceof Effect.Metric metric) {
        metrics.accept(metric.name(), run.value(metric.value())[0]);
      }
    }
    return null;
  }

  List<Parameter> parameters() {
    return List.copyOf(weights.keySet());
  }

  double[] values(Parameter parameter) {
    return weights(parameter).values;
  }

  @Override
  public float[] read(Parameter parameter) {
    return Buffers.narrowed(values(parameter));
  }

  @Override
  public void write(Parameter parameter, float[] values) {
    replace(parameter, Evaluation.widened(values));
  }

  void replace(Parameter parameter, double[] values) {
    Weights of = weights(parameter);
    if (values.length != of.values.length) {
      throw new GraphException(
          parameter + " has " + of.values.length + " values, found " + values.length + ".");
    }
    of.values = values.clone();
  }

  /** Applies an effect that changes parameters; the others change nothing. */
  void apply(Effect effect, Function<Tensor, double[]> of) {
    switch (effect) {
      case Effect.Minimize minimize -> {
        double norm = of.apply(minimize.norm())[0];
        List<Parameter> all = minimize.parameters().all();
        double[][] gradients = new double[all.size()][];
        for (int i = 0; i < gradients.length; i++) {
          gradients[i] = of.apply(minimize.gradients().get(i));
        }
        for (int i = 0; i < gradients.length; i++) {
          switch (minimize.how()) {
            case Optimizer.Adam adam -> adam(adam, norm, weights(all.get(i)), gradients[i]);
          }
        }
      }
      case Effect.Polyak polyak -> {
        double rate = of.apply(polyak.rate())[0];
        for (int i = 0; i < polyak.target().all().size(); i++) {
          Weights target = weights(polyak.target().all().get(i));
          double[] online = values(polyak.online().all().get(i));
          double[] mixed = new double[online.length];
          for (int k = 0; k < mixed.length; k++) {
            mixed[k] = target.values[k] + rate * (online[k] - target.values[k]);
          }
          target.values = mixed;
        }
      }
      case Effect.Assign assign ->
          weights(assign.parameter()).values = of.apply(assign.value()).clone();
      case Effect.Metric metric -> {}
      case Effect.Output output -> {}
    }
  }

  private static void adam(Optimizer.Adam how, double norm, Weights w, double[] gradient) {
    double rate = how.rate().rate(w.updates);
    w.updates++;
    double clip = Math.min(1, how.clipNorm() / (norm + 1e-6));
    double firstCorrection = 1 - Math.pow(how.beta1(), w.updates);
    double secondCorrection = 1 - Math.pow(how.beta2(), w.updates);
    double[] values = w.values.clone();
    for (int k = 0; k < values.length; k++) {
      double g = gradient[k] * clip;
      w.first[k] = how.beta1() * w.first[k] + (1 - how.beta1()) * g;
      w.second[k] = how.beta2() * w.second[k] + (1 - how.beta2()) * g * g;
      values[k] -= rate * how.weightDecay() * values[k];
      values[k] -=
          rate
              * (w.first[k] / firstCorrection)
              / (Math.sqrt(w.second[k] / secondCorrection) + how.epsilon());
    }
    w.values = values;
  }

  private Weights weights(Parameter parameter) {
    Weights found = weights.get(parameter);
    if (found == null) {
      throw new GraphException("The program does not use parameter " + parameter + ".");
    }
    return found;
  }

  @Override
  public Snapshot publish(long version) {
    Map<Parameter, float[]> copy = new LinkedHashMap<>();
    weights.forEach((parameter, w) -> copy.put(parameter, Buffers.narrowed(w.values)));
    return new HeapSnapshot(version, counters.seed(), copy);
  }

  @Override
  public void save(StateSink sink) {
    weights.forEach((parameter, w) -> {
      put(sink, parameter.path(), parameter.shape(), w.values);
      put(sink, StateNames.firstMoment(parameter), parameter.shape(), w.first);
      put(sink, StateNames.secondMoment(parameter), parameter.shape(), w.second);
      counters.put(sink, StateNames.updates(parameter), w.updates);
    });
    counters.save(sink);
  }

  private void put(StateSink sink, String name, Shape shape, double[] values) {
    int index = counters.index();
    sink.put(index, name, DType.F32, shape, Buffers.segment(Buffers.narrowed(values)));
    sink.put(index, name + EXACT, DType.I64, shape, Buffers.bits(values));
  }

  @Override
  public void load(StateSource source) {
    weights.forEach((parameter, w) -> {
      w.values = get(source, parameter.path(), parameter.shape());
      w.first = get(source, StateNames.firstMoment(parameter), parameter.shape());
      w.second = get(source, StateNames.secondMoment(parameter), parameter.shape());
      w.updates = counters.get(source, StateNames.updates(parameter));
    });
    counters.load(source);
  }

  /** Exact values where the reference executor saved them, else what another executor saved. */
  private double[] get(StateSource source, String name, Shape shape) {
    int index = counters.index();
    MemorySegment exact = source.get(index, name + EXACT, DType.I64, shape);
    if (exact != null) {
      return Buffers.fromBits(exact, shape.count());
    }
    MemorySegment rounded = Counters.required(source.get(index, name, DType.F32, shape), name);
    return Buffers.read(rounded, DType.F32, 0, shape.count());
  }

  @Override
  public void close() {}
}
