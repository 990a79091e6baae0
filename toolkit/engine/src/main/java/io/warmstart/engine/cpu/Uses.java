package io.warmstart.engine.cpu;

import io.warmstart.engine.Effect;
import io.warmstart.engine.PlanStep;
import io.warmstart.engine.StepPlan;
import io.warmstart.engine.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where each node of a plan stands and who uses it. */
final class Uses {
  private final List<List<PlanStep>> users = new ArrayList<>();
  private final int[] position;

  Uses(StepPlan plan) {
    position = new int[plan.nodes().size()];
    for (int i = 0; i < position.length; i++) {
      users.add(new ArrayList<>());
    }
    for (PlanStep step : plan.steps()) {
      switch (step) {
        case PlanStep.Compute compute -> {
          position[compute.node().id()] = compute.index();
          compute.node().inputs().forEach(input -> users.get(input.id()).add(step));
        }
        case PlanStep.Apply apply ->
            apply.effect().inputs().forEach(input -> users.get(input.id()).add(step));
      }
    }
  }

  /** Index of the step that computes a node. */
  int position(Tensor node) {
    return position[node.id()];
  }

  /** Steps that use a node, ascending; a step that uses it twice occurs twice. */
  List<PlanStep> of(Tensor node) {
    return users.get(node.id());
  }

  /** The node that is the only user of this one, or nothing. */
  @Nullable Tensor onlyUser(Tensor node) {
    List<PlanStep> found = of(node);
    return found.size() == 1 && found.getFirst() instanceof PlanStep.Compute compute
        ? compute.node()
        : null;
  }

  /** Whether an effect uses the node. */
  boolean byEffect(Tensor node) {
    return of(node).stream().anyMatch(PlanStep.Apply.class::isInstance);
  }

  /** Effects that a tensor serves. */
  static boolean isScalarInput(Effect effect, Tensor tensor) {
    return tensor.rank() == 0 && effect.inputs().contains(tensor);
  }
}
