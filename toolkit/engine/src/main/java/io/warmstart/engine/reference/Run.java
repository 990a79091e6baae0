package io.warmstart.engine.reference;

import io.warmstart.engine.Column;
import io.warmstart.engine.Effect;
import io.warmstart.engine.GraphException;
import io.warmstart.engine.Parameter;
import io.warmstart.engine.Philox;
import io.warmstart.engine.PlanStep;
import io.warmstart.engine.SourceOp;
import io.warmstart.engine.StepPlan;
import io.warmstart.engine.Tensor;
import io.warmstart.engine.interpreter.PlanData;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One run of a plan for one learner; it keeps every value. */
final class Run implements Surroundings {
  private final StepPlan plan;
  private final ReferenceLearner learner;
  private final PlanData data;
  private final long step;
  private final Map<Tensor, double[]> values = new HashMap<>();
  private final Map<Parameter, Integer> versions = new HashMap<>();

  Run(StepPlan plan, ReferenceLearner learner, PlanData data) {
    this.plan = plan;
    this.learner = learner;
    this.data = data;
    step = learner.counters().runs(plan);
  }

  /** Runs all steps; where a minimize is refused, gives it back with nothing of it applied. */
  Effect.@Nullable Minimize complete() {
    for (PlanStep next : plan.steps()) {
      switch (next) {
        case PlanStep.Compute compute -> {
          Tensor node = compute.node();
          values.put(node, Evaluation.compute(node, Explanation.inputs(node, values), this));
        }
        case PlanStep.Apply apply -> {
          Effect effect = apply.effect();
          if (effect instanceof Effect.Minimize minimize
              && !Double.isFinite(value(minimize.norm())[0])) {
            return minimize;
          }
          learner.apply(effect, this::value);
          for (Parameter parameter : effect.written()) {
            versions.merge(parameter, 1, Integer::sum);
          }
        }
      }
    }
    learner.counters().completed(plan);
    return null;
  }

  double[] value(Tensor tensor) {
    return Explanation.value(values, tensor);
  }

  @Override
  public long step() {
    return step;
  }

  @Override
  public double[] input(SourceOp.Input input) {
    return Buffers.read(data.input(input), input.type(), 0, input.shape().count());
  }

  @Override
  public double setting(String key) {
    return learner.counters().setting(key);
  }

  @Override
  public long count(Column column) {
    return data.count(column);
  }

  @Override
  public void row(Column column, long index, double[] into, int at) {
    Columns.row(data.column(column), column, index, into, at);
  }

  @Override
  public double[] parameter(Parameter parameter, int version) {
    int current = versions.getOrDefault(parameter, 0);
    if (version != current) {
      throw new GraphException(
          "Plan \""
              + plan.name()
              + "\" reads version "
              + version
              + " of "
              + parameter
              + " when version "
              + current
              + " is stored; its order of steps is wrong.");
    }
    return learner.values(parameter);
  }

  @Override
  public Philox stream(String name) {
    return Philox.of(learner.counters().seed(), plan.name(), name);
  }
}
