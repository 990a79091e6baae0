package io.warmstart.engine.cpu;

import io.warmstart.engine.Effect;
import io.warmstart.engine.ImageOp;
import io.warmstart.engine.IndexOp;
import io.warmstart.engine.LayoutOp;
import io.warmstart.engine.MatMul;
import io.warmstart.engine.PlanStep;
import io.warmstart.engine.PointwiseOp;
import io.warmstart.engine.ReduceOp;
import io.warmstart.engine.RowOp;
import io.warmstart.engine.SourceOp;
import io.warmstart.engine.StepPlan;
import io.warmstart.engine.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** From the units of a plan to steps over memory. */
final class Lowering {
  /**
   * A plan as steps in a valid order.
   *
   * @param gates by effect, where a refusal is noted
   * @param metrics by name, where the value stands after a run
   * @param outputs by name, where the dense values stand after a run
   * @param chains every chain that some step runs
   */
  record Lowered(
      StepPlan plan,
      List<Step> steps,
      Map<Integer, View> gates,
      Map<String, View> metrics,
      Map<String, View> outputs,
      Set<Chain> chains) {}

  private final StepPlan plan;
  private final Uses uses;
  private final Emitter emitter;
  private final ProductLowering products;
  private final ChainLowering chains;
  private final ReduceLowering reductions;
  private final RowLowering rows;
  private final LayoutLowering layouts;
  private final IndexLowering indices;
  private final ImageLowering images;
  private final SourceLowering sources;
  private final EffectLowering effects;

  private Lowering(
      StepPlan plan, Storage storage, Fusions fusions, int blocks, ChainCompiler compiler) {
    this.plan = plan;
    uses = new Uses(plan);
    emitter = new Emitter(plan.name(), storage, fusions, blocks, compiler);
    products = new ProductLowering(emitter);
    chains = new ChainLowering(emitter);
    reductions = new ReduceLowering(emitter);
    rows = new RowLowering(emitter);
    layouts = new LayoutLowering(emitter);
    indices = new IndexLowering(emitter, storage);
    images = new ImageLowering(emitter);
    sources = new SourceLowering(emitter, storage, plan.name(), storage.runs(plan));
    effects = new EffectLowering(emitter, storage, plan);
  }

  /**
   * Lowers a plan.
   *
   * @param blocks into how many row blocks large matrices are split; changes no result
   */
  static Lowered lower(
      StepPlan plan, Storage storage, Fusions fusions, int blocks, ChainCompiler compiler) {
    Lowering lowering = new Lowering(plan, storage, fusions, blocks, compiler);
    for (Unit unit : Fusion.units(plan, lowering.uses, fusions)) {
      lowering.emit(unit);
    }
    return new Lowered(
        plan,
        List.copyOf(lowering.emitter.steps()),
        lowering.effects.gates(),
        lowering.effects.metrics(),
        lowering.effects.outputs(),
        lowering.emitter.chains());
  }

  private void emit(Unit unit) {
    switch (unit) {
      case Unit.Product product -> products.emit(product);
      case Unit.SquareSum sum -> reductions.squares(sum);
      case Unit.Normed normed -> rows.emit(normed);
      case Unit.NormGradient gradient -> rows.emit(gradient);
      case Unit.Convolved convolved -> images.emit(convolved);
      case Unit.Chain chain -> chains.emit(chain);
      case Unit.Update update -> update(update);
      case Unit.Single single -> single(single.step());
    }
  }

  private void update(Unit.Update update) {
    effects.update(update.minimize(), update.polyak());
  }

  private void single(PlanStep step) {
    switch (step) {
      case PlanStep.Compute compute -> node(compute.node());
      case PlanStep.Apply apply -> effect(apply.effect());
    }
  }

  private void effect(Effect effect) {
    effects.emit(effect);
  }

  private void node(Tensor node) {
    switch (node.op()) {
      case SourceOp op -> sources.emit(op, node);
      case PointwiseOp op -> chains.emit(new Unit.Chain(List.of(node), List.of(node)));
      case LayoutOp.Repeat op -> emitter.defer(node, () -> layouts.emit(op, node));
      case LayoutOp op -> layouts.emit(op, node);
      case ReduceOp op -> reductions.emit(op, node);
      case IndexOp op -> index(op, node);
      case RowOp op -> rows.emit(op, node);
      case ImageOp op -> images.emit(op, node);
      case MatMul op -> products.emit(new Unit.Product(node, node, null, false, null));
    }
  }

  /** Members that only products read stay where they are. */
  private void index(IndexOp op, Tensor node) {
    if (emitter.fusions().chosen()
        && op instanceof IndexOp.Take
        && node.rank() == 3
        && !uses.of(node).isEmpty()
        && uses.of(node).stream().allMatch(step -> multipliesBy(step, node))) {
      products.defer(node);
    } else {
      indices.emit(op, node);
    }
  }

  private static boolean multipliesBy(PlanStep step, Tensor right) {
    return step instanceof PlanStep.Compute compute
        && compute.node().op() instanceof MatMul
        && compute.node().input(1) == right
        && compute.node().input(0) != right;
  }

  /** The plan being lowered. */
  StepPlan plan() {
    return plan;
  }
}
