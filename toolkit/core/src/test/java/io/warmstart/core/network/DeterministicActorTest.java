package io.warmstart.core.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.warmstart.core.learner.Images;
import io.warmstart.core.network.DeterministicActor.Smoothing;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.engine.Graph;
import io.warmstart.engine.Mlp;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Tensor;
import io.warmstart.engine.reference.GradientCheck;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DeterministicActorTest {
  private static final int ROWS = 4096;

  private final Parameters parameters = new Parameters();
  private final Graph g = Graph.named("actor");
  private final DeterministicActor actor =
      new DeterministicActor(
          parameters, "policy", blind(), Mlp.Style.torch(List.of(8), Tensor::relu));
  private final Tensor observations = g.constant(new float[3 * ROWS], ROWS, 3);

  private Perception blind() {
    EnvironmentSpec spec = EnvironmentSpec.ofWidths(3, 2);
    return new Perception(spec, parameters, new PlainInputs(spec, Images.NONE));
  }

  private double[] value(Tensor tensor) {
    return GradientCheck.of(g, parameters, 1).value(tensor);
  }

  @Test
  void targetStartsAsACopyAndIsSmoothedByClippedNoise() {
    double[] plain = value(actor.action(observations));
    double[] smoothed = value(actor.smoothed("noise", observations, new Smoothing(0.2, 0.3)));
    double squares = 0;
    int atTheClip = 0;
    for (int i = 0; i < plain.length; i++) {
      double noise = smoothed[i] - plain[i];
      assertThat(Math.abs(noise)).isLessThan(0.3 + 1e-6);
      squares += noise * noise;
      atTheClip += Math.abs(noise) > 0.3 - 1e-6 ? 1 : 0;
    }
    // Moments of N(0, 0.2^2) clipped at 1.5 deviations: variance 0.7785 * 0.04, tails 13.36 %.
    assertThat(squares / plain.length).isCloseTo(0.7785 * 0.04, within(1.5e-3));
    assertThat(atTheClip / (double) plain.length).isCloseTo(0.1336, within(0.015));
  }

  @Test
  void smoothedActionsStayInTheBoxAndCarryNoGradient() {
    Tensor smoothed = actor.smoothed("noise", observations, new Smoothing(3, 5));
    double[] found = value(smoothed);
    assertThat(Arrays.stream(found).min().getAsDouble()).isEqualTo(-1);
    assertThat(Arrays.stream(found).max().getAsDouble()).isEqualTo(1);
    List<Tensor> reads = actor.targets().all().stream().map(g::read).toList();
    for (Tensor gradient : g.gradients(smoothed.sum(), reads)) {
      assertThat(value(gradient)).containsOnly(0);
    }
  }
}
