package io.warmstart.engine.cpu;

import io.warmstart.engine.Column;
import io.warmstart.engine.GraphException;
import io.warmstart.engine.Parameter;
import io.warmstart.engine.ParameterSet;
import io.warmstart.engine.ProgramLayout;
import io.warmstart.engine.Shape;
import io.warmstart.engine.StepPlan;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything of a program that outlives one run: weights, moments, counters, settings, fed inputs.
 * All seeds use the same offsets in an arena of their own.
 */
final class Storage {
  /** Indices travel as floats, which are exact up to here. */
  private static final int LARGEST_INDEX = 1 << 24;

  /** Memory of one parameter; moments only where it is optimised. */
  record Weights(Buffer value, @Nullable Buffer first, @Nullable Buffer second) {}

  /**
   * Where the feed writes an input.
   *
   * @param at offset in floats of the dense buffer
   * @param block offset of the 64-bit number of the block that the next run sees
   */
  record Fed(ProgramLayout.InputLayout layout, long at, long block) {}

  /** A constant that is written when an arena is made. */
  private record Initial(View view, float[] values) {}

  private record Keyed(long at, String stream) {}

  private final ProgramLayout program;
  private final ArenaLayout layout = new ArenaLayout();
  private final long weightFloats;
  private final Map<Parameter, Weights> weights = new LinkedHashMap<>();
  private final Map<ParameterSet, Buffer> states = new LinkedHashMap<>();
  private final Map<String, Fed> inputs = new LinkedHashMap<>();
  private final Map<String, Buffer> settings = new LinkedHashMap<>();
  private final Map<Column, Buffer> counts = new LinkedHashMap<>();
  private final Map<String, Long> runs = new LinkedHashMap<>();
  private final Map<String, Long> keys = new HashMap<>();
  private final Map<Float, View> scalars = new HashMap<>();
  private final List<Keyed> keyed = new ArrayList<>();
  private final List<Initial> initials = new ArrayList<>();

  /** The column memory of the seed that is running; index as in {@link ProgramLayout#columns}. */
  private final MemorySegment[] columns;

  Storage(ProgramLayout program) {
    this.program = program;
    for (Parameter parameter : program.parameters()) {
      weights.put(
          parameter, new Weights(persistent(parameter.path(), parameter.shape()), null, null));
    }
    weightFloats = layout.floats();
    weights.replaceAll(this::withMoments);
    for (ParameterSet set : program.optimised()) {
      states.put(set, persistent("adam", Shape.of(AdamKernel.STATE_FLOATS)));
    }
    for (ProgramLayout.InputLayout input : program.inputs().values()) {
      long bytes = (long) input.count() * input.type().bytes();
      inputs.put(input.name(), new Fed(input, layout.reserve((bytes + 3) / 4), cell()));
    }
    program.settings().keySet().forEach(key -> settings.put(key, persistent(key, Shape.SCALAR)));
    for (Column column : program.columns()) {
      if (column.capacity() > LARGEST_INDEX) {
        throw new GraphException(
            "Column \""
                + column.name()
                + "\" has capacity "
                + column.capacity()
                + "; the cpu executor gathers from at most "
                + LARGEST_INDEX
                + " rows.");
      }
      counts.put(column, persistent("count of " + column.name(), Shape.SCALAR));
    }
    program.plans().forEach(plan -> runs.put(plan.name(), cell()));
    columns = new MemorySegment[program.columns().size()];
    java.util.Arrays.fill(columns, MemorySegment.NULL);
  }

  private Weights withMoments(Parameter parameter, Weights weights) {
    boolean optimised = program.optimised().stream().anyMatch(set -> set.all().contains(parameter));
    return optimised
        ? new Weights(
            weights.value(),
            persistent(parameter.path() + "#m", parameter.shape()),
            persistent(parameter.path() + "#v", parameter.shape()))
        : weights;
  }

  /** Floats at the start of the arena that hold all weights. */
  long weightFloats() {
    return weightFloats;
  }

  private Buffer persistent(String name, Shape shape) {
    Buffer buffer = Buffer.persistent(name, shape);
    layout.place(buffer);
    return buffer;
  }

  /** Room for one 64-bit number, alone in its cache line. */
  private long cell() {
    return layout.reserve(16);
  }

  ProgramLayout program() {
    return program;
  }

  /** Gives the remaining buffers their places. */
  ArenaLayout layout() {
    return layout;
  }

  Weights weights(Parameter parameter) {
    Weights found = weights.get(parameter);
    if (found == null) {
      throw new GraphException("The program does not use parameter " + parameter + ".");
    }
    return found;
  }

  /** Adam's state of a set; sets of the same parameters in another order share it. */
  Buffer state(ParameterSet set) {
    for (Map.Entry<ParameterSet, Buffer> entry : states.entrySet()) {
      if (entry.getKey().all().containsAll(set.all())
          && entry.getKey().all().size() == set.all().size()) {
        return entry.getValue();
      }
    }
    throw new GraphException("The program does not optimise " + set.all() + ".");
  }

  /** Adam's state that a parameter belongs to, or nothing where it is not optimised. */
  @Nullable Buffer state(Parameter parameter) {
    for (Map.Entry<ParameterSet, Buffer> entry : states.entrySet()) {
      if (entry.getKey().all().contains(parameter)) {
        return entry.getValue();
      }
    }
    return null;
  }

  Fed input(String name) {
    Fed found = inputs.get(name);
    if (found == null) {
      throw new GraphException(
          "No plan uses an input \"" + name + "\"; used are " + inputs.keySet() + ".");
    }
    return found;
  }

  Buffer setting(String key) {
    Buffer found = settings.get(key);
    if (found == null) {
      throw new GraphException(
          "There is no setting \"" + key + "\"; the program has " + settings.keySet() + ".");
    }
    return found;
  }

  Buffer count(Column column) {
    Buffer found = counts.get(column);
    if (found == null) {
      throw new GraphException("The program does not use column \"" + column.name() + "\".");
    }
    return found;
  }

  /** Position of a column in {@link #columns}. */
  int position(Column column) {
    return program.columns().indexOf(column);
  }

  /** Memory of all columns for the running seed; changed between seeds, never during a run. */
  MemorySegment[] columns() {
    return columns;
  }

  /** Offset of a plan's 64-bit number of completed runs. */
  long runs(StepPlan plan) {
    Long at = runs.get(plan.name());
    if (at == null) {
      throw new GraphException("The program does not run plan \"" + plan.name() + "\".");
    }
    return at;
  }

  /** Offset of the 64-bit key of a random stream. */
  long key(String plan, String stream) {
    String name = plan + "/" + stream;
    return keys.computeIfAbsent(
        name,
        n -> {
          long at = cell();
          keyed.add(new Keyed(at, n));
          return at;
        });
  }

  /** Memory with a constant value. */
  View constant(String name, Shape shape, float[] values) {
    View view = persistent(name, shape).view();
    initials.add(new Initial(view, values));
    return view;
  }

  /** A scalar with a constant value, each value once. */
  View constant(float value) {
    return scalars.computeIfAbsent(
        value, v -> constant("constant " + v, Shape.SCALAR, new float[] {v}));
  }

  /** Memory that keeps what the last run wrote. */
  View kept(String name, Shape shape) {
    return persistent(name, shape).view();
  }

  /** Writes constants and stream keys of a new arena. */
  void initialise(MemorySegment arena, long seed) {
    for (Initial initial : initials) {
      Dense.write(arena, initial.view(), initial.values());
    }
    for (Keyed key : keyed) {
      arena.set(
          ValueLayout.JAVA_LONG, key.at() << 2, io.warmstart.engine.Philox.key(seed, key.stream()));
    }
  }
}
