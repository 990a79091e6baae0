package io.warmstart.core.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.warmstart.engine.Graph;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Tensor;
import io.warmstart.engine.reference.GradientCheck;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class SinusoidsTest {
  private static final Offset<Double> SIX_DIGITS = within(1e-6);

  private final Graph g = Graph.named("sinusoids");
  private final Sinusoids sinusoids = new Sinusoids(16);

  private double[] value(Tensor tensor) {
    return GradientCheck.of(g, new Parameters(), 1).value(tensor);
  }

  @Test
  void embeddingOfThreeHasTheSinesFirst() {
    double[] expected = {
      0.141120, 0.720698, 0.214232, 0.057889, 0.015538, 0.004168, 0.001118, 0.0003, -0.989992,
      0.693249, 0.976783, 0.998323
    };
    double[] table = value(sinusoids.indices(g, 5));
    double[] real = value(sinusoids.of(g.constant(new float[] {3}, 1, 1)));
    assertThat(table).hasSize(5 * 16);
    assertThat(real).hasSize(16);
    for (int i = 0; i < expected.length; i++) {
      assertThat(table[3 * 16 + i]).isCloseTo(expected[i], SIX_DIGITS);
      assertThat(real[i]).isCloseTo(expected[i], SIX_DIGITS);
    }
    assertThat(value(sinusoids.indices(g, 1))).startsWith(0, 0).endsWith(1, 1);
  }

  @Test
  void tangentIsTheDerivativeWithRespectToTime() {
    Tensor t = g.constant(new float[] {0.25f, -2}, 2, 1);
    Tensor speed = g.constant(new float[] {1, 0.5f}, 2, 1);
    double[] tangent = value(g.tangent(sinusoids.of(t), Map.of(t, speed)));
    double[] gradient = value(g.gradients(sinusoids.of(t).sum(), List.of(t)).getFirst());
    double[] frequencies = sinusoids.frequencies();
    double sum = 0;
    for (int j = 0; j < 8; j++) {
      double f = (float) frequencies[j];
      assertThat(tangent[j]).isCloseTo(f * Math.cos(0.25 * f), within(1e-12));
      assertThat(tangent[8 + j]).isCloseTo(-f * Math.sin(0.25 * f), within(1e-12));
      assertThat(tangent[16 + j]).isCloseTo(0.5 * f * Math.cos(-2 * f), within(1e-12));
      sum += f * (Math.cos(0.25 * f) - Math.sin(0.25 * f));
    }
    assertThat(gradient[0]).isCloseTo(sum, within(1e-12));
  }

  @Test
  void learnedEmbeddingIsTheSameForWholeAndRealTimes() {
    Parameters parameters = new Parameters();
    TimeEmbedding embedding = TimeEmbedding.of(parameters, "actor/time", 16);
    TimeEmbedding target = TimeEmbedding.targetOf(parameters, "ema/time", embedding);
    Tensor indices = embedding.indices(g, 3);
    Tensor real = target.of(g.constant(new float[] {0, 1, 2}, 3, 1));
    GradientCheck check = GradientCheck.of(g, parameters, 1);
    double[] expected = check.value(indices);
    double[] found = check.value(real);
    assertThat(expected).hasSize(3 * 16);
    for (int i = 0; i < expected.length; i++) {
      assertThat(found[i]).isCloseTo(expected[i], SIX_DIGITS);
    }
    assertThat(parameters.get("actor/time/dense0/weight").shape().toArray())
        .containsExactly(16, 32);
    assertThat(embedding.parameters().all()).hasSize(4);
  }

  @Test
  void oddAndTooSmallWidthsAreRefused() {
    assertThatThrownBy(() -> new Sinusoids(7)).hasMessageContaining("= 7 must be even");
    assertThatThrownBy(() -> new Sinusoids(2)).hasMessageContaining("at least 4");
  }
}
