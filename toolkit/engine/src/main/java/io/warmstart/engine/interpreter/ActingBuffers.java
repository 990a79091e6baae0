package io.warmstart.engine.interpreter;

import io.warmstart.engine.Column;
import io.warmstart.engine.Effect;
import io.warmstart.engine.GraphException;
import io.warmstart.engine.Program;
import io.warmstart.engine.ProgramLayout;
import io.warmstart.engine.SourceOp;
import io.warmstart.engine.StepPlan;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;

/** Inputs and outputs of a plan that changes no state, confined to one thread. */
public final class ActingBuffers implements PlanData, AutoCloseable {
  private static final long ALIGNMENT = 64;

  private final StepPlan plan;
  private final Counters counters;
  private final Arena arena = Arena.ofConfined();
  private final Map<String, MemorySegment> inputs = new LinkedHashMap<>();
  private final Map<String, MemorySegment> outputs = new LinkedHashMap<>();
  private boolean closed;

  /**
   * Allocates the buffers.
   *
   * @throws GraphException if the plan changes a parameter
   */
  public ActingBuffers(StepPlan plan) {
    this.plan = plan;
    refuseUpdates(plan);
    ProgramLayout layout = ProgramLayout.of(Program.run(plan));
    counters = new Counters(0, 0, layout);
    for (ProgramLayout.InputLayout input : layout.inputs().values()) {
      inputs.put(
          input.name(), arena.allocate((long) input.count() * input.type().bytes(), ALIGNMENT));
    }
    for (Effect effect : plan.effects()) {
      if (effect instanceof Effect.Output output) {
        long bytes = (long) output.value().count() * Float.BYTES;
        outputs.put(output.name(), arena.allocate(bytes, ALIGNMENT));
      }
    }
  }

  private static void refuseUpdates(StepPlan plan) {
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

  /** Value of a setting: always its first one. */
  public double setting(String key) {
    return counters.setting(key);
  }

  /**
   * The buffer of an input.
   *
   * @throws GraphException if there is none
   */
  public MemorySegment input(String name) {
    return buffer(inputs, "input", name);
  }

  /**
   * The buffer of an output, float32.
   *
   * @throws GraphException if there is none
   */
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
  public MemorySegment input(SourceOp.Input input) {
    return input(input.name());
  }

  @Override
  public MemorySegment column(Column column) {
    throw noColumns(column);
  }

  @Override
  public long count(Column column) {
    throw noColumns(column);
  }

  private static GraphException noColumns(Column column) {
    return new GraphException(
        "Column \"" + column.name() + "\" cannot be read while acting; use an input.");
  }

  /**
   * Checks that the buffers may be used.
   *
   * @throws IllegalStateException after close
   */
  public void requireOpen() {
    if (closed) {
      throw new IllegalStateException("This inference is closed.");
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      arena.close();
    }
  }
}
