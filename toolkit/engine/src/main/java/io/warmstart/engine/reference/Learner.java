package io.warmstart.engine.reference;

import io.warmstart.engine.DType;
import io.warmstart.engine.Effect;
import io.warmstart.engine.GraphException;
import io.warmstart.engine.Optimizer;
import io.warmstart.engine.Parameter;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.ProgramLayout;
import io.warmstart.engine.Shape;
import io.warmstart.engine.StateNames;
import io.warmstart.engine.StateSink;
import io.warmstart.engine.StateSource;
import io.warmstart.engine.StepPlan;
import io.warmstart.engine.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Weights, moments, counters and settings of one seed. */
final class Learner {
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

  private final long seed;
  private final ProgramLayout layout;
  private final Map<Parameter, Weights> weights = new LinkedHashMap<>();
  private final Map<String, Long> planRuns = new HashMap<>();
  private final Map<String, Double> settings;
  private final long[] passages;

  Learner(long seed, ProgramLayout layout, Parameters parameters) {
    this.seed = seed;
    this.layout = layout;
    for (Parameter parameter : layout.parameters()) {
      weights.put(parameter, new Weights(Evaluation.widened(parameters.initial(seed, parameter))));
    }
    settings = new HashMap<>(layout.settings());
    passages = new long[layout.everies().size()];
  }

  long seed() {
    return seed;
  }

  double[] values(Parameter parameter) {
    return weights(parameter).values;
  }

  void replace(Parameter parameter, double[] values) {
    Weights of = weights(parameter);
    if (values.length != of.values.length) {
      throw new GraphException(
          parameter + " has " + of.values.length + " values, found " + values.length + ".");
    }
    of.values = values.clone();
  }

  double setting(String key) {
    Double value = settings.get(key);
    if (value == null) {
      throw unknownSetting(key);
    }
    return value;
  }

  void set(String key, double value) {
    if (!settings.containsKey(key)) {
      throw unknownSetting(key);
    }
    settings.put(key, value);
  }

  private GraphException unknownSetting(String key) {
    return new GraphException(
        "There is no setting \"" + key + "\"; the program has " + settings.keySet() + ".");
  }

  long runs(StepPlan plan) {
    return planRuns.getOrDefault(plan.name(), 0L);
  }

  void completed(StepPlan plan) {
    planRuns.merge(plan.name(), 1L, Long::sum);
  }

  /** Counts a passage of an Every and returns the new number. */
  long pass(int every) {
    return ++passages[every];
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

  Map<Parameter, double[]> copy() {
    Map<Parameter, double[]> copy = new LinkedHashMap<>();
    weights.forEach((parameter, w) -> copy.put(parameter, w.values));
    return copy;
  }

  void save(int index, StateSink sink) {
    weights.forEach((parameter, w) -> {
      put(index, sink, parameter.path(), parameter.shape(), w.values);
      put(index, sink, StateNames.firstMoment(parameter), parameter.shape(), w.first);
      put(index, sink, StateNames.secondMoment(parameter), parameter.shape(), w.second);
      put(index, sink, StateNames.updates(parameter), w.updates);
    });
    for (StepPlan plan : layout.plans()) {
      put(index, sink, StateNames.planRuns(plan), runs(plan));
    }
    for (int i = 0; i < passages.length; i++) {
      put(index, sink, StateNames.passages(i), passages[i]);
    }
    settings.forEach((key, value) ->
        put(index, sink, StateNames.setting(key), Double.doubleToRawLongBits(value)));
  }

  private static void put(int index, StateSink sink, String name, Shape shape, double[] values) {
    sink.put(index, name, DType.F32, shape, Buffers.segment(Buffers.narrowed(values)));
    sink.put(index, name + EXACT, DType.I64, shape, Buffers.bits(values));
  }

  static void put(int index, StateSink sink, String name, long value) {
    sink.put(index, name, DType.I64, Shape.SCALAR, Buffers.segment(value));
  }

  void load(int index, StateSource source) {
    weights.forEach((parameter, w) -> {
      w.values = get(index, source, parameter.path(), parameter.shape());
      w.first = get(index, source, StateNames.firstMoment(parameter), parameter.shape());
      w.second = get(index, source, StateNames.secondMoment(parameter), parameter.shape());
      w.updates = get(index, source, StateNames.updates(parameter));
    });
    for (StepPlan plan : layout.plans()) {
      planRuns.put(plan.name(), get(index, source, StateNames.planRuns(plan)));
    }
    for (int i = 0; i < passages.length; i++) {
      passages[i] = get(index, source, StateNames.passages(i));
    }
    settings.replaceAll(
        (key, value) -> Double.longBitsToDouble(get(index, source, StateNames.setting(key))));
  }

  /** Exact values where the reference executor saved them, else what another executor saved. */
  private static double[] get(int index, StateSource source, String name, Shape shape) {
    MemorySegment exact = source.get(index, name + EXACT, DType.I64, shape);
    if (exact != null) {
      return Buffers.fromBits(exact, shape.count());
    }
    MemorySegment rounded = required(source.get(index, name, DType.F32, shape), name);
    return Buffers.read(rounded, DType.F32, 0, shape.count());
  }

  static long get(int index, StateSource source, String name) {
    return required(source.get(index, name, DType.I64, Shape.SCALAR), name)
        .get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
  }

  private static MemorySegment required(@Nullable MemorySegment segment, String name) {
    if (segment == null) {
      throw new GraphException(
          "The saved state has no \"" + name + "\"; it was saved by another program.");
    }
    return segment;
  }
}
