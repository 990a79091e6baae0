package io.warmstart.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.warmstart.engine.reference.GradientCheck;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

final class LossesTest {
  private static final double LIMIT = 1e-6;
  private static final Losses.Sizes SIZES = new Losses.Sizes(8, 5, 3, List.of(16, 16));

  @Test
  void iqlGradientsMatchCentralDifferencesInBothOrders() {
    Parameters author = new Parameters();
    assertAgreement(Losses.iql(author, SIZES), author, 3);
    Parameters corl = new Parameters();
    assertAgreement(Losses.iqlCorl(corl, SIZES), corl, 3);
  }

  @Test
  void sacRedqGradientsMatchCentralDifferences() {
    Parameters parameters = new Parameters();
    assertAgreement(Losses.sacRedq(parameters, SIZES, 2, 4, 2), parameters, 3);
  }

  @Test
  void diffusionQlGradientsMatchCentralDifferences() {
    Parameters parameters = new Parameters();
    Losses.Sizes small = new Losses.Sizes(4, 5, 3, List.of(16, 16));
    assertAgreement(DiffusionLosses.diffusionQl(parameters, small, 3), parameters, 2);
  }

  @Test
  void secondOrderDiversityMatchesCentralDifferences() {
    Mlp.Style tanh = SIZES.style(Tensor::tanh);
    assertDiversityAgrees(tanh);
    assertDiversityAgrees(SIZES.style(Tensor::mish).withNorm(Mlp.Norm.BEFORE_ACTIVATION, 1e-6));
    assertDiversityAgrees(SIZES.style(Tensor::gelu).withNorm(Mlp.Norm.AFTER_ACTIVATION, 1e-5));
  }

  @Test
  void diversityOfDeadRowsIsFinite() {
    assertDiversityAgrees(Mlp.Style.torch(List.of(2), Tensor::relu));
  }

  private static void assertDiversityAgrees(Mlp.Style style) {
    Parameters parameters = new Parameters();
    Graph g = Graph.named("edac");
    Mlp critics = Mlp.ensemble(parameters, "critic", 3, 8, 1, style);
    Losses.Batch b = Losses.Batch.fed(g, 8, 5, 3);
    Tensor loss = Losses.diversity(critics, b.observations(), b.actions(), 3);
    g.minimize(loss, critics.parameters(), Optimizer.Adam.of(1e-3));
    // The last bias does not change a gradient.
    String bias = "dense" + style.hidden().size() + "/bias";
    assertThat(g.warnings()).anySatisfy(warning -> assertThat(warning).contains(bias));
    GradientCheck check = GradientCheck.of(g, parameters, 3);
    for (GradientCheck.Report report : check.minimizes(12)) {
      assertThat(report.relativeError()).as(report.worst()).isLessThan(LIMIT);
    }
  }

  @Test
  void meanFlowTangentAndGradientMatchCentralDifferences() {
    Parameters parameters = new Parameters();
    Graph g = Graph.named("meanflow");
    UnaryOperator<Tensor> activation = Tensor::gelu;
    Mlp.Style style = SIZES.style(activation).withNorm(Mlp.Norm.AFTER_ACTIVATION, 1e-6);
    Mlp field = Mlp.of(parameters, "field", 3 + 2 + 5, 3, style);
    Tensor observations = g.input("observations", DType.F32, 8, 5);
    Tensor at = g.normal("at", 8, 3);
    Tensor v = g.normal("v", 8, 3);
    Tensor r = g.uniform("r", 8, 1);
    Tensor t = g.uniform("t", 8, 1);
    Tensor loss = Losses.meanFlow(field, at, r, t, v, observations);
    g.minimize(loss, field.parameters(), Optimizer.Adam.of(1e-3));
    GradientCheck check = GradientCheck.of(g, parameters, 3).jitter(0.1);
    assertThat(check.minimizes(20))
        .singleElement()
        .satisfies(report -> assertThat(report.relativeError()).isLessThan(LIMIT));
  }

  @Test
  void meanFlowNetworkTangentMatchesDirectionalDifference() {
    Parameters parameters = new Parameters();
    Graph g = Graph.named("tangent");
    Mlp.Style style = SIZES.style(Tensor::mish).withNorm(Mlp.Norm.BEFORE_ACTIVATION, 1e-6);
    Mlp field = Mlp.of(parameters, "field", 3 + 2 + 5, 3, style);
    Tensor at = g.normal("at", 8, 3);
    Tensor t = g.uniform("t", 8, 1);
    Tensor rest = g.input("rest", DType.F32, 8, 6);
    Tensor out = field.apply(at.concat(t, rest));
    Tensor one = g.constant(1).stretch(Shape.of(8, 1));
    Tensor v = g.normal("v", 8, 3);
    GradientCheck check = GradientCheck.of(g, parameters, 3);
    assertThat(check.tangentError(out, Map.of(at, v, t, one))).isLessThan(LIMIT);
  }

  /** algorithms.md 0.7: u, a, and log pi of a squashed Gaussian, and the stable correction. */
  @Test
  void squashedGaussianGivesGoldenNumbers() {
    Graph g = Graph.named("golden");
    Tensor head = g.constant(new float[] {0.2f, -0.5f, -1, 0.5f}, 1, 4);
    Tensor noise = g.constant(new float[] {0.5f, -1}, 1, 2);
    Losses.Draw draw = Losses.squashed(head, noise);
    Tensor u = g.constant(20);
    Tensor correction = u.negate().minus(u.times(-2).softplus()).plus(Math.log(2)).times(2);
    GradientCheck check = GradientCheck.of(g, new Parameters(), 1);
    assertThat(check.value(draw.action()))
        .containsExactly(new double[] {0.366124, -0.973159}, within(1e-6));
    assertThat(check.value(draw.logDensity()))
        .containsExactly(new double[] {1.119219}, within(1e-6));
    // EDAC's variant: log(1 - a^2 + 1e-6) in place of the stable form.
    Tensor mean = head.slice(1, 0, 2);
    Tensor logStd = head.slice(1, 2, 4);
    Tensor sampled = mean.plus(logStd.exp().times(noise));
    Tensor shrunk = sampled.tanh().square().negate().plus(1 + 1e-6).log().sum(1);
    Tensor variant = Losses.normalDensity(sampled, mean, logStd).minus(shrunk);
    assertThat(check.value(variant)).containsExactly(new double[] {1.119199}, within(1e-6));
    assertThat(check.value(correction)).containsExactly(new double[] {-38.613706}, within(1e-6));
  }

  /** algorithms.md 0.6: activations and the position of the layer norm. */
  @Test
  void activationsAndNormsGiveGoldenNumbers() {
    Graph g = Graph.named("golden");
    Tensor x = g.constant(new float[] {-1, 0.5f}, 2);
    Tensor y = g.constant(new float[] {1, -1.5f}, 2);
    Tensor row = g.constant(new float[] {-1, 0, 2}, 1, 3);
    GradientCheck check = GradientCheck.of(g, new Parameters(), 1);
    assertThat(check.value(x.mish()))
        .containsExactly(new double[] {-0.303401, 0.375245}, within(1e-6));
    assertThat(check.value(y.gelu()))
        .containsExactly(new double[] {0.841192, -0.100428}, within(1e-6));
    assertThat(check.value(y.geluErf()))
        .containsExactly(new double[] {0.841345, -0.100211}, within(1e-6));
    assertThat(check.value(row.rowNorm(1e-6).relu()))
        .containsExactly(new double[] {0, 0, 1.336306}, within(1e-6));
    assertThat(check.value(row.relu().rowNorm(1e-6)))
        .containsExactly(new double[] {-0.707106, -0.707106, 1.414213}, within(1e-6));
  }

  private static void assertAgreement(
      Losses.Declared declared, Parameters parameters, int entries) {
    for (Graph graph : declared.graphs()) {
      GradientCheck check = GradientCheck.of(graph, parameters, 3).jitter(0.05);
      for (GradientCheck.Report report : check.minimizes(entries)) {
        assertThat(report.entries()).isPositive();
        assertThat(report.relativeError()).as(report.worst()).isLessThan(LIMIT);
      }
    }
  }
}
