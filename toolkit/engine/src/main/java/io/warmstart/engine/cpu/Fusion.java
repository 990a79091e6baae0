package io.warmstart.engine.cpu;

import io.warmstart.engine.Effect;
import io.warmstart.engine.ImageOp;
import io.warmstart.engine.MatMul;
import io.warmstart.engine.PlanStep;
import io.warmstart.engine.PointwiseOp;
import io.warmstart.engine.ReduceOp;
import io.warmstart.engine.StepPlan;
import io.warmstart.engine.Tensor;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the patterns of a plan, most valuable first: products with their epilogues, row norms, sums
 * of squares, averaging inside the optimiser; what is left of the pointwise operations is gathered
 * into chains.
 */
final class Fusion {
  /**
   * Bytecodes of one chain, roughly. The first compiler refuses to compile a loop of many more from
   * its inside (seen from 1050 on), after which the method stays slow for ever.
   */
  private static final int MAX_BYTECODES = 880;

  private static final int FRAME_BYTECODES = 90;
  private static final int OPERAND_BYTECODES = 45;
  private static final int MAX_INPUTS = 12;
  private static final int MAX_OUTPUTS = 4;

  private final StepPlan plan;
  private final Uses uses;
  private final Fusions allowed;
  private final UnitGraph graph;
  private final Map<Integer, Unit> patterns = new HashMap<>();

  /** Nodes that belong to a pattern and are not free for another one. */
  private final BitSet taken = new BitSet();

  private final Map<Tensor, Tensor> chainOf = new HashMap<>();

  private Fusion(StepPlan plan, Uses uses, Fusions allowed) {
    this.plan = plan;
    this.uses = uses;
    this.allowed = allowed;
    this.graph = new UnitGraph(plan.steps());
  }

  /** The units of a plan in a valid order. */
  static List<Unit> units(StepPlan plan, Uses uses, Fusions allowed) {
    Fusion fusion = new Fusion(plan, uses, allowed);
    fusion.find();
    return fusion.result();
  }

  private void find() {
    for (Tensor node : plan.nodes()) {
      switch (node.op()) {
        case MatMul product -> product(node);
        case ReduceOp.SumTo sum -> squareSum(node);
        case ImageOp.Convolve conv -> convolved(node);
        default -> {}
      }
    }
    if (allowed.rowNorm()) {
      new NormPatterns(this, uses).find(plan.nodes());
    }
    updates();
    chains();
  }

  private void product(Tensor node) {
    Tensor result = node;
    Tensor bias = null;
    boolean relu = false;
    Tensor mask = null;
    Tensor user = free(uses.onlyUser(node));
    if (allowed.epilogue() && user != null && user.op() instanceof PointwiseOp.Plus) {
      Tensor other = other(user, node);
      if (other != null && startsFrom(node, other) && join(node, user)) {
        bias = other;
        result = user;
        user = free(uses.onlyUser(user));
        if (user != null && user.op() instanceof PointwiseOp.Relu && join(node, user)) {
          relu = true;
          result = user;
        }
      }
    }
    boolean masks = allowed.mask() && !relu && node.shape().equals(result.shape());
    if (masks && user != null && user.op() instanceof PointwiseOp.Times) {
      Tensor other = other(user, result);
      if (other != null
          && other.op() instanceof PointwiseOp.Positive
          && other.shape().equals(node.shape())
          && join(node, user)) {
        mask = other.input(0);
        result = user;
        if (uses.onlyUser(other) != null) {
          take(other, join(node, other));
        }
      }
    }
    for (Tensor part = node; part != null && part != result; part = uses.onlyUser(part)) {
      take(part, true);
    }
    take(result, true);
    set(node, new Unit.Product(result, node, bias, relu, mask));
  }

  private @Nullable Tensor free(@Nullable Tensor node) {
    return node == null || taken.get(node.id()) ? null : node;
  }

  /** Whether a product may start from another tensor instead of zero. */
  private boolean startsFrom(Tensor node, Tensor other) {
    if (isRow(other, node) && takesBias(node)) {
      return true;
    }
    Tensor left = node.input(0);
    int inner = left.size(left.rank() - (((MatMul) node.op()).transposeLeft() ? 2 : 1));
    return other.shape().equals(node.shape())
        && node.size(node.rank() - 2) > 1
        && node.shape().last() > 1
        && inner > 1;
  }

  /** Plain products only, and one column only where the head kernels may be used. */
  private boolean takesBias(Tensor node) {
    return node.op() instanceof MatMul product
        && !product.transposeLeft()
        && !product.transposeRight()
        && (node.shape().last() > 1 || allowed.heads());
  }

  /** The other operand of a binary operation, or nothing if both are this one. */
  static @Nullable Tensor other(Tensor binary, Tensor operand) {
    Tensor first = binary.input(0);
    Tensor second = binary.input(1);
    if (first == second) {
      return null;
    }
    return first == operand ? second : first;
  }

  /** Whether a tensor holds one value per column, the same for all rows. */
  static boolean isRow(Tensor row, Tensor matrix) {
    int rank = matrix.rank();
    return row.rank() == rank
        && row.size(rank - 1) == matrix.size(rank - 1)
        && row.size(rank - 2) == 1
        && (rank == 2 || row.size(0) == 1 || row.size(0) == matrix.size(0));
  }

  private void squareSum(Tensor node) {
    Tensor square = node.input(0);
    if (allowed.squareSum()
        && node.rank() == 0
        && square.op() instanceof PointwiseOp.Square
        && uses.onlyUser(square) == node
        && join(node, square)) {
      take(node, true);
      take(square, true);
      set(node, new Unit.SquareSum(node, square.input(0)));
    }
  }

  /** The bias per channel, which the product adds as it stores its results. */
  private void convolved(Tensor node) {
    Tensor biased = uses.onlyUser(node);
    if (!allowed.epilogue() || biased == null || !(biased.op() instanceof PointwiseOp.Plus)) {
      return;
    }
    Tensor bias = other(biased, node);
    if (bias == null
        || bias.rank() != node.rank()
        || bias.count() != node.shape().last()
        || bias.shape().last() != node.shape().last()
        || !join(node, biased)) {
      return;
    }
    Tensor result = biased;
    Tensor next = uses.onlyUser(biased);
    boolean relu = next != null && next.op() instanceof PointwiseOp.Relu && join(node, next);
    if (relu && next != null) {
      result = next;
    }
    take(node, true);
    take(biased, true);
    take(result, true);
    set(node, new Unit.Convolved(result, node, bias, relu));
  }

  private void updates() {
    List<PlanStep> steps = plan.steps();
    for (PlanStep step : steps) {
      if (step instanceof PlanStep.Apply apply
          && apply.effect() instanceof Effect.Minimize minimize) {
        patterns.put(step.index(), new Unit.Update(minimize, averaging(step.index(), minimize)));
      }
    }
  }

  private Effect.@Nullable Polyak averaging(int at, Effect.Minimize minimize) {
    for (PlanStep step : plan.steps()) {
      if (allowed.polyak()
          && step instanceof PlanStep.Apply apply
          && apply.effect() instanceof Effect.Polyak polyak
          && step.index() > at
          && polyak.online().equals(minimize.parameters())
          && follows(polyak, minimize)) {
        return graph.join(at, step.index()) ? polyak : null;
      }
    }
    return null;
  }

  private static boolean follows(Effect.Polyak polyak, Effect.Minimize minimize) {
    for (int k = 0; k < minimize.versions().size(); k++) {
      if (polyak.onlineVersions().get(k) != minimize.versions().get(k) + 1) {
        return false;
      }
    }
    return true;
  }

  /**
   * Joins each pointwise node with its earliest user, last nodes first, so that a value is computed
   * where it is first needed and cheap ones stay in registers.
   */
  private void chains() {
    for (Tensor node : plan.nodes().reversed()) {
      if (!(node.op() instanceof PointwiseOp) || taken.get(node.id())) {
        continue;
      }
      chainOf.put(node, node);
      if (allowed.chains() && !uses.of(node).isEmpty()) {
        PlanStep first = uses.of(node).getFirst();
        if (first instanceof PlanStep.Compute compute
            && chainOf.containsKey(compute.node())
            && compute.node().shape().equals(node.shape())
            && !(node.op() instanceof PointwiseOp.Copy)) {
          joinChain(node, compute.node());
        }
      }
    }
  }

  private void joinChain(Tensor node, Tensor user) {
    BitSet together = (BitSet) graph.members(graph.unit(uses.position(user))).clone();
    together.set(uses.position(node));
    List<Tensor> nodes = nodes(together);
    int inputs = inputs(nodes).size();
    int outputs = outputs(nodes).size();
    int bytecodes =
        FRAME_BYTECODES
            + OPERAND_BYTECODES * (inputs + outputs)
            + nodes.stream().mapToInt(this::bytecodes).sum();
    if (bytecodes <= MAX_BYTECODES && inputs <= MAX_INPUTS && outputs <= MAX_OUTPUTS) {
      join(node, user);
    }
  }

  private int bytecodes(Tensor node) {
    return switch (node.op()) {
      case PointwiseOp.Exp op -> 290;
      case PointwiseOp.Log op -> 370;
      case PointwiseOp.Tanh op -> isMishFactor(node) ? 350 : 470;
      case PointwiseOp.Sigmoid op -> 330;
      case PointwiseOp.Softplus op -> {
        Tensor user = uses.onlyUser(node);
        yield user != null && user.op() instanceof PointwiseOp.Tanh ? 0 : 600;
      }
      case PointwiseOp.Erf op -> 600;
      case PointwiseOp.Sin op -> 450;
      default -> 15;
    };
  }

  /** Whether this is the tanh of mish, which needs one exponential only. */
  private boolean isMishFactor(Tensor tanh) {
    return tanh.input(0).op() instanceof PointwiseOp.Softplus
        && uses.onlyUser(tanh.input(0)) == tanh;
  }

  private List<Tensor> nodes(BitSet steps) {
    List<Tensor> nodes = new ArrayList<>();
    for (int i = steps.nextSetBit(0); i >= 0; i = steps.nextSetBit(i + 1)) {
      if (plan.steps().get(i) instanceof PlanStep.Compute compute) {
        nodes.add(compute.node());
      }
    }
    return nodes;
  }

  /** What nodes need from outside, each once, in order of first use. */
  static List<Tensor> inputs(List<Tensor> nodes) {
    List<Tensor> inputs = new ArrayList<>();
    for (Tensor node : nodes) {
      for (Tensor input : node.inputs()) {
        if (!nodes.contains(input) && !inputs.contains(input)) {
          inputs.add(input);
        }
      }
    }
    return inputs;
  }

  private List<Tensor> outputs(List<Tensor> nodes) {
    List<Tensor> outputs = new ArrayList<>();
    for (Tensor node : nodes) {
      for (PlanStep user : uses.of(node)) {
        boolean inside = user instanceof PlanStep.Compute compute && nodes.contains(compute.node());
        if (!inside && !outputs.contains(node)) {
          outputs.add(node);
        }
      }
    }
    return outputs;
  }

  /** Makes nodes one unit, unless something else would have to run between them. */
  boolean join(Tensor... nodes) {
    int[] positions = new int[nodes.length];
    for (int i = 0; i < nodes.length; i++) {
      positions[i] = uses.position(nodes[i]);
    }
    return graph.join(positions);
  }

  /** Whether a node belongs to a pattern. */
  boolean taken(Tensor node) {
    return taken.get(node.id());
  }

  /** Notes that a node belongs to a pattern. */
  void take(Tensor node) {
    taken.set(node.id());
  }

  private void take(@Nullable Tensor node, boolean really) {
    if (node != null && really) {
      taken.set(node.id());
    }
  }

  /** Says what the unit of a node is. */
  void set(Tensor node, Unit unit) {
    patterns.put(uses.position(node), unit);
  }

  private List<Unit> result() {
    List<Unit> units = new ArrayList<>();
    for (BitSet members : graph.ordered()) {
      units.add(unit(members));
    }
    return units;
  }

  private Unit unit(BitSet members) {
    for (int i = members.nextSetBit(0); i >= 0; i = members.nextSetBit(i + 1)) {
      Unit found = patterns.get(i);
      if (found != null) {
        return found;
      }
    }
    List<Tensor> nodes = nodes(members);
    if (!nodes.isEmpty() && chainOf.containsKey(nodes.getFirst())) {
      return new Unit.Chain(nodes, outputs(nodes));
    }
    return new Unit.Single(plan.steps().get(members.nextSetBit(0)));
  }
}
