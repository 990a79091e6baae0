package io.warmstart.engine.cpu;

import io.warmstart.engine.Effect;
import io.warmstart.engine.GraphException;
import io.warmstart.engine.Inference;
import io.warmstart.engine.Parameter;
import io.warmstart.engine.Program;
import io.warmstart.engine.ProgramLayout;
import io.warmstart.engine.Snapshot;
import io.warmstart.engine.StepPlan;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A plan on the caller's thread, with its own copy of the weights. */
final class CpuInference implements Inference {
  private static final long SLACK_BYTES = 256;

  private final Thread owner = Thread.currentThread();
  private final String name;
  private final Arena memory = Arena.ofConfined();
  final CompiledPlan plan;
  private final Storage storage;
  private final List<Parameter> parameters;
  final MemorySegment arena;
  private final long counter;
  private final Map<String, MemorySegment> inputs = new LinkedHashMap<>();
  private final Map<String, MemorySegment> outputs = new LinkedHashMap<>();
  private boolean closed;

  CpuInference(
      CpuExecutor.Options options, ChainCompiler compiler, StepPlan source, Snapshot weights) {
    name = source.name();
    refuseEffects(source);
    ProgramLayout layout = ProgramLayout.of(Program.run(source));
    if (!layout.columns().isEmpty()) {
      throw new GraphException(
          "Plan \""
              + name
              + "\" reads column \""
              + layout.columns().getFirst().name()
              + "\"; columns cannot be read while acting, use an input.");
    }
    storage = new Storage(layout);
    parameters = layout.parameters();
    plan = CompiledPlan.of(source, storage, options.fusions(), new Workers(1, name), compiler);
    plan.bind(new long[] {storage.layout().reserve(plan.scratchFloats() + 16L)});
    arena = memory.allocate((storage.layout().floats() << 2) + SLACK_BYTES, 64);
    storage.initialise(arena, weights.seed());
    copy(weights);
    layout
        .settings()
        .forEach((key, value) -> Strided.set(arena, storage.setting(key).at(), value.floatValue()));
    for (ProgramLayout.InputLayout input : layout.inputs().values()) {
      long bytes = (long) input.count() * input.type().bytes();
      inputs.put(input.name(), arena.asSlice(storage.input(input.name()).at() << 2, bytes));
    }
    plan.lowered()
        .outputs()
        .forEach((key, view) ->
            outputs.put(key, arena.asSlice(view.at() << 2, 4L * view.shape().count())));
    counter = storage.runs(source) << 2;
    WarmUp.run(List.of(plan), compiler, arena, options.warmUpMillis() * 1_000_000L);
  }

  private void copy(Snapshot weights) {
    for (Parameter parameter : parameters) {
      Dense.write(arena, storage.weights(parameter).value().view(), weights.read(parameter));
    }
  }

  @Override
  public void weights(Snapshot others) {
    requireUsable();
    copy(others);
  }

  private static void refuseEffects(StepPlan plan) {
    for (Effect effect : plan.effects()) {
      if (!effect.written().isEmpty()) {
        throw new GraphException(
            "Plan \""
                + plan.name()
                + "\" has \""
                + effect.label()
                + "\"; an inference plan changes no parameter.");
      }
    }
  }

  @Override
  public MemorySegment input(String inputName) {
    return buffer(inputs, "input", inputName);
  }

  @Override
  public MemorySegment output(String outputName) {
    return buffer(outputs, "output", outputName);
  }

  private MemorySegment buffer(Map<String, MemorySegment> all, String kind, String which) {
    requireUsable();
    MemorySegment buffer = all.get(which);
    if (buffer == null) {
      throw new GraphException(
          "Plan \""
              + name
              + "\" has no "
              + kind
              + " \""
              + which
              + "\"; it has "
              + all.keySet()
              + ".");
    }
    return buffer;
  }

  @Override
  public void run(long randomCounter) {
    requireUsable();
    arena.set(ValueLayout.JAVA_LONG, counter, randomCounter);
    plan.run(arena);
  }

  private void requireUsable() {
    if (Thread.currentThread() != owner) {
      throw new IllegalStateException(
          "This inference belongs to thread "
              + owner.getName()
              + ", not to "
              + Thread.currentThread().getName()
              + ".");
    }
    if (closed) {
      throw new IllegalStateException("This inference is closed.");
    }
  }

  @Override
  public void close() {
    if (!closed) {
      requireUsable();
      closed = true;
      memory.close();
    }
  }
}
