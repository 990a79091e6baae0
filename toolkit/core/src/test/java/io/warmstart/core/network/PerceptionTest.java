package io.warmstart.core.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmstart.core.learner.Batch;
import io.warmstart.core.learner.Images;
import io.warmstart.core.space.ActionPart;
import io.warmstart.core.space.Channel;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.core.space.ObservationPart;
import io.warmstart.engine.Graph;
import io.warmstart.engine.Mlp;
import io.warmstart.engine.Parameter;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Tensor;
import io.warmstart.engine.reference.GradientCheck;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PerceptionTest {
  private static final Images.Encoder TINY =
      new Images.Encoder(List.of(3), List.of(4), List.of(2), 5, 1);
  private static final EnvironmentSpec SPEC =
      new EnvironmentSpec(
          List.of(
              ObservationPart.image("left", 8, 8, 1),
              ObservationPart.state("q", List.of(Channel.unbounded("q", "rad"))),
              ObservationPart.image("right", 8, 9, 3)),
          List.of(new ActionPart.Box("a", List.of(new Channel("a", "m", -1, 1)))),
          Duration.ZERO);
  private static final Mlp.Style STYLE = Mlp.Style.torch(List.of(4), Tensor::relu);

  private final Parameters parameters = new Parameters();
  private final Graph g = Graph.named("update");

  private Perception perception(Images images) {
    return new Perception(SPEC, parameters, new PlainInputs(SPEC, images));
  }

  private Perception perception() {
    return perception(new Images(List.of(Images.ALL), TINY));
  }

  private List<String> paths() {
    return parameters.all().stream().map(Parameter::path).toList();
  }

  private double[] value(Tensor tensor) {
    return GradientCheck.of(g, parameters, 1).value(tensor);
  }

  @Test
  void allImagesAreSeenBehindTheVectors() {
    Perception seen = perception();
    assertThat(seen.width()).isEqualTo(1 + 5 + 5);
    assertThat(seen.declare(g, 2).observations().size(1)).isEqualTo(11);
    assertThat(paths()).contains("encoder/left/conv0/weight", "encoder/right/trunk/bias");
  }

  @Test
  void withoutImagesNothingIsAdded() {
    Perception seen = perception(Images.NONE);
    Critics critics = new Critics(parameters, seen, 2, STYLE, ValueHead.REGRESSION);
    Tensor observations = seen.declare(g, 2).observations();
    assertThat(seen.forPolicy(observations)).isSameAs(observations);
    assertThat(seen.forTargets(observations)).isSameAs(observations);
    assertThat(critics.parameters().all()).hasSameSizeAs(critics.targets().all());
    assertThat(paths()).noneMatch(path -> path.startsWith("encoder"));
  }

  @Test
  void chosenImagesAloneAreSeen() {
    assertThat(perception(new Images(List.of("right"), TINY)).width()).isEqualTo(6);
    assertThat(paths()).noneMatch(path -> path.startsWith("encoder/left"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> perception(new Images(List.of("rear"), TINY)))
        .withMessageContaining("no image \"rear\"")
        .withMessageContaining("[left, right]");
  }

  @Test
  void criticsTrainTheEncodersAndTargetsHaveTheirOwn() {
    Perception seen = perception();
    Critics critics = new Critics(parameters, seen, 2, STYLE, ValueHead.REGRESSION);
    assertThat(critics.parameters().all()).containsAll(seen.encoders().all());
    assertThat(critics.targets().all())
        .extracting(Parameter::path)
        .contains("target/dense0/weight", "encoderTarget/right/conv0/weight");
    Batch batch = seen.declare(g, 3);
    Tensor online = critics.online(batch.nextObservations(), batch.actions());
    Tensor target = critics.target(batch.nextObservations(), batch.actions());
    assertThat(value(target)).containsExactly(value(online));
    GradientCheck moved =
        GradientCheck.of(g, parameters, 1)
            .parameter(parameters.get("encoder/left/trunk/shift"), 0.7, 0, -0.3, 0.1, 0);
    assertThat(moved.value(online)).isNotEqualTo(value(online));
    assertThat(moved.value(target)).containsExactly(value(target));
  }

  @Test
  void policiesPassNoGradientToEncodersOfCritics() {
    Perception seen = perception();
    Tensor before = seen.declare(Graph.named("cloning"), 2).observations();
    assertThat(seen.forPolicy(before)).isSameAs(before);
    new Critics(parameters, seen, 1, STYLE, ValueHead.REGRESSION);
    Tensor features = seen.declare(g, 2).observations();
    List<Tensor> weights = List.of(g.read(parameters.get("encoder/left/conv0/weight")));
    Tensor stopped = g.gradients(seen.forPolicy(features).sum(), weights).getFirst();
    Tensor passed = g.gradients(features.sum(), weights).getFirst();
    assertThat(value(stopped)).containsOnly(0);
    assertThat(value(passed)).isNotEqualTo(new double[48]);
  }

  @Test
  void targetsSeeRepeatsOfTheObservationAndNothingElse() {
    Perception seen = perception();
    Critics critics = new Critics(parameters, seen, 2, STYLE, ValueHead.REGRESSION);
    Batch batch = seen.declare(g, 2);
    Tensor twice = critics.target(batch.observations().repeat(0, 2), batch.actions().repeat(0, 2));
    double[] once = value(critics.target(batch.observations(), batch.actions())); // [2, 2]
    assertThat(value(twice))
        .containsExactly(once[0], once[1], once[0], once[1], once[2], once[3], once[2], once[3]);
    Tensor other = batch.observations().times(2);
    assertThatThrownBy(() -> critics.target(other, batch.actions()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("expected an observation that this perception declared");
  }
}
