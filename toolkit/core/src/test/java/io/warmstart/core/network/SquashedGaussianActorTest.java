package io.warmstart.core.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.warmstart.core.learner.Images;
import io.warmstart.core.loss.SquashedGaussian;
import io.warmstart.core.network.SquashedGaussianActor.LogStd;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.engine.Graph;
import io.warmstart.engine.Mlp;
import io.warmstart.engine.Parameter;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Tensor;
import io.warmstart.engine.reference.GradientCheck;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SquashedGaussianActorTest {
  private final Parameters parameters = new Parameters();
  private final Graph g = Graph.named("actor");
  private final Tensor observations = g.constant(new float[] {1, -2, 3, 0.5f, 0, -1}, 2, 3);

  private SquashedGaussianActor actor(LogStd mode) {
    Mlp.Style style = Mlp.Style.torch(List.of(8), Tensor::relu);
    return new SquashedGaussianActor(parameters, "policy", blind(), style, mode);
  }

  private Perception blind() {
    EnvironmentSpec spec = EnvironmentSpec.ofWidths(3, 2);
    return new Perception(spec, parameters, new PlainInputs(spec, Images.NONE));
  }

  private double[] value(Tensor tensor) {
    return GradientCheck.of(g, parameters, 1).value(tensor);
  }

  private double[] with(String path, double number, Tensor tensor) {
    return GradientCheck.of(g, parameters, 1).parameter(parameters.get(path), number).value(tensor);
  }

  @Test
  void headDependsOnTheObservation() {
    SquashedGaussian policy = actor(LogStd.HEAD).at(observations);
    double[] logStd = value(policy.logStd());
    assertThat(logStd).hasSize(4);
    assertThat(logStd[0]).isNotEqualTo(logStd[2]);
    assertThat(parameters.all()).extracting(Parameter::path).noneMatch(p -> p.contains("logStd"));
  }

  @Test
  void scaledHeadStartsAsTheHeadLessOneAndIsLearned() {
    SquashedGaussianActor actor = actor(LogStd.SCALED_HEAD);
    Tensor logStd = actor.at(observations).logStd();
    double[] start = value(logStd);
    double[] flat = with("policy/logStdMultiplier", 0, logStd);
    double[] doubled = with("policy/logStdMultiplier", 2, logStd);
    for (int i = 0; i < 4; i++) {
      assertThat(flat[i]).isEqualTo(-1);
      assertThat(doubled[i] + 1).isCloseTo(2 * (start[i] + 1), within(1e-12));
    }
    assertThat(actor.parameters().all())
        .extracting(Parameter::path)
        .contains("policy/logStdMultiplier", "policy/logStdOffset");
  }

  @Test
  void uniformDeviationIsOneVectorForAllStates() {
    SquashedGaussianActor actor = actor(LogStd.UNIFORM);
    assertThat(value(actor.at(observations).logStd())).containsExactly(0, 0);
    assertThat(value(actor.at(observations).mean())).hasSize(4);
  }

  @Test
  void logDeviationStaysInItsRange() {
    Tensor logStd = actor(LogStd.SCALED_HEAD).at(observations).logStd();
    assertThat(with("policy/logStdOffset", 1000, logStd)).containsOnly(2);
    assertThat(with("policy/logStdOffset", -1000, logStd)).containsOnly(-20);
  }
}
