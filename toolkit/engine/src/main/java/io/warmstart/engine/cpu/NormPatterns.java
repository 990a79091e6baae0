package io.warmstart.engine.cpu;

import io.warmstart.engine.PlanStep;
import io.warmstart.engine.PointwiseOp;
import io.warmstart.engine.ReduceOp;
import io.warmstart.engine.RowOp;
import io.warmstart.engine.Shape;
import io.warmstart.engine.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds layer norms with scale, shift and ReLU, and their gradients. A gradient needs the
 * normalised rows only to compare them with what comes in, which it does from the kept statistics;
 * so the normalised rows are never stored.
 */
final class NormPatterns {
  private final Fusion fusion;
  private final Uses uses;

  /** Products of the normalised rows with what comes in, as part of a gradient. */
  private final Set<Tensor> absorbed = new HashSet<>();

  NormPatterns(Fusion fusion, Uses uses) {
    this.fusion = fusion;
    this.uses = uses;
  }

  void find(List<Tensor> nodes) {
    for (Tensor node : nodes) {
      if (node.op() instanceof RowOp.Pull pull && node.rank() <= 3 && node.rank() >= 2) {
        gradient(node, pull);
      }
    }
    for (Tensor node : nodes) {
      if (node.op() instanceof RowOp.Norm) {
        normed(node);
      }
    }
  }

  private void gradient(Tensor pull, RowOp.Pull op) {
    Tensor g = pull.input(1);
    if (!(g.op() instanceof PointwiseOp.Times) || uses.onlyUser(g) != pull || fusion.taken(g)) {
      return;
    }
    for (int k = 0; k < 2; k++) {
      Tensor scale = g.input(k);
      Tensor d = g.input(1 - k);
      if (Fusion.isRow(scale, pull) && d.shape().equals(pull.shape())) {
        gradient(pull, op, g, d, scale);
        return;
      }
    }
  }

  private void gradient(Tensor pull, RowOp.Pull op, Tensor g, Tensor d, Tensor scale) {
    Tensor x = pull.input(0);
    Tensor norm =
        user(x, node -> node.op().equals(new RowOp.Norm(op.epsilon())) && node.input(0) == x);
    Shape row = pull.shape().with(pull.rank() - 2, 1);
    Tensor product =
        norm == null
            ? null
            : user(
                d,
                node ->
                    node.op() instanceof PointwiseOp.Times
                        && Fusion.other(node, d) == norm
                        && isRowSum(uses.onlyUser(node), row));
    Tensor toScale = product == null ? null : uses.onlyUser(product);
    Tensor toShift = user(d, node -> isRowSum(node, row));
    Tensor toRows = user(pull, node -> isRowSum(node, row));
    List<Tensor> parts = new ArrayList<>();
    for (Tensor part : new @Nullable Tensor[] {pull, g, product, toScale, toShift, toRows}) {
      if (part != null) {
        parts.add(part);
      }
    }
    if (parts.stream().anyMatch(fusion::taken) || !fusion.join(parts.toArray(Tensor[]::new))) {
      return;
    }
    parts.forEach(fusion::take);
    if (product != null) {
      absorbed.add(product);
    }
    fusion.set(pull, new Unit.NormGradient(pull, x, d, scale, toScale, toShift, toRows));
  }

  private @Nullable Tensor user(Tensor of, java.util.function.Predicate<Tensor> wanted) {
    for (PlanStep step : uses.of(of)) {
      if (step instanceof PlanStep.Compute compute && wanted.test(compute.node())) {
        return compute.node();
      }
    }
    return null;
  }

  private static boolean isRowSum(@Nullable Tensor node, Shape row) {
    return node != null && node.op() instanceof ReduceOp.SumTo && node.shape().equals(row);
  }

  /** The only user of a node beside gradients that do without it. */
  private @Nullable Tensor userBesideGradients(Tensor norm) {
    Tensor found = null;
    for (PlanStep step : uses.of(norm)) {
      if (!(step instanceof PlanStep.Compute compute)) {
        return null;
      }
      if (!absorbed.contains(compute.node())) {
        if (found != null) {
          return null;
        }
        found = compute.node();
      }
    }
    return found;
  }

  private void normed(Tensor norm) {
    Tensor scaled = userBesideGradients(norm);
    if (scaled == null || !(scaled.op() instanceof PointwiseOp.Times)) {
      return;
    }
    Tensor scale = Fusion.other(scaled, norm);
    Tensor shifted = uses.onlyUser(scaled);
    if (scale == null
        || !Fusion.isRow(scale, norm)
        || shifted == null
        || !(shifted.op() instanceof PointwiseOp.Plus)) {
      return;
    }
    Tensor shift = Fusion.other(shifted, scaled);
    boolean free = !fusion.taken(scaled) && !fusion.taken(shifted);
    if (shift == null
        || !free
        || !Fusion.isRow(shift, norm)
        || !fusion.join(norm, scaled, shifted)) {
      return;
    }
    Tensor result = shifted;
    Tensor next = uses.onlyUser(shifted);
    boolean relu = next != null && next.op() instanceof PointwiseOp.Relu && fusion.join(norm, next);
    if (relu) {
      result = Objects.requireNonNull(next);
    }
    List.of(norm, scaled, shifted, result).forEach(fusion::take);
    fusion.set(norm, new Unit.Normed(result, norm, scale, shift, relu));
  }
}
