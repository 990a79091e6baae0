package io.warmstart.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Products of joined columns as sums of products, {@code [x | c] W = x W_x + c W_c}, where a part
 * repeats fewer rows or meets the same weights in several products; equal parts are then merged.
 * The gradient of the weights is split alike: {@code [x | c]^T g} is {@code x^T g} above {@code c^T
 * g}.
 */
final class ConcatSplit implements RewriteRule {
  /** Neighbouring columns of a concat. */
  private record Group(List<Tensor> parts, int from, int to, boolean apart) {}

  /** Part of a product: rows of these weights from this one on. */
  private record Key(Tensor part, Tensor weights, int from) {}

  private final Map<Key, Integer> occurrences = new HashMap<>();
  private final Map<Tensor, List<Group>> products = new LinkedHashMap<>();
  private final Map<Tensor, List<Group>> concats = new HashMap<>();

  /** Terms of each sum that was recorded, to place a bias among them. */
  private final Map<Tensor, Sum> sums = new HashMap<>();

  /**
   * Terms of one split product.
   *
   * @param own products of parts that occur only here, of the full shape
   * @param shared products of the full shape that occur elsewhere too
   * @param repeated products of fewer rows, each with its number of repetitions
   * @param rows products of one row
   */
  private record Sum(
      List<Tensor> own, List<Tensor> shared, List<Repeated> repeated, List<Tensor> rows) {}

  ConcatSplit(Graph graph, Users users, boolean[] live) {
    List<Tensor> joined = new ArrayList<>();
    for (Tensor node : graph.nodes()) {
      if (live[node.id()] && isForward(node)) {
        joined.add(node);
        keys(node).forEach(key -> occurrences.merge(key, 1, Integer::sum));
      }
    }
    for (Tensor node : joined) {
      List<Group> groups = groups(node);
      if (groups.stream().anyMatch(Group::apart)) {
        products.put(node, groups);
      }
    }
    Set<Tensor> kept = new HashSet<>(joined);
    kept.removeAll(products.keySet());
    for (Map.Entry<Tensor, List<Group>> entry : products.entrySet()) {
      Tensor concat = entry.getKey().input(0);
      if (users.of(concat).stream().noneMatch(kept::contains)) {
        concats.putIfAbsent(concat, entry.getValue());
      }
    }
  }

  private static boolean isForward(Tensor node) {
    return node.op() instanceof MatMul op
        && !op.transposeLeft()
        && !op.transposeRight()
        && isJoined(node.input(0));
  }

  private static boolean isJoined(Tensor x) {
    return x.op() instanceof LayoutOp.Concat concat && concat.axis() == x.rank() - 1;
  }

  private static List<Key> keys(Tensor product) {
    List<Key> keys = new ArrayList<>();
    int from = 0;
    for (Tensor part : product.input(0).inputs()) {
      Repeated repeated = Repeated.along(part, part.rank() - 2);
      keys.add(new Key(repeated == null ? part : repeated.of(), product.input(1), from));
      from += part.shape().last();
    }
    return keys;
  }

  /** Parts apart, neighbours among the rest together. */
  private List<Group> groups(Tensor product) {
    List<Group> groups = new ArrayList<>();
    List<Key> keys = keys(product);
    List<Tensor> parts = product.input(0).inputs();
    for (int k = 0; k < keys.size(); k++) {
      Key key = keys.get(k);
      boolean apart = key.part() != parts.get(k) || occurrences.getOrDefault(key, 0) > 1;
      int to = key.from() + parts.get(k).shape().last();
      Group last = groups.isEmpty() ? null : groups.getLast();
      if (!apart && last != null && !last.apart()) {
        List<Tensor> more = new ArrayList<>(last.parts());
        more.add(parts.get(k));
        groups.set(groups.size() - 1, new Group(more, last.from(), to, false));
      } else {
        groups.add(new Group(List.of(parts.get(k)), key.from(), to, apart));
      }
    }
    return groups;
  }

  @Override
  public @Nullable Tensor apply(Tensor node, UnaryOperator<Tensor> mapped, Recorder to) {
    List<Group> groups = products.get(node);
    if (groups != null) {
      return to.changed(forward(groups, mapped, mapped.apply(node.input(1)), to));
    }
    if (node.op() instanceof MatMul op
        && op.transposeLeft()
        && !op.transposeRight()
        && concats.containsKey(node.input(0))) {
      List<Group> parts = concats.getOrDefault(node.input(0), List.of());
      return to.changed(weightGradient(parts, mapped, mapped.apply(node.input(1)), to));
    }
    if (node.op() instanceof PointwiseOp.Plus) {
      return biased(mapped.apply(node.input(0)), mapped.apply(node.input(1)), to);
    }
    return null;
  }

  private Tensor forward(
      List<Group> groups, UnaryOperator<Tensor> mapped, Tensor weights, Recorder to) {
    Sum sum = new Sum(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (Group group : groups) {
      Tensor x = joined(group, mapped, to);
      Tensor w = to.slice(weights, weights.rank() - 2, group.from(), group.to());
      Repeated repeated = Repeated.along(x, x.rank() - 2);
      if (repeated == null) {
        (group.apart() ? sum.shared() : sum.own()).add(to.product(x, w, false, false));
      } else {
        Tensor once = to.product(repeated.of(), w, false, false);
        if (once.size(once.rank() - 2) == 1) {
          sum.rows().add(once);
        } else {
          sum.repeated().add(new Repeated(once, repeated.times()));
        }
      }
    }
    Tensor total = total(sum, null, to);
    sums.put(total, sum);
    return total;
  }

  private static Tensor joined(Group group, UnaryOperator<Tensor> mapped, Recorder to) {
    List<Tensor> parts = group.parts().stream().map(mapped).toList();
    return to.concat(parts.getFirst().rank() - 1, parts);
  }

  /**
   * The terms and a bias, added so that an executor can start each product from the next term: rows
   * join what has fewest rows.
   */
  private static Tensor total(Sum sum, @Nullable Tensor bias, Recorder to) {
    Tensor rows = bias;
    for (Tensor row : sum.rows()) {
      rows = rows == null ? row : to.plus(row, rows);
    }
    Tensor total = null;
    for (Repeated repeated : sum.repeated()) {
      Tensor of = rows == null ? repeated.of() : to.plus(repeated.of(), rows);
      rows = null;
      Tensor term = to.repeat(of, of.rank() - 2, repeated.times());
      total = total == null ? term : to.plus(total, term);
    }
    for (Tensor shared : sum.shared()) {
      boolean sharesBias = rows != null && sum.rows().isEmpty();
      Tensor term = sharesBias && rows != null ? to.plus(shared, rows) : shared;
      rows = sharesBias ? null : rows;
      total = total == null ? term : to.plus(term, total);
    }
    for (Tensor own : sum.own()) {
      total = total == null ? own : to.plus(own, total);
    }
    if (total == null || rows == null) {
      return required(total == null ? rows : total);
    }
    return to.plus(total, rows);
  }

  private static Tensor required(@Nullable Tensor total) {
    if (total == null) {
      throw new IllegalStateException("A sum without terms.");
    }
    return total;
  }

  /** A bias of one row, added to a sum that was recorded before. */
  private @Nullable Tensor biased(Tensor a, Tensor b, Recorder to) {
    Sum sum = sums.get(a);
    if (sum == null) {
      return sums.containsKey(b) && !sums.containsKey(a) ? biased(b, a, to) : null;
    }
    int rank = a.rank();
    boolean row = b.rank() == rank && b.size(rank - 2) == 1 && b.shape().last() == a.shape().last();
    return row && a.size(rank - 2) > 1 ? to.changed(total(sum, b, to)) : null;
  }

  private static Tensor weightGradient(
      List<Group> groups, UnaryOperator<Tensor> mapped, Tensor g, Recorder to) {
    List<Tensor> parts = new ArrayList<>();
    for (Group group : groups) {
      parts.add(to.product(joined(group, mapped, to), g, true, false));
    }
    return to.concat(parts.getFirst().rank() - 2, parts);
  }
}
