package io.warmstart.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Products only as large as they are read: columns that every user slices away, rows that are only
 * summed, and sums of products with one left side.
 */
final class Narrowing implements RewriteRule {
  /** Below this many rows of a sum of products, adding the right sides costs more than it saves. */
  private static final int MERGED_ROWS = 16;

  private static final int EVERYTHING = 1 << 28;

  private final Users users;

  Narrowing(Users users) {
    this.users = users;
  }

  @Override
  public @Nullable Tensor apply(Tensor node, UnaryOperator<Tensor> mapped, Recorder to) {
    return switch (node.op()) {
      case LayoutOp.Slice op -> slice(op, node, mapped, to);
      case ReduceOp.SumTo op -> sum(op, node, mapped.apply(node.input(0)), to);
      case PointwiseOp.Plus op -> plus(node, mapped, to);
      default -> null;
    };
  }

  private @Nullable Tensor slice(
      LayoutOp.Slice op, Tensor node, UnaryOperator<Tensor> mapped, Recorder to) {
    Tensor x = node.input(0);
    if (op.axis() != x.rank() - 1) {
      return null;
    }
    Tensor root = x;
    while (passesColumns(root)) {
      root = root.input(0);
    }
    boolean narrower = root.op() instanceof MatMul && width(root) < root.shape().last();
    return narrower ? sliced(mapped.apply(x), op.from(), op.to(), to) : null;
  }

  /** Columns that users of a node need, counted once per slice. */
  private int width(Tensor node) {
    int width = users.byEffect(node) ? EVERYTHING : 0;
    for (Tensor user : users.of(node)) {
      if (user.op() instanceof LayoutOp.Slice slice && slice.axis() == node.rank() - 1) {
        width += slice.to() - slice.from();
      } else {
        width += passesColumns(user) ? width(user) : EVERYTHING;
      }
      width = Math.min(width, EVERYTHING);
    }
    return width;
  }

  /** Whether column j of the result depends on column j of the only input alone. */
  private static boolean passesColumns(Tensor node) {
    boolean keeps = node.op() instanceof ReduceOp.SumTo || node.op() instanceof LayoutOp.Reshape;
    return keeps
        && node.rank() > 0
        && node.input(0).rank() > 0
        && node.shape().last() == node.input(0).shape().last();
  }

  private static @Nullable Tensor sliced(Tensor x, int from, int to, Recorder recorder) {
    if (x.op() instanceof MatMul op) {
      Tensor w = x.input(1);
      int columns = op.transposeRight() ? w.rank() - 2 : w.rank() - 1;
      Tensor narrow = recorder.slice(w, columns, from, to);
      return recorder.changed(
          recorder.product(x.input(0), narrow, op.transposeLeft(), op.transposeRight()));
    }
    if (!passesColumns(x)) {
      return null;
    }
    Tensor inner = sliced(x.input(0), from, to, recorder);
    if (inner == null) {
      return null;
    }
    Shape shape = x.shape().with(x.rank() - 1, to - from);
    return x.op() instanceof ReduceOp.SumTo
        ? recorder.sumTo(inner, shape)
        : recorder.reshape(inner, shape);
  }

  /** The sum of the rows of a product is the product of the sum of the rows. */
  private @Nullable Tensor sum(ReduceOp.SumTo op, Tensor node, Tensor x, Recorder to) {
    Shape sums = op.to();
    if (x.op() instanceof LayoutOp.Reshape && sums.rank() == 3 && x.input(0).rank() == 2) {
      Tensor rows = x.input(0);
      Shape one = rows.shape().with(0, 1);
      boolean inserted = x.size(0) == rows.size(0) && x.size(1) == 1 && sums.size(0) == 1;
      return inserted && sums.last() == x.shape().last()
          ? to.changed(to.reshape(to.sumTo(rows, one), sums))
          : null;
    }
    int rank = x.rank();
    boolean ofRows =
        x.op() instanceof MatMul product
            && !product.transposeLeft()
            && rank == sums.rank()
            && x.size(rank - 2) > 1
            && x.shape().with(rank - 2, 1).equals(sums);
    if (!ofRows || !users.single(node.input(0))) {
      return null;
    }
    MatMul product = (MatMul) x.op();
    Tensor a = x.input(0);
    Tensor row = to.sumTo(a, a.shape().with(a.rank() - 2, 1));
    return to.changed(to.record(product, row, x.input(1)));
  }

  private @Nullable Tensor plus(Tensor node, UnaryOperator<Tensor> mapped, Recorder to) {
    boolean free =
        node.input(0) != node.input(1)
            && users.single(node.input(0))
            && users.single(node.input(1));
    return free ? merged(mapped.apply(node.input(0)), mapped.apply(node.input(1)), to) : null;
  }

  /** {@code a^T g + a^T h = a^T (g + h)}, also inside of joined weight gradients. */
  private static @Nullable Tensor merged(Tensor x, Tensor y, Recorder to) {
    if (x.op() instanceof MatMul op && op.transposeLeft() && op.equals(y.op())) {
      boolean same = x.input(0) == y.input(0) && x.input(1).shape().equals(y.input(1).shape());
      return same && x.size(x.rank() - 2) >= MERGED_ROWS
          ? to.changed(to.record(op, x.input(0), to.plus(x.input(1), y.input(1))))
          : null;
    }
    if (!(x.op() instanceof LayoutOp.Concat concat)
        || !x.op().equals(y.op())
        || x.inputs().size() != y.inputs().size()) {
      return null;
    }
    List<Tensor> parts = new ArrayList<>();
    for (int k = 0; k < x.inputs().size(); k++) {
      Tensor first = x.input(k);
      Tensor second = y.input(k);
      if (!first.shape().equals(second.shape())) {
        return null;
      }
      Tensor product = merged(first, second, to);
      parts.add(product == null ? to.plus(first, second) : product);
    }
    return to.changed(to.record(concat, parts));
  }
}
