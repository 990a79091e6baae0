package io.warmstart.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.warmstart.engine.reference.GradientCheck;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MlpTest {
  private final Parameters parameters = new Parameters();
  private final Graph graph = Graph.named("mlp");
  private final Tensor x = graph.input("x", DType.F32, 4, 3);

  @Test
  void ensembleMembersEqualSingleNetworks() {
    for (Mlp.Norm norm : Mlp.Norm.values()) {
      Mlp.Style style = Mlp.Style.torch(List.of(5, 6), Tensor::gelu).withNorm(norm, 1e-5);
      Mlp ensemble = Mlp.ensemble(parameters, "e" + norm, 2, 3, 2, style);
      Mlp single = Mlp.of(parameters, "s" + norm, 3, 2, style);
      Tensor all = ensemble.apply(x);
      Tensor one = single.apply(x);
      GradientCheck check = GradientCheck.of(graph, parameters, 1).jitter(0.2);
      for (int i = 0; i < single.parameters().all().size(); i++) {
        Parameter from = ensemble.parameters().all().get(i);
        Parameter to = single.parameters().all().get(i);
        double[] values = check.value(graph.read(from));
        int half = values.length / 2;
        check.parameter(to, Arrays.copyOfRange(values, half, values.length));
      }
      double[] member = Arrays.copyOfRange(check.value(all), 8, 16);
      assertThat(check.value(one)).containsExactly(member, within(1e-12));
    }
  }

  @Test
  void chosenMembersEqualTheirRowsOfAll() {
    Mlp.Style style =
        Mlp.Style.torch(List.of(5), Tensor::relu).withNorm(Mlp.Norm.BEFORE_ACTIVATION, 1e-6);
    Mlp ensemble = Mlp.ensemble(parameters, "critic", 4, 3, 1, style);
    Tensor chosen = graph.choose("subset", 4, 2, false);
    Tensor some = ensemble.apply(x, chosen);
    Tensor all = ensemble.apply(x).take(chosen);
    assertThat(some.shape()).isEqualTo(Shape.of(2, 4, 1));
    GradientCheck check = GradientCheck.of(graph, parameters, 1);
    assertThat(check.value(some)).containsExactly(check.value(all), within(1e-12));
  }

  @Test
  void membersMayHaveTheirOwnInputs() {
    Mlp.Style style = Mlp.Style.torch(List.of(5), Tensor::tanh);
    Mlp ensemble = Mlp.ensemble(parameters, "critic", 2, 3, 1, style);
    Tensor same = ensemble.apply(x.insert(0).repeat(0, 2));
    Tensor shared = ensemble.apply(x);
    GradientCheck check = GradientCheck.of(graph, parameters, 1);
    assertThat(check.value(same)).containsExactly(check.value(shared), within(1e-12));
  }

  @Test
  void trainingDrawsOneStreamPerHiddenLayer() {
    Mlp.Style style = Mlp.Style.torch(List.of(5, 5), Tensor::relu).withDropout(0.5);
    Mlp net = Mlp.of(parameters, "net", 3, 1, style);
    net.applyTraining(x, "drop");
    assertThat(graph.nodes())
        .filteredOn(node -> node.op() instanceof SourceOp.Uniform)
        .extracting(node -> ((SourceOp.Uniform) node.op()).stream())
        .containsExactly("drop/dense0", "drop/dense1");
    assertThatThrownBy(() -> net.applyTraining(x, "drop")).isInstanceOf(GraphException.class);
    net.applyTraining(x, "other");
  }

  @Test
  void lastLayerHasItsOwnInitialisers() {
    Mlp.Style style =
        Mlp.Style.torch(List.of(5, 5), Tensor::relu)
            .withBias(new Init.Constant(0.1))
            .withOutputWeight(new Init.Uniform(1e-3))
            .withOutputBias(new Init.TorchDefault());
    Mlp.of(parameters, "net", 3, 400, style);
    assertThat(initial("net/dense0/bias")).containsOnly(0.1f);
    assertThat(initial("net/dense1/bias")).containsOnly(0.1f);
    assertThat(largest("net/dense1/weight")).isBetween(0.3, 1 / Math.sqrt(5));
    assertThat(largest("net/dense2/weight")).isBetween(0.99e-3, 1e-3);
    assertThat(largest("net/dense2/bias")).isBetween(0.44, 1 / Math.sqrt(5));
  }

  private float[] initial(String path) {
    return parameters.initial(1, parameters.get(path));
  }

  private double largest(String path) {
    double largest = 0;
    for (float value : initial(path)) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  @Test
  void dropoutRateOutsideItsRangeIsRefused() {
    assertThatThrownBy(() -> x.dropout("d", 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be in [0, 1)");
  }
}
