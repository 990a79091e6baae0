package io.warmstart.sim.arm;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmstart.core.data.Dataset;
import io.warmstart.core.data.Episode;
import io.warmstart.core.data.TerminationCause;
import io.warmstart.core.environment.CollectionOptions;
import io.warmstart.core.environment.Controller;
import io.warmstart.core.environment.Environment;
import io.warmstart.core.environment.Mixture;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.environment.Step;
import io.warmstart.core.environment.TaskReference;
import io.warmstart.core.environment.TaskSuccess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Scripts solve their tasks, and recordings hold what was asked for. */
class ArmScriptTest {
  private final ArmSimulator arm = new ArmSimulator();

  private int successes(String task, int episodes) {
    TaskReference reference = TaskReference.parse(task);
    int reached = 0;
    try (Environment environment = arm.create(reference)) {
      Controller script = arm.script(reference, environment).orElseThrow();
      Observation observation = Observation.of(environment.spec());
      float[] action = new float[environment.spec().actionWidth()];
      for (int seed = 0; seed < episodes; seed++) {
        environment.reset(seed, observation);
        script.begin(seed);
        Step step = new Step(0, false, false);
        while (!step.terminated() && !step.truncated()) {
          script.act(observation, action);
          step = environment.step(action, observation);
        }
        reached += environment.success() == TaskSuccess.YES ? 1 : 0;
      }
    }
    return reached;
  }

  @ParameterizedTest
  @ValueSource(strings = {"reach", "push", "pick-place", "peg-insertion"})
  void scriptsReachTheGoalInNearlyEveryEpisode(String task) {
    assertThat(successes("arm-" + task + "-sparse", 100)).isGreaterThanOrEqualTo(95);
  }

  @ParameterizedTest
  @CsvSource({
    "push, control=joint-velocity",
    "pick-place, control=joint-delta",
    "pick-place, gripper=discrete",
    "push, rotation=yaw",
    "peg-insertion, rotation=free",
    "reach, delay.low=2;delay.high=2"
  })
  void scriptsWorkInOtherModesToo(String task, String setting) {
    String reference = "arm-" + task + "-sparse[" + setting.replace(';', ',') + "]";
    assertThat(successes(reference, 20)).isGreaterThanOrEqualTo(19);
  }

  @Test
  void mixturesRecordEachBehaviourAndScriptsSucceedOftenest() {
    CollectionOptions options = new CollectionOptions(3000, 0.2, 4, new Mixture(0.4, 0.3, 0.3));
    try (Dataset dataset = arm.collect("arm-push-sparse", options)) {
      assertThat(dataset.transitions()).isEqualTo(3000);
      long ended =
          dataset.episodes().stream()
              .filter(episode -> episode.cause() == TerminationCause.TERMINATED)
              .count();
      assertThat(ended).isGreaterThan(8).isLessThan(dataset.episodes().size() / 2 + 10L);
      Episode last = dataset.episodes().getLast();
      assertThat(last.cause()).isIn(TerminationCause.CUT, TerminationCause.TRUNCATED);
    }
  }

  @Test
  void recordingsRepeatBitForBitAndFollowTheirSeed() {
    CollectionOptions options = new CollectionOptions(300, 0.1, 0.2, 4);
    CollectionOptions other = new CollectionOptions(300, 0.1, 0.2, 5);
    String task = "arm-reach-sparse[control=joint-velocity,gripper=discrete]";
    try (Dataset one = arm.collect(task, options);
        Dataset two = arm.collect(task, options);
        Dataset three = arm.collect(task, other)) {
      for (String name : one.columns().keySet()) {
        assertThat(one.column(name).data().mismatch(two.column(name).data())).isEqualTo(-1);
      }
      assertThat(one.column("actions").data().mismatch(three.column("actions").data()))
          .isNotEqualTo(-1);
    }
  }
}
