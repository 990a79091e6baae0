package io.warmstart.sim.arm;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmstart.core.environment.Environment;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.environment.Picture;
import io.warmstart.core.space.ObservationPart;
import io.warmstart.testkit.EnvironmentContract;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pictures as observations; the contract is held with all of them switched on. */
class ArmCamerasTest extends EnvironmentContract {
  private static final int SIZE = 64;

  @Override
  public Environment environment() {
    return create("arm-push-sparse[cameras=both,pictureSize=64,depth=true]");
  }

  private static Environment create(String task) {
    return new ArmSimulator().create(task);
  }

  private static byte[] part(Environment environment, String name, long seed, int steps) {
    Observation observation = Observation.of(environment.spec());
    float[] action = new float[environment.spec().actionWidth()];
    environment.reset(seed, observation);
    for (int i = 0; i < steps; i++) {
      environment.step(action, observation);
    }
    List<String> names =
        environment.spec().observations().stream().map(ObservationPart::name).toList();
    return observation.part(names.indexOf(name)).toArray(ValueLayout.JAVA_BYTE);
  }

  @Test
  void eachCameraGivesAPictureAndDepthOfTheAskedSize() {
    try (Environment both = environment();
        Environment wrist = create("arm-reach-sparse[cameras=wrist,pictureSize=100]")) {
      assertThat(both.spec().observations())
          .extracting(ObservationPart::name)
          .endsWith("wrist", "wrist-depth", "side", "side-depth");
      assertThat(wrist.spec().observations().getLast())
          .isEqualTo(ObservationPart.image("wrist", 100, 100, 3));
      assertThat(wrist.spec().observationWidth()).isEqualTo(24);
    }
  }

  @Test
  void handSeesTheTableBelowAndDepthIsItsDistance() {
    try (Environment arm = environment()) {
      byte[] depth = part(arm, "wrist-depth", 3, 0);
      // The tool starts 12 to 20 cm above the table, the camera about 11 cm above the tool.
      double metres = (depth[SIZE / 4 * SIZE + 3] & 0xFF) * ArmCameras.FAR / 255.0;
      assertThat(metres).isBetween(0.15, 0.6);
    }
  }

  @Test
  void brighterLightGivesBrighterPictures() {
    try (Environment dim =
            create("arm-push-sparse[cameras=side,pictureSize=64,light.low=0.5,light.high=0.5]");
        Environment bright =
            create("arm-push-sparse[cameras=side,pictureSize=64,light.low=1.3,light.high=1.3]")) {
      assertThat(sum(part(bright, "side", 3, 0)))
          .isGreaterThan(sum(part(dim, "side", 3, 0)) * 5 / 4);
    }
  }

  private static long sum(byte[] bytes) {
    long sum = 0;
    for (byte b : bytes) {
      sum += b & 0xFF;
    }
    return sum;
  }

  @Test
  void pictureForPeopleShowsCubeAndGoal() {
    try (Environment arm = create("arm-push-sparse")) {
      arm.reset(1, Observation.of(arm.spec()));
      Picture picture = arm.render(240, 320).orElseThrow();
      int green = 0;
      int orange = 0;
      for (int i = 0; i < picture.rgb().length; i += 3) {
        int r = picture.rgb()[i] & 0xFF;
        int g = picture.rgb()[i + 1] & 0xFF;
        int b = picture.rgb()[i + 2] & 0xFF;
        green += g > r + 50 && g > b + 30 ? 1 : 0;
        orange += r > g + 70 && r > b + 80 ? 1 : 0;
      }
      assertThat(green).isGreaterThan(20);
      assertThat(orange).isGreaterThan(20);
    }
  }
}
