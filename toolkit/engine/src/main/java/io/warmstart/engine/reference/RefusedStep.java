package io.warmstart.engine.reference;

import io.warmstart.engine.Column;
import io.warmstart.engine.Effect;
import io.warmstart.engine.Parameter;
import io.warmstart.engine.StepPlan;
import java.lang.foreign.MemorySegment;

/**
 * What a session keeps of an update it refused, so that {@link Explanation} can replay it. Nothing
 * of the refused minimize was applied; earlier effects of the run were.
 */
public interface RefusedStep {
  /** The plan whose run was refused. */
  StepPlan plan();

  /** The minimize whose gradient norm was not finite. */
  Effect.Minimize effect();

  /** Index of the learner in the session. */
  int seedIndex();

  /** Seed of the learner. */
  long seed();

  /** Completed runs of the plan before this one. */
  long step();

  /** Current value of a parameter, row-major. */
  float[] parameter(Parameter parameter);

  /** The block of an input that this run saw, dense and row-major. */
  MemorySegment input(String name);

  /** Value of a setting. */
  double setting(String key);

  /** Rows of a column. */
  MemorySegment column(Column column);

  /** Live rows of a column. */
  long count(Column column);
}
