package io.warmstart.core.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.warmstart.core.learner.Images;
import io.warmstart.core.space.ObservationPart;
import io.warmstart.engine.DType;
import io.warmstart.engine.Graph;
import io.warmstart.engine.Optimizer;
import io.warmstart.engine.Parameter;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Tensor;
import io.warmstart.engine.reference.GradientCheck;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ConvEncoderTest {
  private static final ObservationPart CAMERA = ObservationPart.image("camera", 9, 8, 2);

  private final Parameters parameters = new Parameters();
  private final Graph g = Graph.named("encoder");
  private final Tensor frames = g.input("frames", DType.U8, 3, 9, 8, 2);

  private static Images.Encoder style(int shift) {
    return new Images.Encoder(List.of(4, 5), List.of(3, 2), List.of(2, 1), 6, shift);
  }

  private static double[] bytes() {
    double[] bytes = new double[3 * 9 * 8 * 2];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = i * 37 % 256;
    }
    return bytes;
  }

  @Test
  void layersFollowEachOther() {
    ConvEncoder encoder = new ConvEncoder(parameters, "eye", CAMERA, style(0));
    assertThat(encoder.parameters().all())
        .extracting(Parameter::path, p -> p.shape().toString())
        .contains(
            tuple("eye/conv0/weight", "[3, 3, 2, 4]"),
            tuple("eye/conv1/weight", "[2, 2, 4, 5]"),
            tuple("eye/trunk/weight", "[30, 6]"));
    Tensor features = encoder.apply(frames);
    assertThat(features.shape().toArray()).containsExactly(3, encoder.features());
  }

  @Test
  void lossThroughItHasTheRightGradients() {
    ConvEncoder encoder = new ConvEncoder(parameters, "eye", CAMERA, style(2));
    Tensor loss = encoder.apply(encoder.shifted(frames, "shift")).minus(0.3).square().mean();
    g.minimize(loss, encoder.parameters(), Optimizer.Adam.of(1e-3));
    GradientCheck check = GradientCheck.of(g, parameters, 3).input("frames", bytes()).jitter(0.1);
    assertThat(check.minimizes(12))
        .singleElement()
        .satisfies(report -> assertThat(report.relativeError()).isLessThan(1e-6));
  }

  @Test
  void withoutShiftTrainingAndActingAreTheSame() {
    ConvEncoder encoder = new ConvEncoder(parameters, "eye", CAMERA, style(0));
    Tensor training = encoder.apply(encoder.shifted(frames, "shift"));
    Tensor acting = encoder.apply(frames);
    GradientCheck check = GradientCheck.of(g, parameters, 3).input("frames", bytes());
    assertThat(check.value(training)).containsExactly(check.value(acting), within(0.0));
  }

  @Test
  void windowThatDoesNotFitIsNamed() {
    Images.Encoder style = new Images.Encoder(List.of(4, 4), List.of(7, 4), List.of(2, 1), 6, 0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ConvEncoder(parameters, "eye", CAMERA, style))
        .withMessageContaining("window 4 of convolution 1")
        .withMessageContaining("2 x 1 pixels")
        .withMessageContaining("camera");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Images.Encoder(List.of(4), List.of(3, 3), List.of(1), 6, 0))
        .withMessageContaining("one entry for each");
  }
}
