package io.warmstart.engine.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmstart.engine.Column;
import io.warmstart.engine.DType;
import io.warmstart.engine.DiffusionLosses;
import io.warmstart.engine.Feed;
import io.warmstart.engine.Graph;
import io.warmstart.engine.GraphException;
import io.warmstart.engine.Inference;
import io.warmstart.engine.Init;
import io.warmstart.engine.Losses;
import io.warmstart.engine.Mlp;
import io.warmstart.engine.Optimizer;
import io.warmstart.engine.Parameter;
import io.warmstart.engine.ParameterSet;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Program;
import io.warmstart.engine.Session;
import io.warmstart.engine.Snapshot;
import io.warmstart.engine.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ReferenceStateTest {
  private static final Losses.Sizes SIZES = new Losses.Sizes(8, 4, 2, List.of(8, 8));

  private final Parameters parameters = new Parameters();
  private final ReferenceExecutor executor = new ReferenceExecutor();

  @Test
  void nonFiniteStepIsRefusedAndExplained() {
    Parameter first = parameters.add("first", new Init.Constant(3), 2);
    Parameter w = parameters.add("w", new Init.Constant(1), 2);
    Graph g = Graph.named("refused");
    Tensor x = g.input("observations", DType.F32, 2);
    g.minimize(g.read(first).square().sum(), ParameterSet.of(first), Optimizer.Adam.of(0.1));
    Tensor loss = g.read(w).times(x).log().sum();
    g.minimize(loss, ParameterSet.of(w), Optimizer.Adam.of(0.1));
    g.metric("loss", loss);
    float[] fed = {1, 2};
    Feed feed = (seed, update, buffers) -> Sessions.copy(fed, buffers.buffer("observations"));
    try (Session session = executor.open(Program.run(g.compile()), parameters, feed, 1)) {
      session.run(2);
      assertThat(session.refused()).isFalse();
      assertThatThrownBy(session::explain).isInstanceOf(IllegalStateException.class);
      float[] before = session.read(0, w);
      Map<String, byte[]> healthy = Sessions.saved(session);
      fed[1] = 0;
      session.run(5);
      assertThat(session.refused()).isTrue();
      assertThat(session.programs()).isEqualTo(2);
      assertThat(session.read(0, w)).containsExactly(before);
      assertThat(Sessions.saved(session)).containsEntry("w#m#exact", healthy.get("w#m#exact"));
      assertThat(session.explain().message())
          .startsWith("Update 2 of plan \"refused\" (seed index 0) was refused: log#")
          .contains("is -Infinity at element 1")
          .contains("parameter w")
          .contains("input observations")
          .contains("used by metric loss")
          .contains("logarithm of 0");
      assertThatThrownBy(() -> session.run(1)).isInstanceOf(IllegalStateException.class);
      fed[1] = 2;
      Sessions.load(session, healthy);
      session.run(1);
      assertThat(session.refused()).isFalse();
    }
  }

  @Test
  void nanInTheDataIsTracedToItsColumn() {
    Column column = new Column("rewards", DType.F32, 4);
    Parameter w = parameters.add("w", new Init.Constant(1));
    Graph g = Graph.named("data");
    Tensor index = g.integers("batch", g.count(column), 8);
    Tensor loss = g.rows(column, index).times(g.read(w)).mean();
    g.minimize(loss, ParameterSet.of(w), Optimizer.Adam.of(0.1));
    Feed feed =
        Sessions.resident(column, MemorySegment.ofArray(new float[] {1, Float.NaN, 1, 1}), 4);
    try (Session session = executor.open(Program.run(g.compile()), parameters, feed, 1)) {
      session.run(20);
      assertThat(session.refused()).isTrue();
      assertThat(session.explain().hint()).contains("column rewards");
      assertThat(session.explain().tensor()).startsWith("rows#");
    }
  }

  @Test
  void saveLoadContinueEqualsUninterrupted() {
    Losses.Declared declared = DiffusionLosses.diffusionQl(parameters, SIZES, 2);
    Map<String, byte[]> middle;
    Map<String, byte[]> uninterrupted;
    try (Session session = open(declared, 4, 5)) {
      session.run(3);
      middle = Sessions.saved(session);
      session.run(3);
      uninterrupted = Sessions.saved(session);
    }
    try (Session session = open(declared, 4, 5)) {
      session.run(1);
      Sessions.load(session, middle);
      assertThat(session.programs()).isEqualTo(3);
      session.run(3);
      assertThat(Sessions.saved(session)).usingRecursiveComparison().isEqualTo(uninterrupted);
    }
  }

  @Test
  void loadingAnotherProgramsStateIsRefused() {
    Losses.Declared declared = Losses.iql(parameters, SIZES);
    try (Session session = open(declared, 1)) {
      assertThatThrownBy(() -> session.load((seed, name, type, shape) -> null))
          .isInstanceOf(GraphException.class)
          .hasMessageContaining("#programs");
    }
  }

  @Test
  void seedsAreIndependentAndEqualToTheSeedAlone() {
    Losses.Declared declared = Losses.sacRedq(parameters, SIZES, 2, 3, 2);
    Parameter weight = parameters.get("critic/dense0/weight");
    try (Session both = open(declared, 4, 5);
        Session alone = open(declared, 5)) {
      both.run(2);
      alone.run(2);
      assertThat(both.read(1, weight)).containsExactly(alone.read(0, weight));
      assertThat(both.read(0, weight)).isNotEqualTo(both.read(1, weight));
    }
  }

  @Test
  void snapshotIsUnaffectedByLaterUpdatesAndDrivesInference() {
    Mlp policy = Mlp.of(parameters, "policy", 4, 2, Mlp.Style.torch(List.of(8), Tensor::relu));
    Graph g = Graph.named("train");
    Tensor x = g.input("observations", DType.F32, 8, 4);
    g.minimize(policy.apply(x).square().mean(), policy.parameters(), Optimizer.Adam.of(0.1));
    Graph act = Graph.named("act");
    Tensor observation = act.input("observation", DType.F32, 1, 4);
    Tensor noise = act.normal("noise", 1, 2);
    act.output("action", policy.apply(observation).plus(noise.times(act.setting("scale", 0.1))));
    try (Session session = executor.open(Program.run(g.compile()), parameters, Sessions::fill, 1)) {
      session.run(1);
      try (Snapshot snapshot = session.publish(0);
          Inference inference = executor.inference(act.compile(), snapshot)) {
        Sessions.copy(new float[] {1, 2, 3, 4}, inference.input("observation"));
        inference.run(7);
        float[] first = inference.output("action").toArray(ValueLayout.JAVA_FLOAT);
        session.run(3);
        inference.run(8);
        assertThat(inference.output("action").toArray(ValueLayout.JAVA_FLOAT)).isNotEqualTo(first);
        inference.run(7);
        assertThat(inference.output("action").toArray(ValueLayout.JAVA_FLOAT))
            .containsExactly(first);
        assertThat(snapshot.version()).isEqualTo(1);
        assertThatThrownBy(() -> inference.input("x")).isInstanceOf(GraphException.class);
      }
    }
  }

  @Test
  void inferencePlanThatTrainsIsRefused() {
    Losses.Declared declared = Losses.iql(parameters, SIZES);
    try (Session session = open(declared, 1);
        Snapshot snapshot = session.publish(0)) {
      assertThatThrownBy(() -> executor.inference(declared.graphs().getFirst().compile(), snapshot))
          .isInstanceOf(GraphException.class)
          .hasMessageContaining("changes no parameter");
    }
  }

  @Test
  void closedSessionIsRefused() {
    Session session = open(Losses.iql(parameters, SIZES), 1);
    session.close();
    session.close();
    assertThatThrownBy(() -> session.run(1)).isInstanceOf(IllegalStateException.class);
  }

  private Session open(Losses.Declared declared, long... seeds) {
    return executor.open(declared.program(), parameters, Sessions::fill, seeds);
  }
}
