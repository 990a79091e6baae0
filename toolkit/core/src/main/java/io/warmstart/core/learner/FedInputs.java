package io.warmstart.core.learner;

import io.warmstart.core.data.ReturnRule;
import io.warmstart.core.reward.RewardTransform;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.engine.DType;
import io.warmstart.engine.Graph;
import io.warmstart.engine.Init;
import io.warmstart.engine.Parameter;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Batches that the host fills with raw rows; scaling of actions, rewards and observations is part
 * of the graph, so whatever is exported carries it.
 */
final class FedInputs implements BatchInputs {
  static final String MEAN = "normalizer/mean";
  static final String SCALE = "normalizer/scale";

  private final EnvironmentSpec spec;
  private final Preprocessing preprocessing;
  private final ActionScaling actions;
  private final @Nullable Parameter mean;
  private final @Nullable Parameter scale;
  private @Nullable ReturnRule returnRule;

  FedInputs(EnvironmentSpec spec, Preprocessing preprocessing, Parameters parameters) {
    this.spec = spec;
    this.preprocessing = preprocessing;
    this.actions = new ActionScaling(spec);
    int width = spec.observationWidth();
    boolean normalized = preprocessing.normalizeObservations();
    mean = normalized ? parameters.add(MEAN, new Init.Zero(), 1, width) : null;
    scale = normalized ? parameters.add(SCALE, new Init.One(), 1, width) : null;
  }

  @Override
  public Batch declare(Graph graph, int rows) {
    int width = spec.observationWidth();
    Tensor stored = graph.input("actions", DType.F32, rows, spec.actionWidth());
    return new Batch(
        normalized(graph.input("observations", DType.F32, rows, width)),
        actions.toUnit(stored),
        preprocessing.rewards().apply(graph.input("rewards", DType.F32, rows)),
        graph.input("masks", DType.F32, rows),
        normalized(graph.input("nextObservations", DType.F32, rows, width)));
  }

  @Override
  public NextActions nextActions(Graph graph, int rows) {
    Tensor stored = graph.input("nextActions", DType.F32, rows, spec.actionWidth());
    Tensor known = graph.input("nextActionsKnown", DType.F32, rows);
    return new NextActions(actions.toUnit(stored), known);
  }

  @Override
  public Tensor returns(Graph graph, int rows, double discount, @Nullable Double failureReward) {
    RewardTransform rewards = preprocessing.rewards();
    ReturnRule rule = new ReturnRule(discount, rewards.scale(), rewards.shift(), failureReward);
    if (returnRule != null && !returnRule.equals(rule)) {
      throw new IllegalArgumentException(
          "a learner sees one return-to-go; asked for " + returnRule + " and for " + rule);
    }
    returnRule = rule;
    return graph.input("returns", DType.F32, rows);
  }

  /** The rule of the returns that were declared, null if none were. */
  @Nullable ReturnRule returnRule() {
    return returnRule;
  }

  @Override
  public Images images() {
    return preprocessing.images();
  }

  @Override
  public Tensor image(Graph graph, String part, int rows) {
    return frames(graph, ImageInputs.current(part), part, rows);
  }

  @Override
  public Tensor nextImage(Graph graph, String part, int rows) {
    return frames(graph, ImageInputs.next(part), part, rows);
  }

  @Override
  public Tensor observedImage(Graph graph, String part) {
    return frames(graph, ImageInputs.observed(part), part, 1);
  }

  private Tensor frames(Graph graph, String input, String part, int rows) {
    List<Integer> shape = spec.image(part).shape();
    return graph.input(input, DType.U8, rows, shape.get(0), shape.get(1), shape.get(2));
  }

  @Override
  public Tensor observation(Graph graph) {
    return normalized(graph.input("observation", DType.F32, 1, spec.observationWidth()));
  }

  /** {@code (s - mean) * scale}, [B, O]. */
  private Tensor normalized(Tensor observations) {
    if (mean == null || scale == null) {
      return observations;
    }
    Graph graph = observations.graph();
    return observations.minus(graph.read(mean)).times(graph.read(scale));
  }
}
