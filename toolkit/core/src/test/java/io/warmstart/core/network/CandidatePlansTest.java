package io.warmstart.core.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.warmstart.engine.Graph;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Tensor;
import io.warmstart.engine.reference.GradientCheck;
import org.junit.jupiter.api.Test;

final class CandidatePlansTest {
  @Test
  void drawsFollowTheSoftmaxOfTheValues() {
    int rows = 200_000;
    Graph g = Graph.named("candidates");
    Tensor q = g.constant(new float[] {1, 2, 0.5f}, 1, 3).repeat(0, rows);
    Tensor chosen = CandidatePlans.chosen(q, g.uniform("choice", rows, 3));
    double[] shares = new double[3];
    for (double index : GradientCheck.of(g, new Parameters(), 1).value(chosen)) {
      shares[(int) index] += 1.0 / rows;
    }
    // Four standard errors.
    assertThat(shares[0]).isCloseTo(0.231224, within(0.0038));
    assertThat(shares[1]).isCloseTo(0.628532, within(0.0044));
    assertThat(shares[2]).isCloseTo(0.140244, within(0.0032));
  }
}
