package io.warmstart.engine.cpu;

import io.warmstart.engine.LayoutOp;
import io.warmstart.engine.MatMul;
import io.warmstart.engine.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Matrix products: one step per member, or per block of rows where there is one member. */
final class ProductLowering {
  /** Multiplications and additions per microsecond of one core, for the schedule only. */
  private static final double RATE = 2.2e5;

  /** Microseconds per element that is read once, likewise. */
  private static final double STREAM = 5e-5;

  /** A block of fewer rows would spend its time packing. */
  private static final int BLOCK_ROWS = 32;

  private final Emitter emitter;
  private final Map<Tensor, Chosen> chosen = new HashMap<>();

  ProductLowering(Emitter emitter) {
    this.emitter = emitter;
  }

  /** Members of a tensor named by an index at run time. */
  private record Chosen(View all, View index) {}

  /** Operands of one member. */
  record Member(View a, View b, @Nullable View bias, @Nullable View mask, View c) {}

  /** Remembers that a product may read chosen members in place. */
  void defer(Tensor take) {
    chosen.put(take, new Chosen(emitter.value(take.input(0)), emitter.value(take.input(1))));
  }

  /** Emits the steps of one product. */
  void emit(Unit.Product unit) {
    Tensor product = unit.product();
    MatMul op = (MatMul) product.op();
    Chosen members = chosen.get(product.input(1));
    View a = emitter.contiguousRows(emitter.value(product.input(0)));
    View b = members == null ? emitter.value(product.input(1)) : members.all();
    boolean ta = op.transposeLeft();
    if (ta && op.transposeRight()) {
      a = emitter.copied(a.exchanged(a.rank() - 2, a.rank() - 1));
      ta = false;
    }
    View c = emitter.result(unit.result());
    boolean column = c.shape().last() == 1;
    if (column) {
      b = op.transposeRight() ? emitter.contiguousRows(b) : emitter.denseMembers(b);
      if (ta) {
        a = a.shape().last() == 1 ? emitter.denseMembers(a) : emitter.paddedRows(a);
      }
    } else {
      b = op.transposeRight() ? emitter.contiguousRows(b) : emitter.paddedRows(b);
      boolean outer = op.transposeRight() && b.shape().last() == 1;
      if (outer) {
        a = emitter.denseMembers(a);
        b = emitter.denseMembers(b);
      }
    }
    Repetition start = unit.bias() == null ? null : start(unit.bias(), c);
    View mask = unit.mask() == null ? null : emitter.contiguousRows(emitter.value(unit.mask()));
    int count = c.rank() == 3 ? c.shape().size(0) : 1;
    for (int e = 0; e < count; e++) {
      Member member =
          new Member(
              a.member(a.shape().size(0) == 1 ? 0 : e),
              b.member(members != null ? 0 : e),
              start == null ? null : start.view().member(start.view().shape().size(0) == 1 ? 0 : e),
              mask == null ? null : mask.member(e),
              c.member(e));
      int times = start == null ? 1 : start.times();
      for (int k = 0; k < times; k++) {
        Member part = times == 1 ? member : rows(member, ta, k, times);
        emitMember(part, ta, op.transposeRight(), unit.relu(), members, e, count * times);
      }
    }
  }

  /** What a product starts from: the same rows several times, or all rows once. */
  private record Repetition(View view, int times) {}

  private Repetition start(Tensor bias, View c) {
    int rows = c.rank() - 2;
    if (emitter.waits(bias)
        && bias.op() instanceof LayoutOp.Repeat repeat
        && repeat.axis() == rows
        && bias.input(0).size(rows) >= BLOCK_ROWS) {
      return new Repetition(emitter.contiguousRows(emitter.value(bias.input(0))), repeat.times());
    }
    View view = emitter.value(bias);
    boolean matrix = view.shape().size(rows) > 1;
    return new Repetition(matrix ? emitter.contiguousRows(view) : row(view), 1);
  }

  /** Block {@code k} of the rows of a product, which starts from all rows of its bias. */
  private static Member rows(Member all, boolean ta, int k, int times) {
    int rows = all.c().shape().size(0) / times;
    int from = k * rows;
    View mask = all.mask();
    return new Member(
        all.a().sliced(ta ? 1 : 0, from, from + rows),
        all.b(),
        all.bias(),
        mask == null ? null : mask.sliced(0, from, from + rows),
        all.c().sliced(0, from, from + rows));
  }

  /** A bias whose floats behind the last column are zero. */
  private View row(View bias) {
    return bias.shape().last() == 1 || bias.padded() ? bias : emitter.copied(bias);
  }

  private void emitMember(
      Member all,
      boolean ta,
      boolean tb,
      boolean relu,
      @Nullable Chosen members,
      int e,
      int count) {
    int rows = all.c().shape().size(0);
    int blocks = count == 1 && rows >= emitter.blocks() * BLOCK_ROWS ? emitter.blocks() : 1;
    for (int block = 0; block < blocks; block++) {
      int from = (rows * block / blocks) & ~7;
      int to = block == blocks - 1 ? rows : (rows * (block + 1) / blocks) & ~7;
      Member member =
          blocks == 1
              ? all
              : new Member(
                  all.a().sliced(ta ? 1 : 0, from, to),
                  all.b(),
                  sliced(all.bias(), from, to),
                  all.mask() == null ? null : all.mask().sliced(0, from, to),
                  all.c().sliced(0, from, to));
      int inner = all.a().shape().size(ta ? 0 : 1);
      int cols = all.c().shape().size(1);
      double micros = micros(to - from, cols, inner, tb);
      // A column is computed as a product of one row.
      int scratch =
          cols == 1
              ? Gemm.scratchFloats(1, to - from, inner)
              : Gemm.scratchFloats(to - from, cols, inner);
      List<Access> accesses = accesses(member, members);
      String label =
          (ta ? "T" : "N")
              + (tb ? "T " : "N ")
              + (to - from)
              + "x"
              + cols
              + "x"
              + inner
              + (member.bias() != null && member.bias().shape().size(0) > 1 ? " from" : "")
              + (member.mask() != null ? " mask" : relu ? " relu" : "");
      emitter.add(
          label,
          micros,
          scratch,
          accesses,
          () -> bind(member, ta, tb, relu, members, e, emitter.fusions().heads()));
    }
  }

  private static @Nullable View sliced(@Nullable View bias, int from, int to) {
    return bias == null || bias.shape().size(0) == 1 ? bias : bias.sliced(0, from, to);
  }

  private static double micros(int rows, int cols, int inner, boolean tb) {
    if (cols == 1 || inner == 1) {
      return 0.3 + STREAM * rows * cols * inner;
    }
    double packing = tb ? 4e-4 * inner * cols : 1e-4 * inner * Lanes.padded(cols);
    return 0.3 + packing + 2.0 * rows * Lanes.padded(cols) * inner / RATE;
  }

  private static List<Access> accesses(Member member, @Nullable Chosen members) {
    List<Access> accesses = new ArrayList<>();
    accesses.add(member.a().read());
    accesses.add(members == null ? member.b().read() : members.all().read());
    if (members != null) {
      accesses.add(members.index().read());
    }
    if (member.bias() != null) {
      accesses.add(member.bias().read());
    }
    if (member.mask() != null) {
      accesses.add(member.mask().read());
    }
    accesses.add(member.c().write());
    return accesses;
  }

  private static Kernel bind(
      Member member,
      boolean ta,
      boolean tb,
      boolean relu,
      @Nullable Chosen members,
      int e,
      boolean heads) {
    ProductKernels.Call call = ProductKernels.call(member, ta, tb, relu, heads);
    long b = member.b().at();
    if (members == null) {
      return (m, scratch) -> call.run(m, b, scratch);
    }
    long index = members.index().at() + (long) e * members.index().stride(0);
    int stride = members.all().stride(0);
    int limit = members.all().shape().size(0);
    return (m, scratch) -> call.run(m, b + (long) member(m, index, limit) * stride, scratch);
  }

  private static int member(MemorySegment m, long at, int limit) {
    int member = (int) Strided.get(m, at);
    if (member < 0 || member >= limit) {
      throw new IndexOutOfBoundsException(
          "Member " + member + " of an ensemble was chosen, which has " + limit + ".");
    }
    return member;
  }
}
