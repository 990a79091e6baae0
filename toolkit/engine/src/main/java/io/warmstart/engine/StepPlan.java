package io.warmstart.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * A compiled graph: immutable and independent of the executor that lowers it.
 *
 * <p>Parameters are updated in place. {@link #steps()} is a valid order for that: every use of
 * version v of a parameter, also through reshape, slice and other layout operations, comes before
 * the effect that writes v + 1, and every read of v + 1 after it. Where a value would have to
 * outlive its version, the plan holds an explicit {@link PointwiseOp.Copy}.
 *
 * @param name of the graph; unique in a program
 * @param nodes live, merged nodes; node i has id i and its inputs have smaller ids
 * @param effects in program order; their tensors are nodes of this plan
 * @param steps nodes and effects in a valid order, with what each must wait for
 * @param warnings from recording
 * @param recorded number of nodes before dead code and equal expressions were removed
 */
public record StepPlan(
    String name,
    List<Tensor> nodes,
    List<Effect> effects,
    List<PlanStep> steps,
    List<String> warnings,
    int recorded) {
  /** Copies the lists. */
  public StepPlan {
    nodes = List.copyOf(nodes);
    effects = List.copyOf(effects);
    steps = List.copyOf(steps);
    warnings = List.copyOf(warnings);
  }

  /** Every parameter that the plan reads or writes, once, in order of first appearance. */
  public List<Parameter> parameters() {
    List<Parameter> found = new ArrayList<>();
    for (Tensor node : nodes) {
      if (node.op() instanceof SourceOp.Read read && !found.contains(read.parameter())) {
        found.add(read.parameter());
      }
    }
    for (Effect effect : effects) {
      for (Parameter parameter : effect.written()) {
        if (!found.contains(parameter)) {
          found.add(parameter);
        }
      }
      if (effect instanceof Effect.Polyak polyak) {
        for (Parameter parameter : polyak.online().all()) {
          if (!found.contains(parameter)) {
            found.add(parameter);
          }
        }
      }
    }
    return found;
  }

  /** The plan as text: one line per step in order. */
  public String describe() {
    StringBuilder text = new StringBuilder();
    text.append("plan ").append(name).append(": ").append(nodes.size()).append(" of ");
    text.append(recorded).append(" recorded nodes, ").append(effects.size()).append(" effects\n");
    for (PlanStep step : steps) {
      text.append("  ").append(step.index()).append(' ');
      switch (step) {
        case PlanStep.Compute compute ->
            text.append(compute.node())
                .append(" = ")
                .append(compute.node().op())
                .append(' ')
                .append(compute.node().inputs());
        case PlanStep.Apply apply -> text.append(apply.effect().label());
      }
      text.append('\n');
    }
    for (String warning : warnings) {
      text.append("  warning: ").append(warning).append('\n');
    }
    return text.toString();
  }
}
