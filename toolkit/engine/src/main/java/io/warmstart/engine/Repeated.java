package io.warmstart.engine;

import org.jspecify.annotations.Nullable;

/** A tensor that is {@code times} copies of {@code of} along one axis. */
record Repeated(Tensor of, int times) {

  /** What a tensor repeats along an axis, or nothing. */
  static @Nullable Repeated along(Tensor tensor, int axis) {
    if (tensor.inputs().isEmpty() || axis < 0) {
      return null;
    }
    Tensor of = tensor.input(0);
    return switch (tensor.op()) {
      case LayoutOp.Repeat repeat when repeat.axis() == axis -> new Repeated(of, repeat.times());
      case LayoutOp.Stretch stretch when stretchesOnly(of, tensor, axis) ->
          new Repeated(of, tensor.size(axis));
      default -> null;
    };
  }

  private static boolean stretchesOnly(Tensor of, Tensor to, int axis) {
    return of.rank() == to.rank()
        && of.size(axis) == 1
        && to.size(axis) > 1
        && of.shape().with(axis, to.size(axis)).equals(to.shape());
  }
}
