package io.warmstart.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Moves repeats from inputs to results, so that what is repeated is computed once: the policy at
 * each observation for N sampled actions, the first layer's share of the state.
 */
final class RepeatPush implements RewriteRule {
  @Override
  public @Nullable Tensor apply(Tensor node, UnaryOperator<Tensor> mapped, Recorder to) {
    List<Tensor> inputs = node.inputs().stream().map(mapped).toList();
    return switch (node.op()) {
      case MatMul op -> product(op, inputs.get(0), inputs.get(1), to);
      case PointwiseOp.Unary op -> single(op, inputs.getFirst(), node.rank(), to);
      case PointwiseOp.Binary op -> binary(op, inputs.get(0), inputs.get(1), node.shape(), to);
      case RowOp.Norm op -> single(op, inputs.getFirst(), node.rank() - 1, to);
      case RowOp.InverseDeviation op -> single(op, inputs.getFirst(), node.rank() - 1, to);
      case LayoutOp.Slice op -> slice(op, inputs.getFirst(), to);
      case LayoutOp.Concat op -> concat(op, inputs, to);
      case LayoutOp.Reshape op -> reshape(op, inputs.getFirst(), to);
      default -> null;
    };
  }

  private static @Nullable Tensor product(MatMul op, Tensor a, Tensor b, Recorder to) {
    boolean applies =
        Repeated.along(a, a.rank() - 2) != null && !(op.transposeLeft() && op.transposeRight());
    return applies ? to.changed(to.product(a, b, op.transposeLeft(), op.transposeRight())) : null;
  }

  /** An operation that treats all indices of the first {@code axes} axes alike. */
  private static @Nullable Tensor single(Op op, Tensor x, int axes, Recorder to) {
    for (int axis = 0; axis < axes; axis++) {
      Repeated repeated = Repeated.along(x, axis);
      if (repeated != null) {
        return to.changed(to.repeat(to.record(op, repeated.of()), axis, repeated.times()));
      }
    }
    return null;
  }

  private static @Nullable Tensor binary(
      PointwiseOp.Binary op, Tensor a, Tensor b, Shape shape, Recorder to) {
    for (int axis = 0; axis < shape.rank(); axis++) {
      Repeated first = Repeated.along(a, axis);
      Repeated second = Repeated.along(b, axis);
      if (first == null && second == null) {
        continue;
      }
      if (first != null && second != null && first.times() == second.times()) {
        return to.changed(repeat(op, first.of(), second.of(), axis, first.times(), to));
      }
      if (first != null && isOne(b, axis)) {
        return to.changed(repeat(op, first.of(), b, axis, first.times(), to));
      }
      if (second != null && isOne(a, axis)) {
        return to.changed(repeat(op, a, second.of(), axis, second.times(), to));
      }
      // A single row stretches by itself.
      if (first != null && first.of().size(axis) == 1) {
        return to.changed(to.record(op, first.of(), b));
      }
      if (second != null && second.of().size(axis) == 1) {
        return to.changed(to.record(op, a, second.of()));
      }
    }
    return null;
  }

  private static boolean isOne(Tensor x, int axis) {
    return x.rank() == 0 || x.size(axis) == 1;
  }

  private static Tensor repeat(
      PointwiseOp.Binary op, Tensor a, Tensor b, int axis, int times, Recorder to) {
    return to.repeat(to.record(op, a, b), axis, times);
  }

  private static @Nullable Tensor slice(LayoutOp.Slice op, Tensor x, Recorder to) {
    for (int axis = 0; axis < x.rank(); axis++) {
      Repeated repeated = axis == op.axis() ? null : Repeated.along(x, axis);
      if (repeated != null) {
        return to.changed(to.repeat(to.record(op, repeated.of()), axis, repeated.times()));
      }
    }
    return null;
  }

  private static @Nullable Tensor concat(LayoutOp.Concat op, List<Tensor> parts, Recorder to) {
    for (int axis = 0; axis < parts.getFirst().rank(); axis++) {
      int times = axis == op.axis() ? 0 : times(parts.getFirst(), axis);
      List<Tensor> once = new ArrayList<>();
      for (Tensor part : parts) {
        Repeated repeated = Repeated.along(part, axis);
        if (repeated != null && repeated.times() == times) {
          once.add(repeated.of());
        }
      }
      if (times > 0 && once.size() == parts.size()) {
        return to.changed(to.repeat(to.record(op, once), axis, times));
      }
    }
    return null;
  }

  private static int times(Tensor x, int axis) {
    Repeated repeated = Repeated.along(x, axis);
    return repeated == null ? 0 : repeated.times();
  }

  /** {@code [1, B, I]} repeated to {@code [n, B, I]} and flattened is B rows repeated n times. */
  private static @Nullable Tensor reshape(LayoutOp.Reshape op, Tensor x, Recorder to) {
    if (x.rank() < 2 || op.to().rank() != x.rank() - 1) {
      return null;
    }
    if (!flattened(x).equals(op.to())) {
      return null;
    }
    Repeated repeated = Repeated.along(x, 0);
    if (repeated != null && repeated.of().size(0) == 1) {
      Tensor once = to.reshape(repeated.of(), repeated.of().shape().without(0));
      return to.changed(to.repeat(once, 0, repeated.times()));
    }
    boolean columns =
        x.op() instanceof LayoutOp.Concat concat
            && concat.axis() == x.rank() - 1
            && x.rank() > 2
            && x.inputs().stream().anyMatch(part -> Repeated.along(part, 0) != null);
    if (!columns) {
      return null;
    }
    List<Tensor> parts = new ArrayList<>();
    for (Tensor part : x.inputs()) {
      Tensor flat = reshape(new LayoutOp.Reshape(flattened(part)), part, to);
      parts.add(flat == null ? to.reshape(part, flattened(part)) : flat);
    }
    return to.changed(to.concat(op.to().rank() - 1, parts));
  }

  /** The first two axes as one. */
  private static Shape flattened(Tensor x) {
    return x.shape().without(0).with(0, x.size(0) * x.size(1));
  }
}
