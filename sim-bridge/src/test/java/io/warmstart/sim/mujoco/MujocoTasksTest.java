package io.warmstart.sim.mujoco;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.warmstart.core.config.ConfigException;
import io.warmstart.core.environment.CollectionOptions;
import io.warmstart.core.environment.Environment;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.environment.ScoreReference;
import io.warmstart.core.environment.Step;
import io.warmstart.core.environment.TaskDescription;
import io.warmstart.core.environment.TaskReference;
import io.warmstart.core.environment.TaskSuccess;
import io.warmstart.core.environment.VectorEnvironment;
import io.warmstart.core.space.Channel;
import io.warmstart.engine.Philox;
import io.warmstart.testkit.EnvironmentContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tasks, on MuJoCo 2.2.2 through the shim of these tests. */
class MujocoTasksTest {
  @TempDir static Path folder;
  private static MujocoSimulator simulator;

  /** A hopper's numbers, not its body: three slides and hinges of the root, three hinges more. */
  private static final String HOPPER =
      """
      <mujoco>
        <option timestep="0.002"/>
        <worldbody>
          <body pos="0 0 1.25">
            <joint type="slide" axis="1 0 0"/>
            <joint type="slide" axis="0 0 1" ref="1.25"/>
            <joint type="hinge" axis="0 1 0"/>
            <geom type="capsule" size="0.05 0.2"/>
            <body pos="0 0 -0.2"><joint name="a" axis="0 1 0"/>
              <geom type="capsule" size="0.04" fromto="0 0 0 0 0 -0.3"/>
              <body pos="0 0 -0.3"><joint name="b" axis="0 1 0"/>
                <geom type="capsule" size="0.04" fromto="0 0 0 0 0 -0.3"/>
                <body pos="0 0 -0.3"><joint name="c" axis="0 1 0"/>
                  <geom type="capsule" size="0.04" fromto="0 0 0 0.2 0 0"/>
                </body>
              </body>
            </body>
          </body>
        </worldbody>
        <default><motor ctrllimited="true" ctrlrange="-1 1"/></default>
        <actuator>
          <motor joint="a" gear="20"/><motor joint="b" gear="20"/><motor joint="c" gear="20"/>
        </actuator>
      </mujoco>
      """;

  /** Actuators of several kinds whose ranges come from classes, of their own, or from nowhere. */
  private static final String MIXED =
      """
      <mujoco>
        <default>
          <motor ctrllimited="true" ctrlrange="-3 3"/>
          <default class="small"><motor ctrlrange="-0.5 0.25"/></default>
        </default>
        <worldbody><body>
          <joint name="a" axis="1 0 0"/><geom type="sphere" size="0.1"/>
          <inertial pos="0 0 0" mass="1" diaginertia="1 1 1"/>
        </body></worldbody>
        <actuator>
          <motor name="inherited" joint="a"/>
          <motor name="of class" class="small" joint="a"/>
          <position name="own" joint="a" ctrlrange="-2 1"/>
          <velocity joint="a" ctrllimited="false"/>
        </actuator>
      </mujoco>
      """;

  @BeforeAll
  static void compile() {
    String library = NativeTools.in(folder).shim(3_012_000, 6).toString();
    simulator = new MujocoSimulator(new LibrarySearch(Optional.of(library)));
  }

  private static Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  @Nested
  class Runner extends EnvironmentContract {
    @Override
    public Environment environment() {
      return simulator.create("mujoco-runner");
    }
  }

  @Nested
  class MazeMedium extends EnvironmentContract {
    @Override
    public Environment environment() {
      return simulator.create("mujoco-maze-medium");
    }
  }

  @Nested
  class ArmReach extends EnvironmentContract {
    @Override
    public Environment environment() {
      return simulator.create("mujoco-arm-reach");
    }
  }

  @Nested
  class HopperOnAFile extends EnvironmentContract {
    @Override
    public Environment environment() {
      try {
        return simulator.create("mujoco-hopper[model=" + file("hopper.xml", HOPPER) + "]");
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Nested
  class AnyFile extends EnvironmentContract {
    @Override
    public Environment environment() {
      try {
        return simulator.create(
            "mujoco:" + file("hopper.xml", HOPPER) + "[motion.positionNoise=0.1]");
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Test
  void descriptionsOfOurModelsNeedNoLibraryAndAgreeWithTheEnvironments() {
    MujocoSimulator without = new MujocoSimulator(new LibrarySearch(Optional.of("nowhere")));
    assertThat(without.tasks()).isEmpty();
    assertThat(simulator.tasks())
        .extracting(TaskDescription::id)
        .containsExactly(
            "mujoco-runner",
            "mujoco-maze-umaze",
            "mujoco-maze-medium",
            "mujoco-maze-large",
            "mujoco-arm-reach");
    for (TaskDescription task : simulator.tasks()) {
      assertThat(without.describe(TaskReference.of(task.id()))).isEqualTo(task);
      try (Environment environment = simulator.create(task.id())) {
        assertThat(environment.spec()).isEqualTo(task.spec());
        assertThat(environment.stepLimit()).isEqualTo(task.stepLimit());
      }
    }
  }

  @Test
  void locomotionTasksAreDescribedAsInGymnasiumWithTheScoresOfD4rl() {
    int[][] sizes = {{17, 6}, {11, 3}, {17, 6}, {27, 8}};
    String[] names = {"half-cheetah", "hopper", "walker2d", "ant"};
    int[] periods = {50, 8, 8, 50};
    for (int i = 0; i < names.length; i++) {
      TaskDescription task = simulator.describe(TaskReference.of("mujoco-" + names[i]));
      assertThat(task.spec().observationWidth()).isEqualTo(sizes[i][0]);
      assertThat(task.spec().actionWidth()).isEqualTo(sizes[i][1]);
      assertThat(task.spec().controlPeriod()).isEqualTo(Duration.ofMillis(periods[i]));
      assertThat(task.stepLimit()).isEqualTo(1000);
    }
    assertThat(simulator.describe(TaskReference.of("mujoco-walker2d")).reference())
        .contains(new ScoreReference(1.629008, 4592.3));
    TaskReference padded = TaskReference.parse("mujoco-ant[motion.paddedZeros=84]");
    assertThat(simulator.describe(padded).spec().observationWidth()).isEqualTo(111);
  }

  @Test
  void hopperEarnsSpeedAndLifeAndEndsWhenItTilts() throws IOException {
    TaskReference task =
        TaskReference.parse("mujoco-hopper[model=" + file("hopper.xml", HOPPER) + "]");
    try (MujocoEnvironment hopper = simulator.environment(task)) {
      Observation observation = Observation.of(hopper.spec());
      hopper.reset(4, observation);
      float[] action = {0.5f, -1, 2};
      boolean ended = false;
      for (int t = 0; t < 400 && !ended; t++) {
        double x = hopper.world().position(0);
        Step step = hopper.step(action, observation);
        double forward = (hopper.world().position(0) - x) / 0.008;
        assertThat((double) step.reward())
            .isCloseTo(forward + 1 - 1e-3 * (0.25 + 1 + 1), within(1e-5));
        double height = hopper.world().position(1);
        double tilt = Math.abs(hopper.world().position(2));
        ended = step.terminated();
        boolean calm = true;
        for (int i = 0; i < 6; i++) {
          calm &= Math.abs(hopper.world().velocity(i)) < 100;
          assertThat(observation.get(0, 5 + i)).isBetween(-10f, 10f);
        }
        assertThat(ended).isEqualTo(!(height > 0.7 && tilt < 0.2 && calm));
      }
      assertThat(ended).isTrue();
    }
  }

  @Test
  void theRunnerStandsStillByItselfAndPaysForControl() {
    try (MujocoEnvironment runner = simulator.environment(TaskReference.of("mujoco-runner"))) {
      Observation observation = Observation.of(runner.spec());
      runner.reset(1, observation);
      for (int t = 0; t < 200; t++) {
        runner.step(new float[6], observation);
      }
      assertThat(runner.world().position(1))
          .as("height of the trunk, relative")
          .isGreaterThan(-0.2);
      assertThat(runner.world().position(2)).as("pitch").isBetween(-0.5, 0.5);
      double x = runner.world().position(0);
      Step step = runner.step(new float[] {1, 1, 1, 1, 1, 1}, observation);
      double speed = (runner.world().position(0) - x) / 0.05;
      assertThat((double) step.reward()).isCloseTo(speed - 0.6, within(1e-6));
    }
  }

  @Test
  void theCubeRestsOnTheTableAndTheArmReachesAPointByItsOwnKinematics() {
    try (MujocoEnvironment arm = simulator.environment(TaskReference.of("mujoco-arm-reach"))) {
      Observation observation = Observation.of(arm.spec());
      List<TaskSuccess> ends = new ArrayList<>();
      for (int episode = 0; episode < 5; episode++) {
        arm.reset(episode, observation);
        for (int t = 0; t < arm.stepLimit(); t++) {
          arm.step(towards(observation), observation);
        }
        assertThat(arm.world().position(11)).as("cube height").isCloseTo(0.225, within(1e-3));
        ends.add(arm.success());
      }
      assertThat(ends).containsOnly(TaskSuccess.YES);
    }
  }

  /** Joint velocities down the gradient of the distance, by finite differences of the chain. */
  private static float[] towards(Observation observation) {
    double[][] jacobian = new double[7][];
    double[] here = ReachTip.of(observation, -1);
    float[] action = new float[8];
    for (int j = 0; j < 7; j++) {
      jacobian[j] = ReachTip.of(observation, j);
      double along = 0;
      for (int k = 0; k < 3; k++) {
        double error = observation.get(0, 17 + k) - observation.get(0, 14 + k);
        along += (jacobian[j][k] - here[k]) / ReachTip.NUDGE * error;
      }
      action[j] = (float) Math.clamp(12 * along, -1.5, 1.5);
    }
    return action;
  }

  @Test
  void copiesOnTwoThreadsShareOneModelAndDoWhatOneThreadDoes() {
    for (String task : List.of("mujoco-runner", "mujoco-arm-reach")) {
      assertThat(states(task, 2)).isEqualTo(states(task, 1));
    }
    try (MujocoEnvironment first = simulator.environment(TaskReference.of("mujoco-runner"));
        MujocoEnvironment second = simulator.environment(TaskReference.of("mujoco-runner"))) {
      assertThat(second.world().model()).isSameAs(first.world().model());
    }
  }

  private static List<Float> states(String task, int threads) {
    List<Float> numbers = new ArrayList<>();
    Philox random = Philox.of(3, "actions");
    try (VectorEnvironment copies =
        new VectorEnvironment(() -> simulator.create(task), 6, threads)) {
      copies.reset(8);
      for (int t = 0; t < 120; t++) {
        for (int c = 0; c < copies.size(); c++) {
          for (int i = 0; i < copies.action(c).length; i++) {
            copies.action(c)[i] = (float) (2 * random.uniform(t, 100L * c + i) - 1);
          }
        }
        copies.step();
        for (int c = 0; c < copies.size(); c++) {
          numbers.add(copies.reward(c));
          numbers.add(copies.observation(c).get(0, 3));
        }
      }
    }
    return numbers;
  }

  @Test
  void rangesOfControlsComeFromClassesActuatorsOrTheSetting() throws IOException {
    String task = "mujoco:" + file("mixed.xml", MIXED) + "[controlLimit=7]";
    List<Channel> channels = simulator.describe(TaskReference.parse(task)).spec().boxChannels();
    assertThat(channels)
        .containsExactly(
            new Channel("inherited", "1", -3, 3),
            new Channel("of class", "1", -0.5, 0.25),
            new Channel("own", "1", -2, 1),
            new Channel("control3", "1", -7, 7));
  }

  @Test
  void settingsWithoutEffectAndUnknownTasksAreRefused() {
    for (String wrong :
        List.of(
            "mujoco-maze-medium[motion.aliveReward=1]",
            "mujoco-runner[model=a.xml]",
            "mujoco-runner[motion.speed=1]",
            "mujoco-arm-reach[frameSkip=0]")) {
      assertThatExceptionOfType(ConfigException.class).isThrownBy(() -> simulator.create(wrong));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> simulator.create("mujoco-cheetah"))
        .withMessageContaining("mujoco-half-cheetah")
        .withMessageContaining("mujoco:FILE.xml");
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> simulator.collect("mujoco-runner", new CollectionOptions(1, 0, 0, 1)));
  }

  @Test
  void manyEnvironmentsLeaveNoMemoryBehind() throws Throwable {
    createAndClose(50);
    long least = Long.MAX_VALUE;
    // The compiler of the virtual machine allocates now and then; a leak shows in every round.
    for (int round = 0; round < 4; round++) {
      long before = NativeTools.allocatedBytes();
      createAndClose(100);
      least = Math.min(least, NativeTools.allocatedBytes() - before);
    }
    // A world takes more than 3 MB and a model about 25 kB.
    assertThat(least).isLessThan(1_000_000L);
  }

  private static void createAndClose(int times) {
    for (int i = 0; i < times; i++) {
      Environment environment = simulator.create("mujoco-runner");
      environment.reset(i, Observation.of(environment.spec()));
      environment.close();
      environment.close();
    }
  }
}
