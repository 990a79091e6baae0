package io.warmstart.engine.nd4j;

import io.warmstart.engine.Effect;
import io.warmstart.engine.LayoutOp;
import io.warmstart.engine.PlanStep;
import io.warmstart.engine.SourceOp;
import io.warmstart.engine.StepPlan;
import io.warmstart.engine.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A plan with its constants, and for each step the arrays that nobody needs after it. */
final class CompiledPlan {
  /** Does an effect; false where it is refused. */
  interface Effects {
    boolean apply(Effect effect, Function<Tensor, INDArray> of);
  }

  private final StepPlan plan;
  private final List<List<Tensor>> unusedAfter = new ArrayList<>();

  CompiledPlan(StepPlan plan) {
    this.plan = plan;
    int[] last = new int[plan.nodes().size()];
    for (PlanStep step : plan.steps()) {
      unusedAfter.add(new ArrayList<>());
      switch (step) {
        case PlanStep.Compute compute -> {
          last[owner(compute.node()).id()] = step.index();
          compute.node().inputs().forEach(input -> last[owner(input).id()] = step.index());
        }
        case PlanStep.Apply apply ->
            apply.effect().inputs().forEach(input -> last[owner(input).id()] = step.index());
      }
    }
    for (Tensor node : plan.nodes()) {
      if (owner(node) == node && !(node.op() instanceof SourceOp.Read)) {
        unusedAfter.get(last[node.id()]).add(node);
      }
    }
  }

  /** The node whose memory a value is in. */
  private static Tensor owner(Tensor node) {
    return node.op() instanceof LayoutOp.Reshape ? owner(node.input(0)) : node;
  }

  StepPlan plan() {
    return plan;
  }

  /** Runs the steps in order; gives back the effect that was refused, or null. */
  @Nullable Effect run(Surroundings from, Effects effects) {
    @Nullable INDArray[] values = new INDArray[plan.nodes().size()];
    try {
      for (PlanStep step : plan.steps()) {
        switch (step) {
          case PlanStep.Compute compute -> {
            Tensor node = compute.node();
            values[node.id()] = Evaluation.compute(node, inputs(node, values), from);
          }
          case PlanStep.Apply apply -> {
            if (!effects.apply(apply.effect(), tensor -> value(tensor, values))) {
              return apply.effect();
            }
          }
        }
        unusedAfter.get(step.index()).forEach(node -> free(node, values));
      }
      return null;
    } finally {
      plan.nodes().forEach(node -> free(node, values));
    }
  }

  private static INDArray[] inputs(Tensor node, @Nullable INDArray[] values) {
    INDArray[] in = new INDArray[node.inputs().size()];
    for (int k = 0; k < in.length; k++) {
      in[k] = value(node.input(k), values);
    }
    return in;
  }

  private static INDArray value(Tensor tensor, @Nullable INDArray[] values) {
    INDArray value = values[tensor.id()];
    if (value == null) {
      throw new IllegalStateException("Tensor " + tensor + " is used while it has no value.");
    }
    return value;
  }

  private static void free(Tensor node, @Nullable INDArray[] values) {
    INDArray value = values[node.id()];
    values[node.id()] = null;
    if (value != null && owner(node) == node && !(node.op() instanceof SourceOp.Read)) {
      Dense.free(value);
    }
  }
}
