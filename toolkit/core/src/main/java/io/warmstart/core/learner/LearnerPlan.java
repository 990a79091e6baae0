package io.warmstart.core.learner;

import io.warmstart.engine.Program;
import io.warmstart.engine.StepPlan;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Everything a learner does, declared for one spec.
 *
 * @param batchRows rows of the fed batch, all blocks of a repeated program together
 * @param update one whole update
 * @param act deterministic action: input {@code observation} [1, O], output {@code action} [1, A]
 *     scaled to [-1, 1]
 * @param sample the same with the policy's own noise
 * @param values further inference plans by name, each from input {@code observation} [1, O] to
 *     output {@code value} [1]; for reports and monitors, such as {@code value} or {@code q}
 * @param bestOf for a number of candidates, the plan that draws so many actions and takes the one
 *     of the highest Q, with the inputs and outputs of {@code act}; null where the algorithm has no
 *     Q
 */
public record LearnerPlan(
    int batchRows,
    Program update,
    StepPlan act,
    StepPlan sample,
    Map<String, StepPlan> values,
    @Nullable IntFunction<StepPlan> bestOf) {
  /** Copies the map. */
  public LearnerPlan {
    values = Map.copyOf(values);
  }

  /** A plan that cannot rank candidates. */
  public LearnerPlan(
      int batchRows, Program update, StepPlan act, StepPlan sample, Map<String, StepPlan> values) {
    this(batchRows, update, act, sample, values, null);
  }

  /** The same with candidates ranked by Q. */
  public LearnerPlan withBestOf(IntFunction<StepPlan> plans) {
    return new LearnerPlan(batchRows, update, act, sample, values, plans);
  }

  /** The plan of acting in this mode. */
  StepPlan acting(Policy.ActionMode mode) {
    return switch (mode) {
      case DETERMINISTIC -> act;
      case SAMPLED -> sample;
    };
  }
}
