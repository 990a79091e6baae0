package io.warmstart.sim.gymnasium;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmstart.core.environment.Environment;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.environment.Step;
import io.warmstart.core.environment.TaskDescription;
import io.warmstart.core.environment.TaskReference;
import io.warmstart.sim.process.Interpreters;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Gymnasium itself; the interpreter that has it is named by WARMSTART_GYMNASIUM_PYTHON. */
class RealGymnasiumTest {
  private final GymnasiumSimulator simulator = new GymnasiumSimulator();

  private static TaskReference task(String id) {
    String python = System.getenv("WARMSTART_GYMNASIUM_PYTHON");
    Assumptions.assumeTrue(
        python != null && Interpreters.runs(List.of(python, "-c", "import gymnasium")),
        "WARMSTART_GYMNASIUM_PYTHON names no Python with gymnasium");
    return TaskReference.parse("gymnasium:" + id + "[python=" + python + "]");
  }

  @ParameterizedTest
  @CsvSource({
    "CartPole-v1,4,1,500",
    "Pendulum-v1,3,1,200",
    "MountainCarContinuous-v0,2,1,999",
    "HalfCheetah-v5,17,6,1000",
    "Ant-v5,105,8,1000"
  })
  void standardTasksRunAndRepeat(String id, int observed, int actions, int limit) {
    TaskReference task = task(id);
    TaskDescription description = simulator.describe(task);
    assertThat(description.spec().observationWidth()).isEqualTo(observed);
    assertThat(description.spec().actionWidth()).isEqualTo(actions);
    assertThat(description.stepLimit()).isEqualTo(limit);
    try (Environment one = simulator.create(task);
        Environment two = simulator.create(task)) {
      Observation first = Observation.of(one.spec());
      Observation second = Observation.of(two.spec());
      one.reset(-3, first);
      two.reset(-3, second);
      for (int t = 0; t < 20; t++) {
        Step step = one.step(new float[actions], first);
        assertThat(two.step(new float[actions], second)).isEqualTo(step);
        assertThat(first.part(0).mismatch(second.part(0))).isEqualTo(-1);
        if (step.terminated()) {
          return;
        }
      }
    }
  }
}
