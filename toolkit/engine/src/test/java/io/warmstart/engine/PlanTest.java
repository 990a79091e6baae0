package io.warmstart.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class PlanTest {
  private final Graph graph = Graph.named("plan");

  @Test
  void deadNodesAndEqualExpressionsDisappear() {
    Tensor x = graph.input("x", DType.F32, 4);
    Tensor unused = x.exp().log();
    graph.output("y", x.times(x).plus(x.times(x)));
    StepPlan plan = graph.compile();
    assertThat(unused.graph()).isSameAs(graph);
    assertThat(labels(plan)).containsExactly("input", "times", "plus");
    assertThat(plan.recorded()).isEqualTo(graph.nodes().size());
    for (int i = 0; i < plan.nodes().size(); i++) {
      assertThat(plan.nodes().get(i).id()).isEqualTo(i);
    }
  }

  @Test
  void constantsFold() {
    Tensor x = graph.input("x", DType.F32, 2, 3);
    Tensor one = graph.constant(1);
    Tensor zero = graph.constant(0).stretch(Shape.of(2, 3));
    graph.output("same", x.times(one).plus(zero).times(2).times(0.5).plus(0).detach());
    graph.output("scaled", x.times(3).negate().times(one.stretch(Shape.of(2, 3))));
    graph.output("number", one.stretch(Shape.of(2, 3)).times(4).sum());
    graph.output("shaped", x.reshape(6).reshape(3, 2).reshape(2, 3));
    StepPlan plan = graph.compile();
    assertThat(labels(plan)).containsExactlyInAnyOrder("input", "scale", "constant");
    assertThat(plan.nodes())
        .extracting(Tensor::op)
        .contains(new PointwiseOp.Scale(-3), new SourceOp.Constant(24));
  }

  @Test
  void gradientOfAMeanIsOneScale() {
    Tensor x = graph.input("x", DType.F32, 8);
    graph.output("g", graph.gradients(x.square().mean(), List.of(x)).getFirst());
    assertThat(labels(graph.compile())).containsExactly("input", "scale");
  }

  @Test
  void frozenWeightsGetNoGradient() {
    Parameters parameters = new Parameters();
    Parameter frozen = parameters.add("frozen", new Init.One(), 4, 4);
    Parameter trained = parameters.add("trained", new Init.One(), 4, 4);
    Tensor x = graph.input("x", DType.F32, 2, 4);
    Tensor y = x.matmul(graph.read(trained)).tanh().matmul(graph.read(frozen));
    graph.minimize(y.square().sum(), ParameterSet.of(trained), Optimizer.Adam.of(0.1));
    long products = labels(graph.compile()).stream().filter("matMul"::equals).count();
    // Two forward, the gradient of the hidden layer, and that of the trained weights.
    assertThat(products).isEqualTo(4);
  }

  @Test
  void batchBySharedWeightsIsOneProduct() {
    Tensor x = graph.input("x", DType.F32, 3, 2, 4);
    Tensor w = graph.input("w", DType.F32, 4, 5);
    graph.output("y", x.matmul(w));
    StepPlan plan = graph.compile();
    assertThat(plan.nodes())
        .filteredOn(n -> n.op() instanceof MatMul)
        .singleElement()
        .satisfies(n -> assertThat(n.shape()).isEqualTo(Shape.of(6, 5)));
  }

  @Test
  void stepsListEveryNodeAndEffectAfterWhatTheyNeed() {
    Parameters parameters = new Parameters();
    Losses.Sizes sizes = new Losses.Sizes(8, 4, 2, List.of(8, 8));
    StepPlan plan = Losses.iql(parameters, sizes).graphs().getFirst().compile();
    assertThat(plan.steps()).hasSize(plan.nodes().size() + plan.effects().size());
    for (PlanStep step : plan.steps()) {
      assertThat(plan.steps().get(step.index())).isSameAs(step);
      assertThat(step.after()).allMatch(i -> i < step.index());
    }
    assertThat(plan.describe())
        .startsWith("plan iql: ")
        .contains("minimize [value/dense0/weight[4, 8]")
        .contains("metric critic/loss");
  }

  private static List<String> labels(StepPlan plan) {
    return plan.nodes().stream().map(node -> node.op().label()).toList();
  }
}
