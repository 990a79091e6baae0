package io.warmstart.engine.reference;

import io.warmstart.engine.Column;
import io.warmstart.engine.Effect;
import io.warmstart.engine.GraphException;
import io.warmstart.engine.Parameter;
import io.warmstart.engine.SourceOp;
import io.warmstart.engine.StepPlan;
import io.warmstart.engine.Tensor;
import io.warmstart.engine.interpreter.Learner;
import io.warmstart.engine.interpreter.PlanData;
import java.lang.foreign.MemorySegment;

/**
 * A refused run of an interpreting executor.
 *
 * @param plan whose run was refused
 * @param effect the minimize whose gradient norm was not finite
 * @param learner as the refusal left it
 * @param data that the run saw
 */
public record RefusedRun(StepPlan plan, Effect.Minimize effect, Learner learner, PlanData data)
    implements RefusedStep {
  @Override
  public int seedIndex() {
    return learner.counters().index();
  }

  @Override
  public long seed() {
    return learner.counters().seed();
  }

  @Override
  public long step() {
    return learner.counters().runs(plan);
  }

  @Override
  public float[] parameter(Parameter parameter) {
    return learner.read(parameter);
  }

  @Override
  public MemorySegment input(String name) {
    for (Tensor node : plan.nodes()) {
      if (node.op() instanceof SourceOp.Input input && input.name().equals(name)) {
        return data.input(input);
      }
    }
    throw new GraphException("Plan \"" + plan.name() + "\" has no input \"" + name + "\".");
  }

  @Override
  public double setting(String key) {
    return learner.counters().setting(key);
  }

  @Override
  public MemorySegment column(Column column) {
    return data.column(column);
  }

  @Override
  public long count(Column column) {
    return data.count(column);
  }
}
