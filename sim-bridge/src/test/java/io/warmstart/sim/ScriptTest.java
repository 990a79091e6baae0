package io.warmstart.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.warmstart.core.environment.Controller;
import io.warmstart.core.environment.Environment;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.environment.Simulator;
import io.warmstart.core.environment.TaskReference;
import io.warmstart.core.environment.TaskSuccess;
import io.warmstart.sim.pendulum.PendulumSimulator;
import io.warmstart.sim.pointmaze.PixelMazeSimulator;
import io.warmstart.sim.pointmaze.PointMazeSimulator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scripts drive their tasks to the goal, and the same episode every time. */
class ScriptTest {
  /** Sum of the rewards of an episode and whether it reached the goal. */
  private record Outcome(double sum, float last, TaskSuccess success) {}

  private static Outcome episode(Simulator family, String task, long seed) {
    TaskReference reference = TaskReference.of(task);
    try (Environment environment = family.create(reference)) {
      Controller script = family.script(reference, environment).orElseThrow();
      Observation observation = Observation.of(environment.spec());
      float[] action = new float[environment.spec().actionWidth()];
      environment.reset(seed, observation);
      script.begin(seed);
      double sum = 0;
      float last = 0;
      for (int i = 0; i < environment.stepLimit(); i++) {
        script.act(observation, action);
        last = environment.step(action, observation).reward();
        sum += last;
      }
      return new Outcome(sum, last, environment.success());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"maze2d-umaze-sparse", "maze2d-large-sparse"})
  void mazesEndAtTheGoal(String task) {
    for (long seed = 0; seed < 5; seed++) {
      Outcome outcome = episode(new PointMazeSimulator(), task, seed);
      assertThat(outcome.success()).isEqualTo(TaskSuccess.YES);
      assertThat(outcome.last()).isEqualTo(1);
      assertThat(episode(new PointMazeSimulator(), task, seed)).isEqualTo(outcome);
    }
  }

  @Test
  void pixelMazesEndAtTheGoalOfTheEpisode() {
    for (long seed = 0; seed < 5; seed++) {
      Outcome outcome = episode(new PixelMazeSimulator(), "maze2d-medium-pixels", seed);
      assertThat(outcome.last()).isEqualTo(1);
    }
  }

  @Test
  void pendulumEndsUpright() {
    assertThat(episode(new PendulumSimulator(), "pendulum-v1", 4).last()).isGreaterThan(-0.01f);
  }

  @Test
  void environmentOfAnotherFamilyIsRefused() {
    try (Environment maze = new PointMazeSimulator().create("maze2d-umaze-sparse")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new PendulumSimulator().script(TaskReference.of("pendulum-v1"), maze))
          .withMessage(
              "the scripts of pendulum drive a PendulumEnvironment, not a PointMazeEnvironment");
    }
  }
}
