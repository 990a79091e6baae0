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
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One run of a plan for one learner, as the session keeps it where it is refused. */
final class Run implements RefusedStep, Surroundings {
  /** The inputs and columns that a run sees. */
  interface Data {
    MemorySegment input(SourceOp.Input input);

    MemorySegment column(Column column);

    long count(Column column);
  }

  private final StepPlan plan;
  private final int seedIndex;
  private final Learner learner;
  private final Data data;
  private final long step;
  private final Map<Tensor, double[]> values = new HashMap<>();
  private final Map<Parameter, Integer> versions = new HashMap<>();
  private final Map<String, SourceOp.Input> inputs = new HashMap<>();
  private Effect.@Nullable Minimize refused;

  Run(StepPlan plan, int seedIndex, Learner learner, Data data) {
    this.plan = plan;
    this.seedIndex = seedIndex;
    this.learner = learner;
    this.data = data;
    step = learner.runs(plan);
    for (Tensor node : plan.nodes()) {
      if (node.op() instanceof SourceOp.Input input) {
        inputs.put(input.name(), input);
      }
    }
  }

  /** Runs all steps; false where a minimize was refused, with nothing of it applied. */
  boolean complete() {
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
            refused = minimize;
            return false;
          }
          learner.apply(effect, this::value);
          for (Parameter parameter : effect.written()) {
            versions.merge(parameter, 1, Integer::sum);
          }
        }
      }
    }
    learner.completed(plan);
    return true;
  }

  double[] value(Tensor tensor) {
    return Explanation.value(values, tensor);
  }

  @Override
  public StepPlan plan() {
    return plan;
  }

  @Override
  public Effect.Minimize effect() {
    if (refused == null) {
      throw new IllegalStateException("This run was not refused.");
    }
    return refused;
  }

  @Override
  public int seedIndex() {
    return seedIndex;
  }

  @Override
  public long seed() {
    return learner.seed();
  }

  @Override
  public long step() {
    return step;
  }

  @Override
  public float[] parameter(Parameter parameter) {
    return Buffers.narrowed(learner.values(parameter));
  }

  @Override
  public MemorySegment input(String name) {
    SourceOp.Input input = inputs.get(name);
    if (input == null) {
      throw new GraphException(
          "Plan \""
              + plan.name()
              + "\" has no input \""
              + name
              + "\"; it has "
              + inputs.keySet()
              + ".");
    }
    return data.input(input);
  }

  @Override
  public double[] input(SourceOp.Input input) {
    return Buffers.read(data.input(input), input.type(), 0, input.shape().count());
  }

  @Override
  public double setting(String key) {
    return learner.setting(key);
  }

  @Override
  public MemorySegment column(Column column) {
    return data.column(column);
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
    return Philox.of(learner.seed(), plan.name(), name);
  }
}
