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
  private final Graph to;
  private final Set<SourceOp.Read> copied;
  private final Map<List<Object>, Tensor> known = new HashMap<>();

  private Rewriting(Graph to, Set<SourceOp.Read> copied) {
    this.to = to;
    this.copied = copied;
  }

  /** Nodes and effects after rewriting; the nodes belong to a graph of their own. */
  record Result(Graph graph, List<Effect> effects) {}

  /** Rewrites until nothing shrinks. */
  static Result simplify(Graph from, List<Effect> effects) {
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
    Graph to = Graph.named(from.name());
    Rewriting rewriting = new Rewriting(to, copied);
    boolean[] live = live(from, effects);
    Map<Tensor, Tensor> mapped = new HashMap<>();
    for (Tensor node : from.nodes()) {
      if (live[node.id()]) {
        List<Tensor> inputs = new ArrayList<>();
        for (Tensor input : node.inputs()) {
          inputs.add(get(mapped, input));
        }
        mapped.put(node, rewriting.rewritten(node.op(), inputs, node.shape()));
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

  private Tensor rewritten(Op op, List<Tensor> inputs, Shape shape) {
    Tensor folded = Folding.fold(op, inputs, shape, this::merged);
    if (op instanceof SourceOp.Read read && copied.contains(read)) {
      return merged(new PointwiseOp.Copy(), List.of(folded));
    }
    return folded;
  }

  private Tensor merged(Op op, List<Tensor> inputs) {
    return known.computeIfAbsent(List.of(op, inputs), key -> to.record(op, inputs));
  }
}
