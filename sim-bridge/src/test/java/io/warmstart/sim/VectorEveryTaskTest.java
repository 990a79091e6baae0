package io.warmstart.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.warmstart.core.environment.Environment;
import io.warmstart.core.environment.EnvironmentException;
import io.warmstart.core.environment.Observation;
import io.warmstart.core.environment.Step;
import io.warmstart.core.environment.TaskSuccess;
import io.warmstart.core.environment.VectorEnvironment;
import io.warmstart.core.space.EnvironmentSpec;
import io.warmstart.engine.Philox;
import io.warmstart.sim.EveryTask.Task;
import io.warmstart.sim.pendulum.PendulumSimulator;
import io.warmstart.testkit.EpisodeTrace;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Copies of every family's tasks, stepped together. */
class VectorEveryTaskTest {
  private static final int COPIES = 3;
  private static final int STEPS = 12;

  /** The first task of each family and every task with another spec. */
  static Stream<Task> tasks() {
    List<Object> seen = new ArrayList<>();
    return EveryTask.tasks()
        .filter(task -> {
          Object kind = List.of(task.simulator().name(), task.description().spec());
          boolean fresh = !seen.contains(kind);
          seen.add(kind);
          return fresh;
        });
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void threadsChangeNothingAndFinalObservationsAreThoseOfALoneCopy(Task task) {
    List<List<String>> alone = traces(task, COPIES, 1);
    assertThat(traces(task, COPIES, 2)).isEqualTo(alone);
    assertThat(traces(task, COPIES, COPIES)).isEqualTo(alone);
    assertThat(traces(task, 1, 1).get(0)).isEqualTo(alone.get(0));
    assertThat(alone.get(0)).isNotEqualTo(alone.get(1));
  }

  /** Everything that each copy gave, over two resets within. */
  private static List<List<String>> traces(Task task, int copies, int threads) {
    List<List<String>> traces = new ArrayList<>();
    List<Recorded> made = new ArrayList<>();
    try (VectorEnvironment vector =
        new VectorEnvironment(
            () -> {
              made.add(new Recorded(task.create()));
              return made.getLast();
            },
            copies,
            threads)) {
      vector.reset(8);
      for (int i = 0; i < copies; i++) {
        traces.add(new ArrayList<>(List.of(EpisodeTrace.text(vector.observation(i)))));
      }
      for (int t = 0; t < STEPS; t++) {
        for (int i = 0; i < copies; i++) {
          EpisodeTrace.draw(vector.spec(), Philox.of(i, "actions"), t, vector.action(i));
        }
        vector.send();
        vector.receive();
        for (int i = 0; i < copies; i++) {
          traces.get(i).add(row(vector, i));
          boolean ended = vector.terminated(i) || vector.truncated(i);
          if (ended) {
            // What the environment itself gave last, and not the first of the next episode.
            assertThat(EpisodeTrace.text(vector.finalObservation(i))).isEqualTo(made.get(i).last);
            assertThat(EpisodeTrace.text(vector.observation(i))).isEqualTo(made.get(i).first);
          }
          assertThat(ended || (t + 1) % Recorded.LIMIT != 0 || made.get(i).endedEarly).isTrue();
        }
      }
    }
    return traces;
  }

  private static String row(VectorEnvironment vector, int i) {
    return vector.reward(i)
        + " "
        + vector.terminated(i)
        + " "
        + vector.truncated(i)
        + " "
        + vector.success(i)
        + EpisodeTrace.text(vector.observation(i))
        + EpisodeTrace.text(vector.finalObservation(i));
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "4"})
  void aCopyThatThrowsStopsTheStepAndResetGoesOn(int threads) {
    List<Recorded> made = new ArrayList<>();
    try (VectorEnvironment vector = pendulums(made, 4, threads)) {
      vector.reset(0);
      vector.step();
      made.get(2).failing = true;
      assertThatExceptionOfType(EnvironmentException.class)
          .isThrownBy(vector::step)
          .withMessage("the cable broke");
      assertThatIllegalStateException()
          .isThrownBy(vector::step)
          .withMessageContaining("reset first");
      made.get(2).failing = false;
      vector.reset(0);
      vector.step();
    }
    assertThat(made).allMatch(environment -> environment.closed);
  }

  @Test
  void severalFailuresAreAllTold() {
    List<Recorded> made = new ArrayList<>();
    try (VectorEnvironment vector = pendulums(made, 3, 3)) {
      vector.reset(0);
      made.forEach(environment -> environment.failing = true);
      assertThatExceptionOfType(EnvironmentException.class)
          .isThrownBy(vector::step)
          .satisfies(e -> assertThat(e.getSuppressed()).hasSize(2));
    }
  }

  @Test
  void sendAndReceiveComeInTurns() {
    try (VectorEnvironment vector = pendulums(new ArrayList<>(), 2, 2)) {
      assertThatIllegalStateException().isThrownBy(vector::send);
      vector.reset(0);
      assertThatIllegalStateException().isThrownBy(vector::receive);
      vector.send();
      assertThatIllegalStateException().isThrownBy(vector::send);
      assertThatIllegalStateException().isThrownBy(() -> vector.reset(1));
      vector.receive();
      vector.send();
    }
  }

  @Test
  void anInterruptedWaitCanOnlyBeClosed() {
    List<Recorded> made = new ArrayList<>();
    CountDownLatch gate = new CountDownLatch(1);
    try (VectorEnvironment vector = pendulums(made, 2, 2)) {
      vector.reset(0);
      made.get(1).gate = gate;
      Thread.currentThread().interrupt();
      assertThatIllegalStateException().isThrownBy(vector::step);
      assertThat(Thread.interrupted()).isTrue();
      assertThatIllegalStateException()
          .isThrownBy(() -> vector.reset(0))
          .withMessageContaining("create anew");
      gate.countDown();
    }
    assertThat(made).allMatch(environment -> environment.closed);
  }

  @Test
  void copiesMadeBeforeOneThatCannotBeMadeAreClosed() {
    List<Recorded> made = new ArrayList<>();
    AtomicInteger calls = new AtomicInteger();
    assertThatExceptionOfType(EnvironmentException.class)
        .isThrownBy(() ->
            new VectorEnvironment(
                () -> {
                  if (calls.getAndIncrement() == 2) {
                    throw new EnvironmentException("no more");
                  }
                  return pendulum(made);
                },
                4,
                2));
    assertThat(made).hasSize(2).allMatch(environment -> environment.closed);
  }

  @Test
  void copiesOfAnotherSpecAreRefused() {
    List<Recorded> made = new ArrayList<>();
    List<Task> tasks = tasks().limit(1).toList();
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new VectorEnvironment(
                () -> made.isEmpty() ? pendulum(made) : tasks.get(0).create(), 2, 1))
        .withMessageContaining("copy 1 has another spec");
    assertThat(made).allMatch(environment -> environment.closed);
  }

  private static VectorEnvironment pendulums(List<Recorded> made, int copies, int threads) {
    return new VectorEnvironment(() -> pendulum(made), copies, threads);
  }

  private static Recorded pendulum(List<Recorded> made) {
    made.add(new Recorded(new PendulumSimulator().create("pendulum-v1")));
    return made.getLast();
  }

  /** Ends after five steps, notes what it gave, and throws when told to. */
  private static final class Recorded implements Environment {
    static final int LIMIT = 5;

    private final Environment environment;
    String first = "";
    String last = "";
    volatile boolean failing;

    /** Where a step waits. */
    volatile CountDownLatch gate = new CountDownLatch(0);

    boolean endedEarly;
    boolean closed;

    Recorded(Environment environment) {
      this.environment = environment;
    }

    @Override
    public EnvironmentSpec spec() {
      return environment.spec();
    }

    @Override
    public int stepLimit() {
      return LIMIT;
    }

    @Override
    public void reset(long seed, Observation observation) {
      environment.reset(seed, observation);
      first = EpisodeTrace.text(observation);
    }

    @Override
    public Step step(float[] action, Observation observation) {
      if (failing) {
        throw new EnvironmentException("the cable broke");
      }
      awaitGate();
      Step step = environment.step(action, observation);
      last = EpisodeTrace.text(observation);
      endedEarly |= step.terminated();
      return step;
    }

    private void awaitGate() {
      try {
        gate.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException("interrupted at the gate", e);
      }
    }

    @Override
    public TaskSuccess success() {
      return environment.success();
    }

    @Override
    public void close() {
      closed = true;
      environment.close();
    }
  }
}
