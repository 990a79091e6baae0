package io.warmstart.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

final class InitTest {
  private final Parameters parameters = new Parameters();

  @Test
  void uniformRulesHaveTheirBounds() {
    assertUniform(new Init.TorchDefault(), 1 / Math.sqrt(300));
    assertUniform(new Init.XavierUniform(1), Math.sqrt(6.0 / 700));
    assertUniform(new Init.XavierUniform(2), 2 * Math.sqrt(6.0 / 700));
    assertUniform(new Init.Uniform(0.25), 0.25);
  }

  private void assertUniform(Init init, double bound) {
    float[] values = values(init, 300, 400);
    double largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertThat(largest).isLessThanOrEqualTo(bound).isGreaterThan(0.999 * bound);
    assertThat(mean(values)).isCloseTo(0, within(5 * bound / Math.sqrt(3.0 * values.length)));
    assertThat(deviation(values)).isCloseTo(bound / Math.sqrt(3), within(0.005 * bound));
  }

  @Test
  void normalRulesHaveTheirDeviation() {
    float[] he = values(new Init.HeNormal(), 300, 400);
    assertThat(deviation(he)).isCloseTo(Math.sqrt(2.0 / 300), within(0.01 * Math.sqrt(2.0 / 300)));
    double wanted = Math.sqrt(1.0 / 300);
    float[] lecun = values(new Init.LecunNormal(), 300, 400);
    assertThat(deviation(lecun)).isCloseTo(wanted, within(0.01 * wanted));
    double largest = 0;
    for (float value : lecun) {
      largest = Math.max(largest, Math.abs(value));
    }
    double limit = 2 * wanted / 0.87962566;
    assertThat(largest).isLessThanOrEqualTo(limit * (1 + 1e-6)).isGreaterThan(0.98 * limit);
  }

  @Test
  void filtersCountEveryPixelOfTheWindow() {
    float[] he = values(new Init.HeNormal(), 3, 4, 25, 400);
    assertThat(deviation(he)).isCloseTo(Math.sqrt(2.0 / 300), within(0.01 * Math.sqrt(2.0 / 300)));
  }

  @Test
  void orthogonalIsOrthonormalTimesGainForEachMember() {
    assertOrthogonal(2, 12, 5);
    assertOrthogonal(3, 5, 12);
    assertOrthogonal(1, 64, 64);
  }

  private void assertOrthogonal(int members, int in, int out) {
    float[] w = values(new Init.Orthogonal(1.5), members, in, out);
    int vectors = Math.min(in, out);
    for (int e = 0; e < members; e++) {
      for (int a = 0; a < vectors; a++) {
        for (int b = 0; b < vectors; b++) {
          double dot = 0;
          for (int k = 0; k < Math.max(in, out); k++) {
            dot += element(w, e, in, out, a, k) * element(w, e, in, out, b, k);
          }
          assertThat(dot).isCloseTo(a == b ? 2.25 : 0, within(1e-5));
        }
      }
    }
    if (members > 1) {
      assertThat(w[0]).isNotEqualTo(w[in * out]);
    }
  }

  private static double element(float[] w, int member, int in, int out, int vector, int k) {
    int row = in < out ? vector : k;
    int column = in < out ? k : vector;
    return w[(member * in + row) * out + column];
  }

  @Test
  void valuesDependOnSeedAndPathOnly() {
    Parameter a = parameters.add("a", new Init.HeNormal(), 3, 4);
    Parameter b = parameters.add("b", new Init.HeNormal(), 3, 4);
    float[] first = parameters.initial(1, a);
    assertThat(parameters.initial(1, a)).containsExactly(first);
    assertThat(parameters.initial(2, a)).isNotEqualTo(first);
    assertThat(parameters.initial(1, b)).isNotEqualTo(first);
    assertThat(new Parameters().add("a", new Init.HeNormal(), 3, 4)).isEqualTo(a);
  }

  @Test
  void targetNetworkStartsAsAnExactCopy() {
    Mlp.Style style =
        Mlp.Style.torch(List.of(8), Tensor::relu).withNorm(Mlp.Norm.BEFORE_ACTIVATION, 1e-6);
    Mlp online = Mlp.ensemble(parameters, "critic", 3, 4, 1, style);
    Mlp target = Mlp.targetOf(parameters, "target", online);
    Mlp second = Mlp.targetOf(parameters, "second", target);
    for (int i = 0; i < online.parameters().all().size(); i++) {
      float[] wanted = parameters.initial(3, online.parameters().all().get(i));
      assertThat(parameters.initial(3, target.parameters().all().get(i))).containsExactly(wanted);
      assertThat(parameters.initial(3, second.parameters().all().get(i))).containsExactly(wanted);
    }
  }

  @Test
  void styleSaysWhichLayerStartsHow() {
    Mlp.Style style =
        Mlp.Style.of(List.of(50, 60), Tensor::relu, new Init.Orthogonal(Math.sqrt(2)))
            .withOutputWeight(new Init.Constant(0.01))
            .withBias(new Init.TorchDefault())
            .withNorm(Mlp.Norm.AFTER_ACTIVATION, 1e-5);
    Mlp.of(parameters, "net", 20, 2, style);
    assertThat(parameters.all())
        .extracting(Parameter::toString)
        .containsExactly(
            "net/dense0/weight[20, 50]",
            "net/dense0/bias[1, 50]",
            "net/dense0/scale[1, 50]",
            "net/dense0/shift[1, 50]",
            "net/dense1/weight[50, 60]",
            "net/dense1/bias[1, 60]",
            "net/dense1/scale[1, 60]",
            "net/dense1/shift[1, 60]",
            "net/dense2/weight[60, 2]",
            "net/dense2/bias[1, 2]");
    assertThat(parameters.get("net/dense1/bias").init())
        .isEqualTo(new Init.Uniform(1 / Math.sqrt(50)));
    assertThat(parameters.initial(1, parameters.get("net/dense2/weight"))).containsOnly(0.01f);
    assertThat(parameters.initial(1, parameters.get("net/dense0/scale"))).containsOnly(1);
  }

  @Test
  void weightRuleNeedsAFanIn() {
    Parameter vector = parameters.add("v", new Init.HeNormal(), 4);
    assertThatThrownBy(() -> parameters.initial(1, vector))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("no fan-in");
  }

  private float[] values(Init init, int... sizes) {
    Parameters fresh = new Parameters();
    return fresh.initial(11, fresh.add("weights", init, sizes));
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private static double deviation(float[] values) {
    double squares = 0;
    for (float value : values) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares / values.length);
  }
}
