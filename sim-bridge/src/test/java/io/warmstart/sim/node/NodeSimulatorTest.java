package io.warmstart.sim.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.warmstart.core.environment.Environment;
import io.warmstart.core.environment.EnvironmentException;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.environment.Step;
import io.warmstart.core.environment.TaskDescription;
import io.warmstart.core.environment.TaskReference;
import io.warmstart.core.environment.TaskSuccess;
import io.warmstart.core.space.Channel;
import io.warmstart.sim.process.Interpreters;
import io.warmstart.sim.process.ProcessVector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeSimulatorTest {
  private final NodeSimulator simulator = new NodeSimulator();

  @AfterEach
  void noProcessIsLeft() {
    assertThat(Interpreters.left()).isEmpty();
  }

  @Test
  void modelIsDescribedByItsOwnSizes() {
    TaskDescription hopping =
        simulator.describe(NodeTask.hopping("[frameSkip=4,stepLimit=30,controlLimit=2]"));
    assertThat(hopping.summary()).contains("@mujoco/mujoco 3.14.0");
    assertThat(hopping.spec().observationWidth()).isEqualTo(8);
    assertThat(hopping.spec().controlPeriod()).isEqualTo(Duration.ofMillis(20));
    assertThat(hopping.spec().boxChannels())
        .containsExactly(new Channel("knee", "1", -0.5, 1), new Channel("control/1", "1", -2, 2));
    assertThat(hopping.stepLimit()).isEqualTo(30);
  }

  @Test
  void rewardAndTerminationFollowTheSettings() {
    TaskReference task =
        NodeTask.hopping(
            "[frameSkip=4,forwardWeight=2,aliveReward=1,controlCost=0.1,heightIndex=1,"
                + "minHeight=-0.3]");
    try (Environment hopping = simulator.create(task)) {
      Observation observation = Observation.of(hopping.spec());
      hopping.reset(1, observation);
      float before = observation.get(0, 0);
      Step step = hopping.step(new float[] {1, -1}, observation);
      float forward = (observation.get(0, 0) - before) / 0.02f;
      assertThat(step.reward()).isCloseTo(2 * forward + 1 - 0.2f, within(1e-4f));
      int length = 1;
      while (!step.terminated() && !step.truncated()) {
        step = hopping.step(new float[] {1, 1}, observation);
        length++;
      }
      assertThat(step.terminated()).isTrue();
      assertThat(observation.get(0, 1)).isLessThan(-0.3f);
      assertThat(length).isBetween(5, 500);
    }
  }

  @Test
  void mazePaysAndObservesAsTheClosedFormDoes() {
    try (Environment maze = simulator.create(NodeTask.of("maze2d-umaze-sparse", ""))) {
      assertThat(maze.stepLimit()).isEqualTo(300);
      Observation observation = Observation.of(maze.spec());
      maze.reset(8, observation);
      assertThat(maze.success()).isEqualTo(TaskSuccess.NO);
      Step step = new Step(0, false, false);
      for (int t = 0; t < 300; t++) {
        step = maze.step(new float[2], observation);
      }
      assertThat(step.truncated()).isTrue();
    }
  }

  @Test
  void copiesStartTheirNextEpisodesByThemselves() {
    try (ProcessVector vector =
        simulator.createVector(NodeTask.hopping("[stepLimit=10,resetNoise=0.02]"), 3)) {
      vector.reset(5);
      float first = vector.observation(2).get(0, 2);
      for (int t = 1; t <= 10; t++) {
        vector.action(1)[0] = 0.3f;
        vector.step();
        assertThat(vector.truncated(1)).isEqualTo(t == 10);
      }
      assertThat(Math.abs(vector.observation(2).get(0, 2))).isLessThan(0.02f);
      assertThat(vector.finalObservation(2).get(0, 2))
          .isNotEqualTo(vector.observation(2).get(0, 2));
      vector.reset(5);
      assertThat(vector.observation(2).get(0, 2)).isEqualTo(first);
    }
  }

  @Test
  void whatIsMissingIsNamedWithWhatToDo(@TempDir Path folder) throws IOException {
    TaskReference nowhere =
        TaskReference.parse("mujoco-node:maze2d-umaze-sparse[modules=" + folder + "]");
    refused(nowhere, "run \"warmstart doctor --fix mujoco-node\"");
    refused(NodeTask.of(folder + "/none.xml", ""), "none.xml");
    Path broken = Files.writeString(folder.resolve("broken.xml"), "<mujoco><foo/></mujoco>");
    refused(NodeTask.of(broken.toString(), ""), "XML Error: Schema violation");
    Path parts =
        Files.writeString(
            folder.resolve("parts.xml"), "<mujoco><include file=\"a.xml\"/></mujoco>");
    refused(NodeTask.of(parts.toString(), ""), "refers to other files");
    refused(NodeTask.hopping("[bridge.transport=unix]"), "speaks stdio only");
    refused(NodeTask.hopping("[node=no-such-node]"), "cannot start \"no-such-node\"");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> simulator.create("maze2d-umaze-sparse"))
        .withMessageContaining("is not a task of mujoco-node");
  }

  private void refused(TaskReference task, String expected) {
    assertThatExceptionOfType(EnvironmentException.class)
        .isThrownBy(() -> simulator.create(task))
        .withMessageStartingWith(task.id() + ": ")
        .withMessageContaining(expected)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }
}
