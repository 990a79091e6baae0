package io.warmstart.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reverse and forward differentiation as graph transformations: derivatives are ordinary nodes and
 * can be differentiated again.
 */
final class Differentiation {
  private Differentiation() {}

  /** Marks, by id, what a tensor depends on without passing a detach; the tensor is included. */
  static boolean[] ancestors(Graph graph, Tensor tensor) {
    boolean[] reached = new boolean[tensor.id() + 1];
    reached[tensor.id()] = true;
    for (int id = tensor.id(); id >= 0; id--) {
      Tensor node = graph.nodes().get(id);
      if (reached[id] && !(node.op() instanceof PointwiseOp.Detach)) {
        for (Tensor input : node.inputs()) {
          reached[input.id()] = true;
        }
      }
    }
    return reached;
  }

  static List<Tensor> gradients(Graph graph, Tensor scalar, List<Tensor> wrt) {
    requireMember(graph, scalar);
    if (scalar.rank() != 0) {
      throw new ShapeException("gradients: " + scalar + " must be a scalar; sum or average it.");
    }
    boolean[] needed = descendants(graph, wrt);
    @Nullable Tensor[] adjoints = new @Nullable Tensor[needed.length];
    adjoints[scalar.id()] = graph.constant(1);
    for (int id = scalar.id(); id >= 0; id--) {
      Tensor node = graph.nodes().get(id);
      Tensor adjoint = adjoints[id];
      if (adjoint == null || !anyNeeded(node, needed)) {
        continue;
      }
      @Nullable Tensor[] parts = Reverse.pull(node, adjoint);
      for (int k = 0; k < parts.length; k++) {
        Tensor part = parts[k];
        int to = node.input(k).id();
        if (part != null && needed[to]) {
          Tensor before = adjoints[to];
          adjoints[to] = before == null ? part : before.plus(part);
        }
      }
    }
    List<Tensor> gradients = new ArrayList<>();
    for (Tensor tensor : wrt) {
      Tensor adjoint = adjoints[tensor.id()];
      gradients.add(adjoint == null ? zeros(tensor) : adjoint);
    }
    return gradients;
  }

  static Tensor tangent(Graph graph, Tensor output, Map<Tensor, Tensor> seeds) {
    requireMember(graph, output);
    boolean[] reached = ancestors(graph, output);
    @Nullable Tensor[] tangents = new @Nullable Tensor[reached.length];
    for (int id = 0; id < reached.length; id++) {
      Tensor node = graph.nodes().get(id);
      Tensor seed = seeds.get(node);
      if (seed != null) {
        tangents[id] = seed.stretch(node.shape());
      } else if (reached[id]) {
        @Nullable Tensor[] inner = new @Nullable Tensor[node.inputs().size()];
        boolean any = false;
        for (int k = 0; k < inner.length; k++) {
          inner[k] = tangents[node.input(k).id()];
          any |= inner[k] != null;
        }
        Tensor pushed = any ? Forward.push(node, inner) : null;
        // An input that stretches has a smaller tangent than the result.
        tangents[id] = pushed == null ? null : pushed.stretch(node.shape());
      }
    }
    Tensor tangent = tangents[output.id()];
    return tangent == null ? zeros(output) : tangent;
  }

  static Tensor zeros(Tensor like) {
    return like.graph().constant(0).stretch(like.shape());
  }

  /** Marks, by id, what depends on these tensors without passing a detach. */
  private static boolean[] descendants(Graph graph, List<Tensor> of) {
    boolean[] marked = new boolean[graph.nodes().size()];
    for (Tensor tensor : of) {
      requireMember(graph, tensor);
      marked[tensor.id()] = true;
    }
    for (Tensor node : graph.nodes()) {
      if (!marked[node.id()]) {
        marked[node.id()] = anyNeeded(node, marked);
      }
    }
    return marked;
  }

  private static boolean anyNeeded(Tensor node, boolean[] marked) {
    if (node.op() instanceof PointwiseOp.Detach) {
      return false;
    }
    for (Tensor input : node.inputs()) {
      if (marked[input.id()]) {
        return true;
      }
    }
    return false;
  }

  private static void requireMember(Graph graph, Tensor tensor) {
    if (tensor.graph() != graph) {
      throw new GraphException(
          "Tensor "
              + tensor
              + " of graph \""
              + tensor.graph().name()
              + "\" cannot be differentiated in graph \""
              + graph.name()
              + "\".");
    }
  }
}
