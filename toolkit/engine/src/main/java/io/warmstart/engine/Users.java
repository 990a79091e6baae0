package io.warmstart.engine;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Who uses each live node of a graph. */
final class Users {
  private final List<List<Tensor>> nodes = new ArrayList<>();
  private final BitSet byEffects = new BitSet();

  Users(Graph graph, List<Effect> effects, boolean[] live) {
    graph.nodes().forEach(node -> nodes.add(new ArrayList<>()));
    for (Tensor node : graph.nodes()) {
      if (live[node.id()]) {
        node.inputs().forEach(input -> nodes.get(input.id()).add(node));
      }
    }
    effects.forEach(effect -> effect.inputs().forEach(input -> byEffects.set(input.id())));
  }

  /** Nodes that use this one; one that uses it twice occurs twice. */
  List<Tensor> of(Tensor node) {
    return nodes.get(node.id());
  }

  /** Whether an effect uses the node. */
  boolean byEffect(Tensor node) {
    return byEffects.get(node.id());
  }

  /** Whether exactly one node and no effect uses this one. */
  boolean single(Tensor node) {
    return of(node).size() == 1 && !byEffect(node);
  }
}
