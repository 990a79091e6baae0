package io.warmstart.engine.cpu;

import io.warmstart.engine.RowOp;
import io.warmstart.engine.Shape;
import io.warmstart.engine.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Row norms, one step per member. */
final class RowLowering {
  private final Emitter emitter;

  RowLowering(Emitter emitter) {
    this.emitter = emitter;
  }

  /** Emits one operation by itself. */
  void emit(RowOp op, Tensor node) {
    float epsilon = (float) op.epsilon();
    View x = members(emitter.value(node.input(0)));
    View result = emitter.result(node);
    switch (op) {
      case RowOp.Norm norm -> {
        View out = emitter.staging(result, x.shape());
        pieces(
            "norm",
            List.of(x),
            out,
            (in, to) -> {
              View a = in.getFirst();
              int rows = rows(a);
              int columns = columns(a);
              return () -> {
                long from = a.at();
                long at = to.at();
                int lda = stride(a);
                int ldo = stride(to);
                return (m, scratch) -> RowNorm.norm(m, from, lda, rows, columns, epsilon, at, ldo);
              };
            });
        emitter.deliver(out, result);
      }
      case RowOp.InverseDeviation deviation -> {
        View out = emitter.staging(result, x.shape().with(2, 1));
        pieces(
            "deviation",
            List.of(x),
            out,
            (in, to) -> {
              View a = in.getFirst();
              int rows = rows(a);
              int columns = columns(a);
              return () -> {
                long from = a.at();
                long at = to.at();
                int lda = stride(a);
                return (m, scratch) ->
                    RowNorm.inverseDeviation(m, from, lda, rows, columns, epsilon, at);
              };
            });
        emitter.deliver(out, result);
      }
      case RowOp.Pull pull -> {
        View g = members(emitter.value(node.input(1)));
        View out = emitter.staging(result, x.shape());
        pieces(
            "norm pull",
            List.of(x, g),
            out,
            (in, to) -> {
              View a = in.get(0);
              View b = in.get(1);
              int rows = rows(a);
              int columns = columns(a);
              return () -> {
                long from = a.at();
                long incoming = b.at();
                long at = to.at();
                int lda = stride(a);
                int ldb = stride(b);
                int ldo = stride(to);
                return (m, scratch) ->
                    RowNorm.pull(m, from, lda, incoming, ldb, rows, columns, epsilon, at, ldo);
              };
            });
        emitter.deliver(out, result);
      }
    }
  }

  /** Emits a norm with scale, shift and possibly ReLU. */
  void emit(Unit.Normed unit) {
    float epsilon = (float) ((RowOp.Norm) unit.norm().op()).epsilon();
    View x = members(emitter.value(unit.norm().input(0)));
    View scale = rowOf(emitter.value(unit.scale()));
    View shift = rowOf(emitter.value(unit.shift()));
    View result = emitter.result(unit.result());
    View out = emitter.staging(result, x.shape());
    for (int e = 0; e < x.shape().size(0); e++) {
      View from = x.member(e);
      View to = out.member(e);
      View factors = scale.member(Math.min(e, scale.shape().size(0) - 1));
      View offsets = shift.member(Math.min(e, shift.shape().size(0) - 1));
      int rows = from.shape().size(0);
      int columns = from.shape().size(1);
      emitter.add(
          "norm scale shift" + (unit.relu() ? " relu " : " ") + from.shape(),
          0.2 + from.shape().count() * 3e-4,
          () -> {
            long at = from.at();
            long scaleAt = factors.at();
            long shiftAt = offsets.at();
            long toAt = to.at();
            int ldx = stride(from);
            int ldo = stride(to);
            if (unit.relu()) {
              return (m, scratch) ->
                  RowNorm.affineRelu(
                      m, at, ldx, rows, columns, epsilon, scaleAt, shiftAt, toAt, ldo);
            }
            return (m, scratch) ->
                RowNorm.affine(m, at, ldx, rows, columns, epsilon, scaleAt, shiftAt, toAt, ldo);
          },
          from.read(),
          factors.read(),
          offsets.read(),
          to.write());
    }
    emitter.deliver(out, result);
  }

  /** Scale or shift: padded rows, seen with a member axis. */
  private View rowOf(View row) {
    View padded = row.shape().last() == 1 ? row : emitter.paddedRows(row);
    return row.rank() == 3 ? padded : emitter.reshaped(padded, Shape.of(1, 1, row.shape().last()));
  }

  @FunctionalInterface
  private interface Piece {
    Supplier<Kernel> bind(List<View> in, View out);
  }

  private void pieces(String label, List<View> in, View out, Piece piece) {
    for (int e = 0; e < out.shape().size(0); e++) {
      List<View> inputs = new ArrayList<>();
      List<Access> accesses = new ArrayList<>();
      for (View view : in) {
        inputs.add(view.member(e));
        accesses.add(view.member(e).read());
      }
      View to = out.member(e);
      accesses.add(to.write());
      emitter.add(
          label + " " + inputs.getFirst().shape(),
          0.2 + inputs.getFirst().shape().count() * 4e-4,
          0,
          accesses,
          piece.bind(inputs, to));
    }
  }

  private static int rows(View member) {
    return member.shape().size(0);
  }

  private static int columns(View member) {
    return member.shape().size(1);
  }

  private static int stride(View member) {
    return member.rowStride();
  }

  /** The same rows as [members, rows, columns]. */
  private View members(View x) {
    Shape shape = x.shape();
    int columns = shape.last();
    int rows = shape.rank() >= 2 ? shape.size(shape.rank() - 2) : 1;
    Shape three = Shape.of(shape.count() / (rows * columns), rows, columns);
    return emitter.contiguousRows(emitter.reshaped(x, three));
  }
}
