package io.warmstart.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.management.ThreadMXBean;
import io.warmstart.core.config.ConfigException;
import io.warmstart.core.data.ColumnBuffer;
import io.warmstart.core.data.Dataset;
import io.warmstart.core.environment.CollectionOptions;
import io.warmstart.core.environment.Environment;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.environment.Simulator;
import io.warmstart.core.environment.TaskDescription;
import io.warmstart.core.environment.TaskReference;
import io.warmstart.engine.DType;
import io.warmstart.sim.EveryTask.Task;
import io.warmstart.sim.pointmaze.PointMazeSimulator;
import io.warmstart.testkit.EpisodeTrace;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every family and its registry; the environments have their own contract. */
class SimulatorContractTest {
  static Stream<Task> tasks() {
    return EveryTask.tasks();
  }

  static Stream<Simulator> families() {
    return EveryTask.families();
  }

  @Test
  void registryListsMazesAndPendulumAndNoIdTwice() {
    assertThat(tasks().map(Task::toString))
        .contains(
            "maze2d-open-sparse",
            "maze2d-umaze-sparse",
            "maze2d-medium-dense",
            "maze2d-large-dense",
            "pendulum-v1")
        .doesNotHaveDuplicates();
    assertThat(families().map(Simulator::name)).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void descriptionAgreesWithEnvironment(Task task) {
    try (Environment environment = task.create()) {
      assertThat(task.simulator().accepts(task.reference())).isTrue();
      TaskDescription described = task.simulator().describe(task.reference());
      assertThat(described.id()).isEqualTo(task.description().id());
      for (TaskDescription each : List.of(task.description(), described)) {
        assertThat(environment.spec()).isEqualTo(each.spec());
        assertThat(environment.stepLimit()).isEqualTo(each.stepLimit());
      }
      assertThat(task.description().summary()).endsWith(".");
    }
  }

  @ParameterizedTest
  @MethodSource("families")
  void unknownTaskIsRefusedByName(Simulator simulator) {
    TaskReference unknown = TaskReference.parse("no-such-task");
    assertThat(simulator.accepts(unknown)).isFalse();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> simulator.create(unknown))
        .withMessageContaining("\"no-such-task\"")
        .withMessageContaining(simulator.name());
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void settingThatAFamilyDoesNotHaveIsRefusedWithItsTask(Task task) {
    task.assumeReady();
    String wrong = task.description().id() + "[noSuchSetting=1]";
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> task.simulator().create(wrong))
        .withMessageContaining(wrong);
  }

  @Test
  void settingsOfAFamilyChangeTheEnvironment() {
    Simulator mazes = new PointMazeSimulator();
    try (Environment d4rl = mazes.create("maze2d-umaze-sparse");
        Environment named = mazes.create("maze2d-umaze-sparse[margin=maximum]");
        Environment later = mazes.create("maze2d-umaze-sparse[margin=sum,inverseWeight=full]")) {
      List<String> base = EpisodeTrace.of(d4rl, 3, 1, 300).observations();
      assertThat(EpisodeTrace.of(named, 3, 1, 300).observations()).isEqualTo(base);
      assertThat(EpisodeTrace.of(later, 3, 1, 300).observations()).isNotEqualTo(base);
    }
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void recordedDataFitTheTaskAndRepeat(Task task) {
    task.assumeReady();
    CollectionOptions options = new CollectionOptions(60, 0.1, 0.3, 4);
    if (!isScripted(task, options)) {
      return;
    }
    try (Dataset data = collect(task, options);
        Dataset again = collect(task, options);
        Dataset other = collect(task, new CollectionOptions(60, 0.1, 0.3, 5))) {
      assertThat(data.spec()).isEqualTo(task.description().spec());
      assertThat(data.transitions()).isEqualTo(60);
      assertThat(data.episodes().stream().mapToInt(e -> e.length()).sum()).isEqualTo(60);
      assertThat(data.provenance().toString()).contains(task.description().id());
      assertThat(numbers(again)).isEqualTo(numbers(data));
      assertThat(numbers(other)).isNotEqualTo(numbers(data));
    }
  }

  private static boolean isScripted(Task task, CollectionOptions options) {
    try {
      collect(task, options).close();
      return true;
    } catch (UnsupportedOperationException e) {
      assertThat(e).hasMessageContaining(task.description().id());
      return false;
    }
  }

  private static Dataset collect(Task task, CollectionOptions options) {
    return task.simulator().collect(task.reference(), options);
  }

  /** One number per column that another bit anywhere would change. */
  private static List<Integer> numbers(Dataset data) {
    return data.columns().values().stream().map(SimulatorContractTest::hash).toList();
  }

  private static int hash(ColumnBuffer column) {
    int hash = 1;
    boolean real = column.type() == DType.F32 || column.type() == DType.U8;
    for (long row = 0; real && row < column.rows(); row++) {
      for (int i = 0; i < column.rowElements(); i++) {
        float value = column.get(row, i);
        assertThat(value).as(column.name()).isFinite();
        hash = 31 * hash + Float.floatToRawIntBits(value);
      }
    }
    return hash;
  }

  static Stream<Task> tasksThatAllocateNothing() {
    Set<String> families = Set.of("pointmaze", "pixelmaze", "pendulum");
    return tasks().filter(task -> families.contains(task.simulator().name()));
  }

  @ParameterizedTest
  @MethodSource("tasksThatAllocateNothing")
  void steppingAllocatesNoMoreThanItsResult(Task task) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int steps = 20_000;
    try (Environment environment = task.create()) {
      Observation observation = Observation.of(environment.spec());
      float[] action = new float[environment.spec().actionWidth()];
      environment.reset(0, observation);
      run(environment, observation, action, steps);
      long before = threads.getCurrentThreadAllocatedBytes();
      run(environment, observation, action, steps);
      double bytes = threads.getCurrentThreadAllocatedBytes() - before;
      boolean cachedResults = task.description().id().matches(".*-(sparse|pixels)");
      assertThat(bytes / steps).isLessThan(cachedResults ? 0.5 : 24.5);
    }
  }

  private static void run(
      Environment environment, Observation observation, float[] action, int steps) {
    for (int i = 0; i < steps; i++) {
      action[0] = (i / 40) % 3 - 1;
      environment.step(action, observation);
    }
  }
}
