package io.warmstart.engine.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.warmstart.engine.Diagnosis;
import io.warmstart.engine.Executor;
import io.warmstart.engine.Feed;
import io.warmstart.engine.Inference;
import io.warmstart.engine.Parameter;
import io.warmstart.engine.Session;
import io.warmstart.engine.Snapshot;
import io.warmstart.engine.cpu.CpuExecutor;
import io.warmstart.engine.reference.ReferenceExecutor;
import io.warmstart.testkit.StateMap;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class Nd4jSessionTest {
  private static final Executor ND4J = new Nd4jExecutor();
  private static final Executor REFERENCE = new ReferenceExecutor();

  private final Redq redq = new Redq();

  private static Session session(Executor executor, Feed feed, long... seeds) {
    Redq fresh = new Redq();
    return executor.open(fresh.update(), fresh.parameters(), feed, seeds);
  }

  private static StateMap after(Executor executor, int updates) {
    StateMap state = new StateMap();
    try (Session session = session(executor, Redq.feed(), 7)) {
      session.run(updates);
      session.save(state);
    }
    return state;
  }

  private static double relativeError(float[] expected, float[] found) {
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < expected.length; i++) {
      difference += Math.pow(found[i] - (double) expected[i], 2);
      norm += Math.pow(expected[i], 2);
    }
    return norm == 0 ? Math.sqrt(difference) : Math.sqrt(difference / norm);
  }

  private static void assertClose(StateMap expected, StateMap found, String suffix, double limit) {
    List<String> names = expected.names().stream().filter(n -> n.endsWith(suffix)).toList();
    assertThat(names).hasSizeGreaterThan(8);
    for (String name : names) {
      assertThat(relativeError(expected.floats(name), found.floats(name)))
          .as(name)
          .isLessThan(limit);
    }
  }

  /** Two updates are four critic steps and one actor step; moments are sums of gradients. */
  @Test
  void gradientsOfWholeUpdatesEqualTheReference() {
    StateMap expected = after(REFERENCE, 2);
    StateMap found = after(ND4J, 2);
    assertClose(expected, found, "#m", 1e-4);
    assertClose(expected, found, "weight", 1e-4);
    assertThat(found.names())
        .containsAll(expected.names().stream().filter(name -> !name.endsWith("#exact")).toList());
  }

  @Test
  void metricsEqualTheReferenceAndAreNumberedByRun() {
    Map<String, Double> expected = metrics(REFERENCE);
    Map<String, Double> found = metrics(ND4J);
    assertThat(found.keySet()).isEqualTo(expected.keySet());
    assertThat(found.keySet()).contains("critic/loss/1/11", "actor/entropy/1/2");
    expected.forEach((name, value) -> assertThat(found.get(name)).isCloseTo(value, within(1e-3)));
  }

  private static Map<String, Double> metrics(Executor executor) {
    Map<String, Double> reported = new TreeMap<>();
    try (Session session = session(executor, Redq.feed(), 7, 8)) {
      session.run(6);
      session.metrics((plan, name, seed, step, value) ->
          reported.put(plan + "/" + name + "/" + seed + "/" + step, value));
    }
    return reported;
  }

  @Test
  void seedsDoNotTouchEachOther() {
    float[] alone;
    try (Session session = session(ND4J, Redq.feed(), 7)) {
      session.run(3);
      alone = session.read(0, redq.acting().all().getFirst());
    }
    try (Session session = session(ND4J, Redq.feed(), 7, 8)) {
      session.run(3);
      assertThat(session.read(0, redq.acting().all().getFirst())).isEqualTo(alone);
      assertThat(session.read(1, redq.acting().all().getFirst())).isNotEqualTo(alone);
    }
  }

  @Test
  void savedStateContinuesBitForBitAndOnOtherExecutors() {
    StateMap whole = after(ND4J, 6);
    StateMap half = after(ND4J, 3);
    StateMap joined = new StateMap();
    try (Session session = session(ND4J, Redq.feed(), 99)) {
      session.load(half);
      assertThat(session.programs()).isEqualTo(3);
    }
    try (Session session = session(ND4J, Redq.feed(), 7)) {
      session.load(half);
      session.run(3);
      session.save(joined);
    }
    assertThat(joined.differences(whole)).isEmpty();
    for (Executor other : List.of(REFERENCE, new CpuExecutor(1).withoutWarmUp())) {
      StateMap continued = new StateMap();
      try (Session session = session(other, Redq.feed(), 7)) {
        session.load(half);
        session.run(3);
        session.save(continued);
      }
      assertClose(whole, continued, "weight", 1e-3);
    }
  }

  @Test
  void settingsChangeFromTheNextRunOnAndAreSaved() {
    Parameter target = redq.parameters().get("target/dense0/weight");
    Parameter online = redq.parameters().get("critic/dense0/weight");
    StateMap state = new StateMap();
    try (Session session = session(ND4J, Redq.feed(), 7)) {
      session.set(0, "targetRate", 1);
      session.run(1);
      assertThat(session.read(0, target)).isEqualTo(session.read(0, online));
      session.save(state);
      assertThatThrownBy(() -> session.set(0, "rate", 1)).hasMessageContaining("targetRate");
    }
    try (Session session = session(ND4J, Redq.feed(), 7)) {
      session.load(state);
      session.run(1);
      assertThat(session.read(0, target)).isEqualTo(session.read(0, online));
    }
  }

  @Test
  void anUpdateThatIsNotFiniteIsRefusedAndExplained() {
    Parameter weight = redq.parameters().get("critic/dense0/weight");
    StateMap healthy = after(ND4J, 2);
    try (Session session = session(ND4J, Redq.poisoned(2), 7)) {
      session.run(5);
      assertThat(session.refused()).isTrue();
      assertThat(session.programs()).isEqualTo(2);
      assertThat(session.read(0, weight)).isEqualTo(healthy.floats("critic/dense0/weight"));
      Diagnosis diagnosis = session.explain();
      assertThat(diagnosis.plan()).isEqualTo("critic");
      assertThat(diagnosis.step()).isEqualTo(4);
      assertThat(diagnosis.index()).isEqualTo(3);
      assertThat(diagnosis.message()).contains("rewards");
      assertThatThrownBy(() -> session.run(1)).hasMessageContaining("explain()");
      session.load(healthy);
      assertThat(session.refused()).isFalse();
    }
  }

  @Test
  void writtenValuesAreReadBackAndLengthsChecked() {
    Parameter weight = redq.parameters().get("policy/dense0/weight");
    try (Session session = session(ND4J, Redq.feed(), 7)) {
      float[] values = session.read(0, weight);
      values[3] = 42;
      session.write(0, weight, values);
      assertThat(session.read(0, weight)).isEqualTo(values);
      assertThatThrownBy(() -> session.write(0, weight, new float[2]))
          .hasMessageContaining("policy/dense0/weight")
          .hasMessageContaining("found 2");
      assertThatThrownBy(() -> session.read(1, weight)).hasMessageContaining("Seed index 1");
    }
  }

  @Test
  void aClosedSessionRefusesToRun() {
    Session session = session(ND4J, Redq.feed(), 7);
    session.close();
    session.close();
    assertThatThrownBy(() -> session.run(1)).hasMessageContaining("closed");
  }

  @Test
  void inferenceActsLikeTheReferenceAndTakesNewWeights() {
    try (Session session = session(ND4J, Redq.feed(), 7);
        Snapshot before = session.publish(0)) {
      session.run(4);
      try (Snapshot trained = session.publish(0);
          Inference exact = REFERENCE.inference(redq.act(), trained);
          Inference found = ND4J.inference(redq.act(), before)) {
        assertThat(trained.version()).isEqualTo(4);
        float[] old = action(found);
        assertThat(action(found)).isEqualTo(old);
        found.weights(trained);
        assertThat(action(found)).isNotEqualTo(old);
        assertThat(relativeError(action(exact), action(found))).isLessThan(1e-5);
        assertThatThrownBy(() -> found.input("goal")).hasMessageContaining("state");
      }
    }
  }

  private static float[] action(Inference inference) {
    for (int i = 0; i < 5; i++) {
      inference.input("state").setAtIndex(ValueLayout.JAVA_FLOAT, i, 0.3f * i - 0.5f);
    }
    inference.run(12);
    return inference.output("action").toArray(ValueLayout.JAVA_FLOAT);
  }
}
