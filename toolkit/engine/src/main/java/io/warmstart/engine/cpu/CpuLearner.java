package io.warmstart.engine.cpu;

import io.warmstart.engine.Column;
import io.warmstart.engine.DType;
import io.warmstart.engine.Feed;
import io.warmstart.engine.GraphException;
import io.warmstart.engine.InputBuffers;
import io.warmstart.engine.Parameter;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.ProgramLayout;
import io.warmstart.engine.Shape;
import io.warmstart.engine.StateNames;
import io.warmstart.engine.StateSink;
import io.warmstart.engine.StateSource;
import io.warmstart.engine.StepPlan;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The arena of one seed and what the host keeps beside it. */
final class CpuLearner implements InputBuffers {
  private final int index;
  private final long seed;
  private final Storage storage;
  private final MemorySegment arena;
  private final Map<String, MemorySegment> inputs = new LinkedHashMap<>();
  private final Map<String, Double> settings;
  private final MemorySegment[] columns;
  private final long[] passages;

  CpuLearner(
      int index,
      long seed,
      Storage storage,
      MemorySegment arena,
      Parameters parameters,
      Feed feed) {
    this.index = index;
    this.seed = seed;
    this.storage = storage;
    this.arena = arena;
    ProgramLayout program = storage.program();
    for (ProgramLayout.InputLayout input : program.inputs().values()) {
      long bytes = (long) input.count() * input.type().bytes();
      inputs.put(input.name(), arena.asSlice(storage.input(input.name()).at() << 2, bytes));
    }
    storage.initialise(arena, seed);
    for (Parameter parameter : program.parameters()) {
      Dense.write(
          arena, storage.weights(parameter).value().view(), parameters.initial(seed, parameter));
    }
    settings = new LinkedHashMap<>(program.settings());
    settings.forEach(this::store);
    passages = new long[program.everies().size()];
    columns = new MemorySegment[program.columns().size()];
    for (int k = 0; k < columns.length; k++) {
      columns[k] = feed.column(index, program.columns().get(k));
    }
  }

  int index() {
    return index;
  }

  long seed() {
    return seed;
  }

  MemorySegment arena() {
    return arena;
  }

  @Override
  public List<String> names() {
    return List.copyOf(inputs.keySet());
  }

  @Override
  public MemorySegment buffer(String input) {
    MemorySegment buffer = inputs.get(input);
    if (buffer == null) {
      throw new GraphException(
          "No plan uses an input \"" + input + "\"; used are " + inputs.keySet() + ".");
    }
    return buffer;
  }

  /** Makes this learner the running one and tells the arena how long columns are now. */
  void enter(Feed feed) {
    MemorySegment[] running = storage.columns();
    List<Column> all = storage.program().columns();
    for (int k = 0; k < columns.length; k++) {
      running[k] = columns[k];
      Strided.set(arena, storage.count(all.get(k)).at(), feed.count(index, all.get(k)));
    }
  }

  MemorySegment column(Column column) {
    return columns[storage.position(column)];
  }

  long count(Column column) {
    return (long) Strided.get(arena, storage.count(column).at());
  }

  double setting(String key) {
    Double value = settings.get(key);
    if (value == null) {
      throw new GraphException(
          "There is no setting \"" + key + "\"; the program has " + settings.keySet() + ".");
    }
    return value;
  }

  void set(String key, double value) {
    setting(key);
    settings.put(key, value);
    store(key, value);
  }

  private void store(String key, double value) {
    Strided.set(arena, storage.setting(key).at(), (float) value);
  }

  long runs(StepPlan plan) {
    return arena.get(ValueLayout.JAVA_LONG, storage.runs(plan) << 2);
  }

  void setRuns(StepPlan plan, long value) {
    arena.set(ValueLayout.JAVA_LONG, storage.runs(plan) << 2, value);
  }

  /** Counts a passage of an Every and returns the new number. */
  long pass(int every) {
    return ++passages[every];
  }

  float[] read(Parameter parameter) {
    return Dense.read(arena, storage.weights(parameter).value().view());
  }

  void write(Parameter parameter, float[] values) {
    write(storage.weights(parameter).value(), parameter.toString(), values);
  }

  private void write(Buffer buffer, String name, float[] values) {
    if (values.length != buffer.shape().count()) {
      throw new GraphException(
          name + " has " + buffer.shape().count() + " values, found " + values.length + ".");
    }
    Dense.write(arena, buffer.view(), values);
  }

  void save(StateSink sink) {
    for (Parameter parameter : storage.program().parameters()) {
      Storage.Weights weights = storage.weights(parameter);
      put(sink, parameter.path(), parameter.shape(), weights.value());
      put(sink, StateNames.firstMoment(parameter), parameter.shape(), weights.first());
      put(sink, StateNames.secondMoment(parameter), parameter.shape(), weights.second());
      Buffer state = storage.state(parameter);
      put(
          sink,
          StateNames.updates(parameter),
          state == null ? 0 : AdamKernel.steps(arena, state.at()));
    }
    for (StepPlan plan : storage.program().plans()) {
      put(sink, StateNames.planRuns(plan), runs(plan));
    }
    for (int i = 0; i < passages.length; i++) {
      put(sink, StateNames.passages(i), passages[i]);
    }
    settings.forEach(
        (key, value) -> put(sink, StateNames.setting(key), Double.doubleToRawLongBits(value)));
  }

  private void put(StateSink sink, String name, Shape shape, @Nullable Buffer buffer) {
    float[] values = buffer == null ? new float[shape.count()] : Dense.read(arena, buffer.view());
    sink.put(index, name, DType.F32, shape, MemorySegment.ofArray(values));
  }

  void put(StateSink sink, String name, long value) {
    sink.put(index, name, DType.I64, Shape.SCALAR, MemorySegment.ofArray(new long[] {value}));
  }

  void load(StateSource source) {
    for (Parameter parameter : storage.program().parameters()) {
      Storage.Weights weights = storage.weights(parameter);
      get(source, parameter.path(), parameter.shape(), weights.value());
      get(source, StateNames.firstMoment(parameter), parameter.shape(), weights.first());
      get(source, StateNames.secondMoment(parameter), parameter.shape(), weights.second());
      Buffer state = storage.state(parameter);
      if (state != null) {
        AdamKernel.setSteps(
            arena, state.at(), Math.toIntExact(number(source, StateNames.updates(parameter))));
      }
    }
    for (StepPlan plan : storage.program().plans()) {
      setRuns(plan, number(source, StateNames.planRuns(plan)));
    }
    for (int i = 0; i < passages.length; i++) {
      passages[i] = number(source, StateNames.passages(i));
    }
    for (String key : List.copyOf(settings.keySet())) {
      set(key, Double.longBitsToDouble(number(source, StateNames.setting(key))));
    }
  }

  private void get(StateSource source, String name, Shape shape, @Nullable Buffer buffer) {
    if (buffer != null) {
      float[] values =
          required(source.get(index, name, DType.F32, shape), name)
              .toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
      write(buffer, name, values);
    }
  }

  long number(StateSource source, String name) {
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
