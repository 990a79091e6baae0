package io.warmstart.engine.interpreter;

import io.warmstart.engine.DType;
import io.warmstart.engine.GraphException;
import io.warmstart.engine.ProgramLayout;
import io.warmstart.engine.Shape;
import io.warmstart.engine.StateNames;
import io.warmstart.engine.StateSink;
import io.warmstart.engine.StateSource;
import io.warmstart.engine.StepPlan;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Identity, settings and counters of one learner of a program. */
public final class Counters {
  private final int index;
  private final long seed;
  private final ProgramLayout layout;
  private final Map<String, Long> planRuns = new HashMap<>();
  private final Map<String, Double> settings;
  private final long[] passages;

  /** Everything at zero and settings at their first values. */
  public Counters(int index, long seed, ProgramLayout layout) {
    this.index = index;
    this.seed = seed;
    this.layout = layout;
    settings = new HashMap<>(layout.settings());
    passages = new long[layout.everies().size()];
  }

  /** Position of the learner in its session. */
  public int index() {
    return index;
  }

  /** Key of all its random streams. */
  public long seed() {
    return seed;
  }

  /**
   * Value of a setting.
   *
   * @throws GraphException if the program has none of this name
   */
  public double setting(String key) {
    Double value = settings.get(key);
    if (value == null) {
      throw new GraphException(
          "There is no setting \"" + key + "\"; the program has " + settings.keySet() + ".");
    }
    return value;
  }

  /**
   * Changes a setting.
   *
   * @throws GraphException if the program has none of this name
   */
  public void set(String key, double value) {
    setting(key);
    settings.put(key, value);
  }

  /** Completed runs of a plan. */
  public long runs(StepPlan plan) {
    return planRuns.getOrDefault(plan.name(), 0L);
  }

  /** Counts a completed run. */
  public void completed(StepPlan plan) {
    planRuns.merge(plan.name(), 1L, Long::sum);
  }

  /** Counts a passage of an Every and returns the new number. */
  long pass(int every) {
    return ++passages[every];
  }

  /** Writes counters and settings. */
  public void save(StateSink sink) {
    for (StepPlan plan : layout.plans()) {
      put(sink, StateNames.planRuns(plan), runs(plan));
    }
    for (int i = 0; i < passages.length; i++) {
      put(sink, StateNames.passages(i), passages[i]);
    }
    settings.forEach(
        (key, value) -> put(sink, StateNames.setting(key), Double.doubleToRawLongBits(value)));
  }

  /** Reads what {@link #save} wrote. */
  public void load(StateSource source) {
    for (StepPlan plan : layout.plans()) {
      planRuns.put(plan.name(), get(source, StateNames.planRuns(plan)));
    }
    for (int i = 0; i < passages.length; i++) {
      passages[i] = get(source, StateNames.passages(i));
    }
    settings.replaceAll(
        (key, value) -> Double.longBitsToDouble(get(source, StateNames.setting(key))));
  }

  /** Writes one number of this learner. */
  public void put(StateSink sink, String name, long value) {
    sink.put(index, name, DType.I64, Shape.SCALAR, MemorySegment.ofArray(new long[] {value}));
  }

  /**
   * Reads one number of this learner.
   *
   * @throws GraphException if the state does not have it
   */
  public long get(StateSource source, String name) {
    return required(source.get(index, name, DType.I64, Shape.SCALAR), name)
        .get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
  }

  /**
   * The segment itself.
   *
   * @throws GraphException if it is null
   */
  public static MemorySegment required(@Nullable MemorySegment segment, String name) {
    if (segment == null) {
      throw new GraphException(
          "The saved state has no \"" + name + "\"; it was saved by another program.");
    }
    return segment;
  }
}
