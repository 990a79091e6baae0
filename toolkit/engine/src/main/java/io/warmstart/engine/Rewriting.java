package io.warmstart.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Copies the live part of a graph, merging equal expressions and folding constants. Merging happens
 * here only, never while recording, because it would change what a derivative by a node means.
 */
final class Rewriting {
  /** Each round moves every repeat or split one operation further; deep networks need a few. */
  private static final int MOST_ROUNDS = 100;

  private final Graph to;
  private final Set<SourceOp.Read> copied;
  private final List<RewriteRule> rules = new ArrayList<>();
  private final Map<List<Object>, Tensor> known = new HashMap<>();
  private final Recorder recorder = new Recorder(this::merged);

  private Rewriting(Graph to, Set<SourceOp.Read> copied) {
    this.to = to;
    this.copied = copied;
  }

  /** Nodes and effects after rewriting; the nodes belong to a graph of their own. */
  record Result(Graph graph, List<Effect> effects) {}

  /** Merges, folds and applies these rewrites until nothing changes. */
  static Result simplify(Graph from, List<Effect> effects, Rewrites rewrites) {
    Result result = shrunk(from, effects);
    if (rewrites.equals(Rewrites.NONE)) {
      return result;
    }
    for (int round = 0; round < MOST_ROUNDS; round++) {
      Graph to = Graph.named(from.name());
      Rewriting rewriting = new Rewriting(to, Set.of());
      rewriting.prepare(rewrites, result);
      Result next = rewriting.all(result.graph(), result.effects());
      if (rewriting.recorder.changes() == 0) {
        return result;
      }
      result = shrunk(next.graph(), next.effects());
    }
    return result;
  }

  private void prepare(Rewrites rewrites, Result from) {
    boolean[] live = live(from.graph(), from.effects());
    Users users = new Users(from.graph(), from.effects(), live);
    if (rewrites.split()) {
      rules.add(new ConcatSplit(from.graph(), users, live));
    }
    if (rewrites.push()) {
      rules.add(new RepeatPush());
    }
    if (rewrites.narrow()) {
      rules.add(new Narrowing(users));
    }
  }

  private static Result shrunk(Graph from, List<Effect> effects) {
    Result result = once(from, effects, Set.of());
    int size;
    do {
      size = result.graph().nodes().size();
      result = once(result.graph(), result.effects(), Set.of());
    } while (result.graph().nodes().size() < size);
    return result;
  }

  /**
   * Puts a copy behind each of these reads, so that users see the value after it is overwritten.
   */
  static Result withCopies(Result from, Set<SourceOp.Read> reads) {
    return once(from.graph(), from.effects(), new HashSet<>(reads));
  }

  private static Result once(Graph from, List<Effect> effects, Set<SourceOp.Read> copied) {
    return new Rewriting(Graph.named(from.name()), copied).all(from, effects);
  }

  private Result all(Graph from, List<Effect> effects) {
    boolean[] live = live(from, effects);
    Map<Tensor, Tensor> mapped = new HashMap<>();
    for (Tensor node : from.nodes()) {
      if (live[node.id()]) {
        mapped.put(node, rewritten(node, input -> get(mapped, input)));
      }
    }
    List<Effect> moved = new ArrayList<>();
    for (Effect effect : effects) {
      moved.add(moved(effect, tensor -> get(mapped, tensor)));
    }
    return new Result(to, moved);
  }

  private static Tensor get(Map<Tensor, Tensor> mapped, Tensor tensor) {
    Tensor found = mapped.get(tensor);
    if (found == null) {
      throw new GraphException("Tensor " + tensor + " is used before it is recorded.");
    }
    return found;
  }

  private static boolean[] live(Graph graph, List<Effect> effects) {
    boolean[] live = new boolean[graph.nodes().size()];
    for (Effect effect : effects) {
      for (Tensor input : effect.inputs()) {
        live[input.id()] = true;
      }
    }
    for (int id = live.length - 1; id >= 0; id--) {
      if (live[id]) {
        for (Tensor input : graph.nodes().get(id).inputs()) {
          live[input.id()] = true;
        }
      }
    }
    return live;
  }

  private static Effect moved(Effect effect, UnaryOperator<Tensor> to) {
    return switch (effect) {
      case Effect.Minimize e ->
          new Effect.Minimize(
              to.apply(e.loss()),
              to.apply(e.norm()),
              e.gradients().stream().map(to).toList(),
              e.parameters(),
              e.versions(),
              e.how());
      case Effect.Polyak e ->
          new Effect.Polyak(
              e.target(), e.online(), e.versions(), e.onlineVersions(), to.apply(e.rate()));
      case Effect.Assign e -> new Effect.Assign(e.parameter(), e.version(), to.apply(e.value()));
      case Effect.Metric e -> new Effect.Metric(e.name(), to.apply(e.value()));
      case Effect.Output e -> new Effect.Output(e.name(), to.apply(e.value()));
    };
  }

  private Tensor rewritten(Tensor node, UnaryOperator<Tensor> mapped) {
    for (RewriteRule rule : rules) {
      Tensor better = rule.apply(node, mapped, recorder);
      if (better != null) {
        if (!better.shape().equals(node.shape())) {
          throw new IllegalStateException(node + " was rewritten to " + better + ".");
        }
        return better;
      }
    }
    List<Tensor> inputs = node.inputs().stream().map(mapped).toList();
    Tensor folded = Folding.fold(node.op(), inputs, node.shape(), this::merged);
    if (node.op() instanceof SourceOp.Read read && copied.contains(read)) {
      return merged(new PointwiseOp.Copy(), List.of(folded));
    }
    return folded;
  }

  private Tensor merged(Op op, List<Tensor> inputs) {
    return known.computeIfAbsent(List.of(op, inputs), key -> to.record(op, inputs));
  }
}
