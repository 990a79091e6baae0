package io.warmstart.engine.cpu;

import io.warmstart.engine.RowOp;
import io.warmstart.engine.Shape;
import io.warmstart.engine.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Row norms, one step per member. */
final class RowLowering {
  private final Emitter emitter;
  private final Map<Normalised, Statistics> kept = new HashMap<>();

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

  /** Emits a norm with scale, shift and possibly ReLU; statistics are kept for the gradient. */
  void emit(Unit.Normed unit) {
    Tensor input = unit.norm().input(0);
    float epsilon = (float) ((RowOp.Norm) unit.norm().op()).epsilon();
    View x = members(emitter.value(input));
    View scale = rowOf(emitter.value(unit.scale()));
    View shift = rowOf(emitter.value(unit.shift()));
    View result = emitter.result(unit.result());
    View out = emitter.staging(result, x.shape());
    Statistics kept = statistics(new Normalised(input, epsilon), x);
    for (int e = 0; e < x.shape().size(0); e++) {
      View from = x.member(e);
      View to = out.member(e);
      View factors = ofMember(scale, e);
      View offsets = ofMember(shift, e);
      Statistics own = kept.of(e);
      int rows = rows(from);
      int columns = columns(from);
      emitter.add(
          "norm scale shift" + (unit.relu() ? " relu " : " ") + from.shape(),
          0.2 + from.shape().count() * 3e-4,
          () -> {
            long at = from.at();
            long scaleAt = factors.at();
            long shiftAt = offsets.at();
            long means = own.means().at();
            long inverses = own.inverses().at();
            long toAt = to.at();
            int ldx = stride(from);
            int ldo = stride(to);
            boolean relu = unit.relu();
            return (m, scratch) ->
                RowNorm.affine(
                    m, at, ldx, rows, columns, epsilon, scaleAt, shiftAt, relu, means, inverses,
                    toAt, ldo);
          },
          from.read(),
          factors.read(),
          offsets.read(),
          own.means().write(),
          own.inverses().write(),
          to.write());
    }
    emitter.deliver(out, result);
  }

  /** Rows that were normalised. */
  private record Normalised(Tensor x, float epsilon) {}

  /** Mean and inverse deviation of each row, [members, rows]. */
  private record Statistics(View means, View inverses) {
    Statistics of(int member) {
      return new Statistics(
          means.sliced(0, member, member + 1), inverses.sliced(0, member, member + 1));
    }
  }

  private Statistics statistics(Normalised rows, View x) {
    Shape shape = Shape.of(x.shape().size(0), x.shape().size(1));
    Statistics fresh =
        new Statistics(
            emitter.temporary("means of " + x, shape),
            emitter.temporary("inverse deviations of " + x, shape));
    kept.put(rows, fresh);
    return fresh;
  }

  /** Emits the gradient of a norm with scale and shift. */
  void emit(Unit.NormGradient unit) {
    float epsilon = (float) ((RowOp.Pull) unit.result().op()).epsilon();
    View x = members(emitter.value(unit.x()));
    View d = members(emitter.value(unit.d()));
    View scale = rowOf(emitter.value(unit.scale()));
    Normalised rows = new Normalised(unit.x(), epsilon);
    Statistics known = kept.get(rows);
    Statistics statistics = known == null ? computed(rows, x, epsilon) : known;
    View result = emitter.result(unit.result());
    View out = emitter.staging(result, x.shape());
    View toScale = sums(unit.toScale());
    View toShift = sums(unit.toShift());
    View toRows = sums(unit.toRows());
    for (int e = 0; e < x.shape().size(0); e++) {
      gradient(
          x.member(e),
          d.member(e),
          ofMember(scale, e),
          statistics.of(e),
          out.member(e),
          ofMemberIfAny(toScale, e),
          ofMemberIfAny(toShift, e),
          ofMemberIfAny(toRows, e));
    }
    emitter.deliver(out, result);
  }

  private void gradient(
      View x,
      View d,
      View scale,
      Statistics statistics,
      View out,
      @Nullable View toScale,
      @Nullable View toShift,
      @Nullable View toRows) {
    List<Access> accesses = new ArrayList<>();
    for (View read : List.of(x, d, scale, statistics.means(), statistics.inverses())) {
      accesses.add(read.read());
    }
    accesses.add(out.write());
    for (View sum : new @Nullable View[] {toScale, toShift, toRows}) {
      if (sum != null) {
        accesses.add(sum.write());
      }
    }
    int rows = rows(x);
    int columns = columns(x);
    emitter.add(
        "norm gradient " + x.shape(),
        0.2 + x.shape().count() * 2.5e-4,
        NormGradient.scratchFloats(columns),
        accesses,
        () -> {
          long xAt = x.at();
          long dAt = d.at();
          long scaleAt = scale.at();
          long means = statistics.means().at();
          long inverses = statistics.inverses().at();
          long outAt = out.at();
          int ldx = stride(x);
          int ldd = stride(d);
          int ldo = stride(out);
          NormGradient.Sums sums = new NormGradient.Sums(at(toScale), at(toShift), at(toRows));
          return (m, scratch) ->
              NormGradient.run(
                  m, xAt, ldx, dAt, ldd, scaleAt, means, inverses, rows, columns, outAt, ldo, sums,
                  scratch);
        });
  }

  private static long at(@Nullable View view) {
    return view == null ? -1 : view.at();
  }

  private @Nullable View sums(@Nullable Tensor tensor) {
    return tensor == null ? null : rowOf(emitter.result(tensor));
  }

  private static View ofMember(View row, int e) {
    return row.member(Math.min(e, row.shape().size(0) - 1));
  }

  private static @Nullable View ofMemberIfAny(@Nullable View row, int e) {
    return row == null ? null : ofMember(row, e);
  }

  private Statistics computed(Normalised key, View x, float epsilon) {
    Statistics all = statistics(key, x);
    for (int e = 0; e < x.shape().size(0); e++) {
      View from = x.member(e);
      Statistics own = all.of(e);
      emitter.add(
          "statistics " + from.shape(),
          0.2 + from.shape().count() * 2e-4,
          () -> {
            long at = from.at();
            long means = own.means().at();
            long inverses = own.inverses().at();
            int ldx = stride(from);
            return (m, scratch) ->
                RowNorm.statistics(m, at, ldx, rows(from), columns(from), epsilon, means, inverses);
          },
          from.read(),
          own.means().write(),
          own.inverses().write());
    }
    return all;
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
