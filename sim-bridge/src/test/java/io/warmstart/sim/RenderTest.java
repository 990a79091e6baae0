package io.warmstart.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.warmstart.core.environment.Environment;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.environment.Picture;
import io.warmstart.core.environment.Simulator;
import io.warmstart.core.environment.TaskDescription;
import io.warmstart.sim.pendulum.PendulumSimulator;
import io.warmstart.sim.pointmaze.PointMazeSimulator;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for the pictures of every embedded task that draws itself. */
class RenderTest {
  static Stream<String> tasks() {
    return families().flatMap(family -> family.tasks().stream()).map(TaskDescription::id);
  }

  private static Stream<Simulator> families() {
    return ServiceLoader.load(Simulator.class).stream().map(ServiceLoader.Provider::get);
  }

  private static Environment create(String task) {
    return families()
        .filter(family -> family.tasks().stream().anyMatch(known -> known.id().equals(task)))
        .findFirst()
        .orElseThrow()
        .create(task);
  }

  private static void drive(Environment environment, Observation observation, int steps) {
    float[] action = new float[environment.spec().actionWidth()];
    for (int i = 0; i < steps; i++) {
      Arrays.fill(action, 1);
      environment.step(action, observation);
    }
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void picturesShowTheStateAndDisturbNothing(String task) {
    try (Environment watched = create(task);
        Environment alone = create(task)) {
      Observation seen = Observation.of(watched.spec());
      Observation expected = Observation.of(alone.spec());
      watched.reset(3, seen);
      alone.reset(3, expected);
      Picture start = watched.render(60, 80).orElse(null);
      assumeTrue(start != null, task + " has no pictures");
      assertThat(start.height()).isEqualTo(60);
      assertThat(start.width()).isEqualTo(80);
      assertThat(watched.render(60, 80).orElseThrow().rgb()).isEqualTo(start.rgb());
      drive(watched, seen, 20);
      drive(alone, expected, 20);
      assertThat(watched.render(60, 80).orElseThrow().rgb()).isNotEqualTo(start.rgb());
      for (int part = 0; part < watched.spec().observations().size(); part++) {
        assertThat(seen.part(part).mismatch(expected.part(part))).isEqualTo(-1);
      }
      assertThat(watched.render(30, 20).orElseThrow().rgb()).hasSize(3 * 30 * 20);
      assertThatIllegalArgumentException().isThrownBy(() -> watched.render(0, 20));
    }
  }

  /** Number of pixels in which {@code colour} outweighs the two others clearly. */
  private static int pixels(Picture picture, int colour) {
    int count = 0;
    byte[] rgb = picture.rgb();
    for (int i = 0; i < rgb.length; i += 3) {
      int own = rgb[i + colour] & 0xFF;
      int other = rgb[i + (colour + 1) % 3] & 0xFF;
      int third = rgb[i + (colour + 2) % 3] & 0xFF;
      count += own > Math.max(other, third) + 40 ? 1 : 0;
    }
    return count;
  }

  @Test
  void mazesShowTheBallAndTheGoalAndThePendulumItsRod() {
    for (String task : List.of("maze2d-umaze-sparse", "maze2d-large-dense")) {
      try (Environment maze = new PointMazeSimulator().create(task)) {
        maze.reset(1, Observation.of(maze.spec()));
        Picture picture = maze.render(240, 320).orElseThrow();
        assertThat(pixels(picture, 0)).as("orange ball of " + task).isBetween(20, 800);
        assertThat(pixels(picture, 1)).as("green goal of " + task).isBetween(10, 800);
      }
    }
    try (Environment pendulum = new PendulumSimulator().create("pendulum-v1")) {
      pendulum.reset(1, Observation.of(pendulum.spec()));
      assertThat(pixels(pendulum.render(240, 320).orElseThrow(), 0)).isBetween(300, 4000);
    }
  }
}
