package io.warmstart.engine;

import java.util.List;

/** One entry of a plan's valid order: a node to compute or an effect to apply. */
public sealed interface PlanStep {
  /** Position in {@link StepPlan#steps()}. */
  int index();

  /** Positions of steps that must be complete before this one starts, ascending, all smaller. */
  List<Integer> after();

  /** Compute a node. */
  record Compute(int index, Tensor node, List<Integer> after) implements PlanStep {}

  /** Apply an effect. */
  record Apply(int index, Effect effect, List<Integer> after) implements PlanStep {}
}
