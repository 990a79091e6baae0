package io.warmstart.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.warmstart.core.config.ConfigException;
import io.warmstart.core.environment.Environment;
import io.warmstart.core.environment.EnvironmentException;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.environment.Simulator;
import io.warmstart.core.environment.Step;
import io.warmstart.core.environment.TaskDescription;
import io.warmstart.core.environment.TaskReference;
import io.warmstart.core.space.Channel;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.core.space.SpecMismatchException;
import io.warmstart.engine.Philox;
import io.warmstart.sim.pointmaze.PointMazeSimulator;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every task of every embedded simulator. */
class EnvironmentContractTest {
  private record Task(Simulator simulator, TaskDescription description) {
    Environment create() {
      return simulator.create(description.id());
    }

    @Override
    public String toString() {
      return description.id();
    }
  }

  static Stream<Task> tasks() {
    return ServiceLoader.load(Simulator.class).stream()
        .map(ServiceLoader.Provider::get)
        .flatMap(s -> s.tasks().stream().map(d -> new Task(s, d)));
  }

  @Test
  void registryListsMazesAndPendulum() {
    assertThat(tasks().map(Task::toString))
        .contains(
            "maze2d-open-sparse",
            "maze2d-umaze-sparse",
            "maze2d-medium-dense",
            "maze2d-large-dense",
            "pendulum-v1")
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void descriptionAgreesWithEnvironment(Task task) {
    try (Environment environment = task.create()) {
      assertThat(environment.spec()).isEqualTo(task.description().spec());
      assertThat(environment.stepLimit()).isEqualTo(task.description().stepLimit());
      assertThat(environment.stepLimit()).isPositive();
    }
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void sameSeedSameBitsWhateverCameBefore(Task task) {
    try (Environment fresh = task.create();
        Environment used = task.create()) {
      episode(used, 99, 50);
      assertThat(episode(used, 7, 100)).isDeepEqualTo(episode(fresh, 7, 100));
    }
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void otherSeedOtherStart(Task task) {
    try (Environment environment = task.create()) {
      Observation first = Observation.of(environment.spec());
      Observation second = Observation.of(environment.spec());
      environment.reset(1, first);
      environment.reset(2, second);
      assertThat(values(first)).isNotEqualTo(values(second));
    }
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void truncatesAtTheStepLimitAndNotBefore(Task task) {
    try (Environment environment = task.create()) {
      Observation observation = Observation.of(environment.spec());
      float[] action = new float[environment.spec().actionWidth()];
      environment.reset(3, observation);
      for (int i = 1; i <= environment.stepLimit(); i++) {
        Step step = environment.step(action, observation);
        assertThat(step.terminated()).isFalse();
        assertThat(step.truncated()).as("step " + i).isEqualTo(i == environment.stepLimit());
      }
      environment.reset(3, observation);
      assertThat(environment.step(action, observation).truncated()).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void actionIsClippedInPlaceAndActsLikeItsClippedValue(Task task) {
    try (Environment wide = task.create();
        Environment exact = task.create()) {
      List<Channel> channels = wide.spec().boxChannels();
      float[] requested = new float[channels.size()];
      float[] clipped = new float[channels.size()];
      for (int i = 0; i < requested.length; i++) {
        requested[i] = i % 2 == 0 ? 1e6f : -1e6f;
        clipped[i] = (float) (i % 2 == 0 ? channels.get(i).high() : channels.get(i).low());
      }
      Observation one = Observation.of(wide.spec());
      Observation other = Observation.of(wide.spec());
      wide.reset(5, one);
      exact.reset(5, other);
      wide.step(requested, one);
      exact.step(clipped, other);
      assertThat(requested).containsExactly(clipped);
      assertThat(values(one)).isEqualTo(values(other));
    }
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void actionThatIsNotFiniteIsRefusedAndNothingMoves(Task task) {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      try (Environment environment = task.create();
          Environment untouched = task.create()) {
        int width = environment.spec().actionWidth();
        Observation observation = Observation.of(environment.spec());
        Observation expected = Observation.of(environment.spec());
        environment.reset(5, observation);
        untouched.reset(5, expected);
        float[] action = new float[width];
        action[width - 1] = bad;
        assertThatThrownBy(() -> environment.step(action, observation))
            .isInstanceOf(EnvironmentException.class)
            .hasMessageContaining(task.description().id())
            .hasMessageContaining("is " + bad)
            .hasMessageContaining("expected a number in [");
        environment.step(new float[width], observation);
        untouched.step(new float[width], expected);
        assertThat(values(observation)).isEqualTo(values(expected));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void actionOfAnotherWidthIsRefused(Task task) {
    try (Environment environment = task.create()) {
      Observation observation = Observation.of(environment.spec());
      environment.reset(0, observation);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> environment.step(new float[9], observation))
          .withMessageContaining("9 numbers, expected " + environment.spec().actionWidth());
    }
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void observationOfAnotherSizeIsRefused(Task task) {
    try (Environment environment = task.create()) {
      Observation wrong =
          Observation.of(EnvironmentSpec.ofWidths(11, environment.spec().actionWidth()));
      assertThatThrownBy(() -> environment.reset(0, wrong))
          .isInstanceOf(SpecMismatchException.class)
          .hasMessageContaining(task.description().id());
    }
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void stepBeforeResetAndAfterCloseIsRefused(Task task) {
    Environment environment = task.create();
    Observation observation = Observation.of(environment.spec());
    float[] action = new float[environment.spec().actionWidth()];
    assertThatIllegalStateException().isThrownBy(() -> environment.step(action, observation));
    environment.reset(0, observation);
    environment.step(action, observation);
    environment.close();
    assertThatIllegalStateException().isThrownBy(() -> environment.step(action, observation));
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void observationsStayFiniteAndWithinTheirChannels(Task task) {
    try (Environment environment = task.create()) {
      List<Channel> channels = environment.spec().observations().get(0).channels();
      for (float[] observation : episode(environment, 11, environment.stepLimit())) {
        for (int i = 0; i < channels.size(); i++) {
          assertThat((double) observation[i])
              .isFinite()
              .isBetween(channels.get(i).low(), channels.get(i).high());
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("tasks")
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

  @Test
  void unknownTaskIsRefusedWithThoseThereAre() {
    for (Simulator simulator : ServiceLoader.load(Simulator.class)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> simulator.create("maze2d-umaze"))
          .withMessageContaining("\"maze2d-umaze\" is not a task of " + simulator.name())
          .withMessageContaining(simulator.tasks().get(0).id());
    }
  }

  @Test
  void settingsOfAFamilyChangeTheEnvironmentAndWrongOnesAreRefused() {
    Simulator mazes = new PointMazeSimulator();
    try (Environment d4rl = mazes.create("maze2d-umaze-sparse");
        Environment named = mazes.create("maze2d-umaze-sparse[margin=maximum]");
        Environment later = mazes.create("maze2d-umaze-sparse[margin=sum,inverseWeight=full]")) {
      float[][] base = episode(d4rl, 3, 300);
      assertThat(episode(named, 3, 300)).isDeepEqualTo(base);
      assertThat(Arrays.deepEquals(episode(later, 3, 300), base)).isFalse();
    }
    for (String wrong : List.of("maze2d-umaze-sparse[margn=sum]", "pendulum-v1[length=2]")) {
      for (Simulator simulator : ServiceLoader.load(Simulator.class)) {
        if (simulator.accepts(TaskReference.parse(wrong))) {
          assertThatExceptionOfType(ConfigException.class)
              .isThrownBy(() -> simulator.create(wrong))
              .withMessageContaining(wrong);
        }
      }
    }
  }

  private static void run(
      Environment environment, Observation observation, float[] action, int steps) {
    for (int i = 0; i < steps; i++) {
      action[0] = (i / 40) % 3 - 1;
      environment.step(action, observation);
    }
  }

  /** Observations of an episode under random actions. */
  private static float[][] episode(Environment environment, long seed, int steps) {
    Philox random = Philox.of(seed, "test");
    Observation observation = Observation.of(environment.spec());
    float[][] rows = new float[steps + 1][];
    List<Channel> channels = environment.spec().boxChannels();
    environment.reset(seed, observation);
    rows[0] = values(observation);
    float[] action = new float[channels.size()];
    for (int t = 0; t < steps; t++) {
      for (int i = 0; i < action.length; i++) {
        Channel channel = channels.get(i);
        double width = channel.high() - channel.low();
        action[i] = (float) (channel.low() + width * random.uniform(t / 8, i));
      }
      environment.step(action, observation);
      rows[t + 1] = values(observation);
    }
    return rows;
  }

  private static float[] values(Observation observation) {
    float[] values = new float[observation.spec().observationWidth()];
    for (int i = 0; i < values.length; i++) {
      values[i] = observation.get(0, i);
    }
    return values;
  }
}
