package io.warmstart.engine.interpreter;

import io.warmstart.engine.Diagnosis;
import io.warmstart.engine.Parameter;
import io.warmstart.engine.Snapshot;
import io.warmstart.engine.StateSink;
import io.warmstart.engine.StateSource;
import io.warmstart.engine.StepPlan;
import java.util.function.ObjDoubleConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Weights, moments and counters of one seed, and the arithmetic that changes them. */
public interface Learner extends AutoCloseable {
  /** What this learner counts and which settings it has. */
  Counters counters();

  /**
   * Runs a plan once.
   *
   * @param metrics receives each metric by name, where the run is complete
   * @return null, or where a minimize was refused the way to explain it; nothing of that minimize
   *     was applied
   */
  @Nullable Supplier<Diagnosis> run(
      StepPlan plan, PlanData data, ObjDoubleConsumer<String> metrics);

  /** A parameter's current value, row-major. */
  float[] read(Parameter parameter);

  /** Replaces a parameter's value; values are copied. */
  void write(Parameter parameter, float[] values);

  /** An immutable copy of the weights. */
  Snapshot publish(long version);

  /** Writes weights, moments and counters. */
  void save(StateSink sink);

  /** Reads what {@link #save} of any executor wrote. */
  void load(StateSource source);

  @Override
  void close();
}
