package io.warmstart.engine.cpu;

import io.warmstart.engine.ReduceOp;
import io.warmstart.engine.Shape;
import io.warmstart.engine.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Sums, extremes and softmax along axes. */
final class ReduceLowering {
  private final Emitter emitter;

  ReduceLowering(Emitter emitter) {
    this.emitter = emitter;
  }

  /** Emits one reduction. */
  void emit(ReduceOp op, Tensor node) {
    View x = emitter.value(node.input(0));
    switch (op) {
      case ReduceOp.SumTo sum -> sum(x, emitter.result(node));
      case ReduceOp.MinAlong min -> extreme(x, min.axis(), false, node);
      case ReduceOp.MaxAlong max -> extreme(x, max.axis(), true, node);
      case ReduceOp.HotMin hot -> hot(x, hot.axis(), false, node);
      case ReduceOp.HotMax hot -> hot(x, hot.axis(), true, node);
      case ReduceOp.ArgMax max -> argmax(x, max.axis(), node);
      case ReduceOp.Softmax softmax -> softmax(x, softmax.axis(), node);
      case ReduceOp.LogSumExp logSumExp -> logSumExp(x, logSumExp.axis(), node);
    }
  }

  /** Emits the sum of all squares. */
  void squares(Unit.SquareSum unit) {
    View x = emitter.standard(emitter.value(unit.of()));
    View out = emitter.result(unit.result());
    int n = x.buffer().floats();
    emitter.add(
        "squares " + x.shape(),
        0.1 + n * 2.2e-5,
        () -> {
          long from = x.at();
          long to = out.at();
          return (m, scratch) -> Reduce.sumOfSquares(m, from, n, to);
        },
        x.read(),
        out.write());
  }

  private void sum(View x, View out) {
    int rank = x.rank();
    boolean columns =
        rank >= 2
            && out.rank() == rank
            && out.shape().last() == x.shape().last()
            && x.shape().last() > 1
            && out.shape().size(rank - 2) == 1
            && (rank == 2 || (rank == 3 && out.shape().size(0) == x.shape().size(0)));
    if (columns && x.rowsContiguous()) {
      for (int e = 0; e < (rank == 3 ? x.shape().size(0) : 1); e++) {
        columnSums(x.member(e), out.member(e));
      }
      return;
    }
    if (rank > 2
        && out.rank() == rank
        && out.shape().count() == x.shape().last()
        && out.shape().last() == x.shape().last()
        && x.shape().last() > 1
        && x.standard()) {
      // Rows of pads are zero, so the sum may run over the whole buffer.
      int stride = x.rowStride();
      columnSums(x, out, x.buffer().floats() / stride, x.shape().last(), stride);
      return;
    }
    if (out.shape().count() == 1 && (x.whole() || x.shape().count() > 64)) {
      total(emitter.standard(x), out);
      return;
    }
    if (rank >= 2
        && out.rank() == rank
        && out.shape().equals(x.shape().with(0, 1))
        && leadingSum(x, out)) {
      return;
    }
    if (!groupSums(x, out)) {
      generalSum(x, out);
    }
  }

  /** Sums over an axis in front of whole padded rows, as the gradient of a repeat is. */
  private boolean groupSums(View x, View out) {
    int rank = x.rank();
    int axis = 0;
    while (axis < rank - 2 && (x.shape().size(axis) == 1 || out.shape().size(axis) > 1)) {
      axis++;
    }
    if (axis > rank - 3 || out.rank() != rank) {
      return false;
    }
    int row = Lanes.padded(x.shape().last());
    boolean whole =
        out.shape().equals(x.shape().with(axis, 1))
            && axis == rank - 3
            && axis <= 1
            && x.shape().last() > 1
            && x.rowStride() == row
            && out.rowStride() == row
            && x.padded()
            && out.padded();
    if (!whole) {
      return false;
    }
    int floats = x.shape().size(rank - 2) * row;
    int members = axis == 0 ? 1 : x.shape().size(0);
    for (int e = 0; e < members; e++) {
      View from = axis == 0 ? x : x.sliced(0, e, e + 1);
      View to = axis == 0 ? out : out.sliced(0, e, e + 1);
      columnSums(from, to, x.shape().size(axis), floats, x.stride(axis));
    }
    return true;
  }

  /** Sums over the first axis where what is left is contiguous, or padded alike on both sides. */
  private boolean leadingSum(View x, View out) {
    View first = x.sliced(0, 0, 1);
    LoopNest rest = LoopNest.of(out.shape(), List.of(first, out));
    int members = x.shape().size(0);
    if (rest.depth() == 1 && rest.stride(0, 0) == 1 && rest.stride(1, 0) == 1) {
      columnSums(x, out, members, rest.size(0), x.stride(0));
      return true;
    }
    if (x.standard() && out.standard() && x.rank() >= 3) {
      columnSums(x, out, members, out.buffer().floats(), x.stride(0));
      return true;
    }
    return false;
  }

  private void columnSums(View x, View out) {
    columnSums(x, out, x.shape().size(0), x.shape().size(1), x.rowStride());
  }

  private void columnSums(View x, View out, int rows, int columns, int stride) {
    emitter.add(
        "column sums " + x.shape(),
        0.1 + rows * Lanes.padded(columns) * 2.5e-5,
        () -> {
          long from = x.at();
          long to = out.at();
          return (m, scratch) -> Reduce.columnSums(m, from, stride, rows, columns, to);
        },
        x.read(),
        out.write());
  }

  private void total(View x, View out) {
    int n = x.buffer().floats();
    emitter.add(
        "total " + x.shape(),
        0.1 + n * 2.2e-5,
        () -> {
          long from = x.at();
          long to = out.at();
          return (m, scratch) -> Reduce.total(m, from, n, to);
        },
        x.read(),
        out.write());
  }

  /** Rows where the innermost axis is summed alone, else element by element. */
  private void generalSum(View x, View out) {
    LoopNest nest = LoopNest.of(x.shape(), List.of(x, out));
    if (nest.depth() <= 2
        && nest.stride(0, 0) == 1
        && nest.stride(1, 0) == 0
        && (nest.depth() == 1 || nest.stride(1, 1) == 1)) {
      int rows = nest.size(1);
      int columns = nest.size(0);
      int stride = nest.stride(0, 1);
      emitter.add(
          "row sums " + x.shape(),
          0.1 + rows * (Lanes.padded(columns) * 6e-5 + 0.01),
          () -> {
            long from = x.at();
            long to = out.at();
            return (m, scratch) -> Reduce.rowSums(m, from, stride, rows, columns, to);
          },
          x.read(),
          out.write());
      return;
    }
    LoopNest cleared = LoopNest.of(out.shape(), List.of(out));
    emitter.add(
        "sum " + x.shape() + " to " + out.shape(),
        0.1 + x.shape().count() * 1e-3,
        () -> {
          Kernel clear =
              Strided.loop(cleared, new long[] {out.at()}, (m, at) -> Strided.set(m, at[0], 0));
          Kernel add =
              Strided.loop(
                  nest,
                  new long[] {x.at(), out.at()},
                  (m, at) -> Strided.set(m, at[1], Strided.get(m, at[1]) + Strided.get(m, at[0])));
          return (m, scratch) -> {
            clear.run(m, scratch);
            add.run(m, scratch);
          };
        },
        x.read(),
        out.write());
  }

  /** The axis between everything before and everything behind it: [before, along, behind]. */
  private static Shape split(Shape shape, int axis) {
    return Shape.of(
        shape.product(0, axis), shape.size(axis), shape.product(axis + 1, shape.rank()));
  }

  private View three(View x, int axis) {
    View view = emitter.reshaped(x, split(x.shape(), axis));
    int behind = view.shape().size(2);
    return behind == 1 || view.stride(2) == 1 ? view : emitter.copied(view);
  }

  private void extreme(View x, int axis, boolean largest, Tensor node) {
    View result = emitter.result(node);
    Shape shape = split(x.shape(), axis);
    int before = shape.size(0);
    int along = shape.size(1);
    int behind = shape.size(2);
    if (behind == 1) {
      View rows = emitter.contiguousRows(emitter.reshaped(x, Shape.of(before, along)));
      View out = emitter.staging(result, Shape.of(before));
      int stride = rows.rowStride();
      emitter.add(
          (largest ? "row max " : "row min ") + shape,
          0.1 + shape.count() * 1e-3,
          () -> {
            long from = rows.at();
            long to = out.at();
            return largest
                ? (m, scratch) -> Extremes.rowMax(m, from, stride, before, along, to)
                : (m, scratch) -> Extremes.rowMin(m, from, stride, before, along, to);
          },
          rows.read(),
          out.write());
      emitter.deliver(out, result);
      return;
    }
    View members = emitter.paddedRows(emitter.reshaped(x, shape));
    View staged = emitter.staging(result, Shape.of(before, behind));
    // The kernel writes whole vectors, so rows need their pads.
    View out =
        before == 1 || staged.rowStride() >= Lanes.padded(behind)
            ? staged
            : emitter.temporary("extremes of " + x, staged.shape());
    for (int i = 0; i < before; i++) {
      memberExtreme(members.member(i), out.sliced(0, i, i + 1), largest);
    }
    emitter.deliver(out, result);
  }

  private void memberExtreme(View x, View out, boolean largest) {
    int along = x.shape().size(0);
    int n = x.shape().size(1);
    long stride = x.rowStride();
    emitter.add(
        (largest ? "max " : "min ") + x.shape(),
        0.1 + x.shape().count() * 6e-5,
        () -> {
          long from = x.at();
          long to = out.at();
          return largest
              ? (m, scratch) -> Extremes.memberMax(m, from, stride, along, n, to)
              : (m, scratch) -> Extremes.memberMin(m, from, stride, along, n, to);
        },
        x.read(),
        out.write());
  }

  private void argmax(View x, int axis, Tensor node) {
    View from = three(x, axis);
    View result = emitter.result(node);
    Shape shape = from.shape();
    View out = emitter.staging(result, Shape.of(shape.size(0), shape.size(2)));
    emitter.add(
        "argmax " + shape,
        0.1 + shape.count() * 1e-3,
        () -> {
          long at = from.at();
          long to = out.at();
          int row = from.stride(0);
          int step = from.stride(1);
          int outRow = out.rowStride();
          return (m, scratch) ->
              Extremes.argmax(
                  m, at, row, step, shape.size(0), shape.size(2), shape.size(1), to, outRow);
        },
        from.read(),
        out.write());
    emitter.deliver(out, result);
  }

  private void hot(View x, int axis, boolean largest, Tensor node) {
    Shape shape = split(x.shape(), axis);
    View from = emitter.temporary("extremes of " + x, shape);
    emitter.copy(emitter.reshaped(x, shape), from);
    View result = emitter.result(node);
    View out = emitter.temporary("hot " + x, shape);
    emitter.add(
        "hot " + shape,
        0.1 + shape.count() * 1e-3,
        () -> {
          long at = from.at();
          long to = out.at();
          int row = from.stride(0);
          int step = from.stride(1);
          return largest
              ? (m, scratch) ->
                  Extremes.hotMax(m, at, row, step, shape.size(0), shape.size(2), shape.size(1), to)
              : (m, scratch) ->
                  Extremes.hotMin(
                      m, at, row, step, shape.size(0), shape.size(2), shape.size(1), to);
        },
        from.read(),
        out.write());
    emitter.copy(emitter.reshaped(out, result.shape()), result);
  }

  /** Rows of the axis as the last one, [rows, along]. */
  private View asRows(View x, int axis) {
    int last = x.rank() - 1;
    View moved = axis == last ? x : x.exchanged(axis, last);
    int along = moved.shape().last();
    return emitter.contiguousRows(
        emitter.reshaped(moved, Shape.of(moved.shape().count() / along, along)));
  }

  private void softmax(View x, int axis, Tensor node) {
    View rows = asRows(x, axis);
    View result = emitter.result(node);
    int last = x.rank() - 1;
    View target = axis == last ? result : result.exchanged(axis, last);
    View staged = emitter.staging(target, rows.shape());
    boolean direct = staged.buffer() == result.buffer() && staged.rowsContiguous();
    View out = direct ? staged : emitter.temporary("softmax of " + x, rows.shape());
    int count = rows.shape().size(0);
    int along = rows.shape().size(1);
    Supplier<RowSoftmax> softmax = kernels();
    emitter.add(
        "softmax " + rows.shape(),
        0.1 + rows.shape().count() * 1e-3,
        RowSoftmax.scratchFloats(along),
        List.of(rows.read(), out.write()),
        () -> {
          RowSoftmax kernel = softmax.get();
          long from = rows.at();
          long to = out.at();
          int stride = rows.rowStride();
          int outStride = out.rowStride();
          return (m, scratch) ->
              kernel.softmax(m, from, stride, count, along, to, outStride, scratch);
        });
    if (!direct) {
      emitter.copy(emitter.reshaped(out, target.shape()), target);
    }
  }

  private void logSumExp(View x, int axis, Tensor node) {
    View rows = asRows(x, axis);
    View result = emitter.result(node);
    int last = x.rank() - 1;
    View target = axis == last ? result : result.exchanged(axis, last);
    int count = rows.shape().size(0);
    int along = rows.shape().size(1);
    View out = emitter.temporary("logSumExp of " + x, Shape.of(count));
    List<Access> accesses = new ArrayList<>(List.of(rows.read(), out.write()));
    Supplier<RowSoftmax> kernels = kernels();
    emitter.add(
        "logSumExp " + rows.shape(),
        0.1 + rows.shape().count() * 1e-3,
        RowSoftmax.scratchFloats(along),
        accesses,
        () -> {
          RowSoftmax kernel = kernels.get();
          long from = rows.at();
          long to = out.at();
          int stride = rows.rowStride();
          return (m, scratch) -> kernel.logSumExp(m, from, stride, count, along, to, scratch);
        });
    emitter.copy(emitter.reshaped(out, target.shape()), target);
  }

  private Supplier<RowSoftmax> kernels() {
    RowSoftmax.CHAINS.forEach(emitter::kernel);
    return () -> new RowSoftmax(chain -> emitter.kernel(chain).get());
  }
}
