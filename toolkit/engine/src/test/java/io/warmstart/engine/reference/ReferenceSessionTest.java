package io.warmstart.engine.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.warmstart.engine.Column;
import io.warmstart.engine.DType;
import io.warmstart.engine.DiffusionLosses;
import io.warmstart.engine.Feed;
import io.warmstart.engine.Graph;
import io.warmstart.engine.GraphException;
import io.warmstart.engine.Inference;
import io.warmstart.engine.Init;
import io.warmstart.engine.InputBuffers;
import io.warmstart.engine.Losses;
import io.warmstart.engine.Mlp;
import io.warmstart.engine.Optimizer;
import io.warmstart.engine.Parameter;
import io.warmstart.engine.ParameterSet;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Philox;
import io.warmstart.engine.Program;
import io.warmstart.engine.Schedule;
import io.warmstart.engine.Session;
import io.warmstart.engine.Shape;
import io.warmstart.engine.Snapshot;
import io.warmstart.engine.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class ReferenceSessionTest {
  private static final Losses.Sizes SIZES = new Losses.Sizes(8, 4, 2, List.of(8, 8));

  private final Parameters parameters = new Parameters();
  private final ReferenceExecutor executor = new ReferenceExecutor();

  @Test
  void adamFollowsItsDefinitionWithScheduleClipAndDecay() {
    Parameter w = parameters.add("w", new Init.Constant(2), 2);
    Optimizer.Adam adam =
        Optimizer.Adam.of(new Schedule.WarmUp(new Schedule.Cosine(0.1, 10), 4))
            .withClipNorm(1)
            .withWeightDecay(0.01);
    Graph g = Graph.named("adam");
    Tensor loss = g.read(w).times(g.constant(new float[] {3, 4}, 2)).sum();
    g.metric("norm", g.minimize(loss, ParameterSet.of(w), adam));
    double m = 0;
    double v = 0;
    double expected = 2;
    try (Session session = executor.open(Program.run(g.compile()), parameters, Feed.none(), 1)) {
      for (int t = 1; t <= 6; t++) {
        double cosine = 0.1 * 0.5 * (1 + Math.cos(Math.PI * (t - 1) / 10));
        double rate = cosine * Math.min(1, t / 4.0);
        double gradient = 3 * Math.min(1, 1 / (5 + 1e-6));
        m = 0.9 * m + 0.1 * gradient;
        v = 0.999 * v + 0.001 * gradient * gradient;
        expected -= rate * 0.01 * expected;
        double corrected = Math.sqrt(v / (1 - Math.pow(0.999, t))) + 1e-8;
        expected -= rate * (m / (1 - Math.pow(0.9, t))) / corrected;
        session.run(1);
        assertThat((double) session.read(0, w)[0]).isCloseTo(expected, within(1e-6));
      }
      assertThat(metrics(session)).containsEntry("adam/norm", 5.0);
    }
  }

  @Test
  void readsSeeUpdatesDeclaredAboveThem() {
    Parameter w = parameters.add("w", new Init.Constant(1), 1);
    Graph g = Graph.named("order");
    Tensor before = g.read(w);
    g.assign(w, g.constant(new float[] {5}, 1));
    g.metric("before", before.sum());
    g.metric("after", g.read(w).sum());
    try (Session session = executor.open(Program.run(g.compile()), parameters, Feed.none(), 1)) {
      session.run(1);
      assertThat(metrics(session))
          .containsEntry("order/before", 1.0)
          .containsEntry("order/after", 5.0);
    }
  }

  @Test
  void authorsOrderAndCorlOrderDifferOnlyWhereTheNewValueMatters() {
    Parameters author = new Parameters();
    Parameters corl = new Parameters();
    try (Session a =
            executor.open(
                Losses.iql(author, SIZES).program(), author, ReferenceSessionTest::fill, 1);
        Session c =
            executor.open(
                Losses.iqlCorl(corl, SIZES).program(), corl, ReferenceSessionTest::fill, 1)) {
      a.run(1);
      c.run(1);
      assertThat(metrics(a).get("iql/value/loss")).isEqualTo(metrics(c).get("iql/value/loss"));
      assertThat(a.read(0, author.get("value/dense0/weight")))
          .containsExactly(c.read(0, corl.get("value/dense0/weight")));
      // Weights hardly differ after one step of Adam, which goes by the gradient's sign.
      assertThat(metrics(a).get("iql/policy/loss")).isNotEqualTo(metrics(c).get("iql/policy/loss"));
      assertThat(metrics(a).get("iql/critic/loss")).isNotEqualTo(metrics(c).get("iql/critic/loss"));
    }
  }

  @Test
  void trainingLowersALoss() {
    Mlp.Style style = Mlp.Style.torch(List.of(16), Tensor::tanh);
    Mlp net = Mlp.of(parameters, "net", 4, 1, style);
    Graph g = Graph.named("fit");
    Tensor x = g.input("observations", DType.F32, 8, 4);
    Tensor error = net.apply(x).minus(x.sum(1).insert(1).tanh());
    Tensor loss = error.square().mean();
    g.minimize(loss, net.parameters(), Optimizer.Adam.of(0.01));
    g.metric("loss", loss);
    try (Session session =
        executor.open(Program.run(g.compile()), parameters, ReferenceSessionTest::fill, 1)) {
      session.run(1);
      double first = Objects.requireNonNull(metrics(session).get("fit/loss"));
      session.run(300);
      assertThat(metrics(session).get("fit/loss")).isLessThan(0.01 * first);
      assertThat(session.programs()).isEqualTo(301);
    }
  }

  @Test
  void repeatBlockAndEverySeeTheirBlocksAndPassages() {
    Parameter log = parameters.add("log", new Init.Zero(), 1);
    Parameter runs = parameters.add("runs", new Init.Zero(), 1);
    Graph g = Graph.named("repeated");
    Tensor x = g.input("x", DType.F32, 1);
    g.assign(log, g.read(log).times(10).plus(x));
    Graph h = Graph.named("block");
    h.metric("x", h.input("x", DType.F32, 1).sum());
    h.metric("step", h.step());
    Graph e = Graph.named("every");
    e.assign(runs, e.read(runs).plus(1));
    Program program =
        Program.of(
            new Program.Repeat(3, Program.run(g.compile()), List.of("x")),
            new Program.Block(1, 3, Program.run(h.compile()), List.of("x")),
            new Program.Every(2, Program.run(e.compile())));
    Feed feed =
        (seed, update, buffers) -> {
          for (int i = 0; i < 3; i++) {
            buffers.buffer("x").setAtIndex(ValueLayout.JAVA_FLOAT, i, i + 1);
          }
        };
    try (Session session = executor.open(program, parameters, feed, 1)) {
      session.run(1);
      assertThat(session.read(0, log)).containsExactly(123);
      assertThat(session.read(0, runs)).containsExactly(0);
      session.run(4);
      assertThat(session.read(0, runs)).containsExactly(2);
      assertThat(metrics(session)).containsEntry("block/x", 2.0).containsEntry("block/step", 4.0);
    }
  }

  @Test
  void nestedRepeatsNumberBlocksFromOutside() {
    Parameter log = parameters.add("log", new Init.Zero(), 1);
    Graph g = Graph.named("nested");
    g.assign(log, g.read(log).times(10).plus(g.input("x", DType.U8, 1)));
    Program inner = new Program.Repeat(2, Program.run(g.compile()), List.of("x"));
    Program program = new Program.Repeat(2, inner, List.of("x"));
    Feed feed =
        (seed, update, buffers) -> {
          for (byte i = 0; i < 4; i++) {
            buffers.buffer("x").set(ValueLayout.JAVA_BYTE, i, (byte) (i + 1));
          }
        };
    try (Session session = executor.open(program, parameters, feed, 1)) {
      session.run(1);
      assertThat(session.read(0, log)).containsExactly(1234);
    }
  }

  @Test
  void polyakMovesByTheRateThatIsSet() {
    Parameter online = parameters.add("online", new Init.Constant(4), 2);
    Parameter target = parameters.add("target", new Init.Zero(), 2);
    Graph g = Graph.named("polyak");
    g.polyak(ParameterSet.of(target), ParameterSet.of(online), g.setting("rate", 0.25));
    try (Session session = executor.open(Program.run(g.compile()), parameters, Feed.none(), 1, 2)) {
      session.run(2);
      assertThat(session.read(0, target)).containsOnly(1.75f);
      session.set(1, "rate", 1);
      session.run(1);
      assertThat(session.read(0, target)).containsOnly(2.3125f);
      assertThat(session.read(1, target)).containsOnly(4);
      assertThatThrownBy(() -> session.set(0, "speed", 1))
          .isInstanceOf(GraphException.class)
          .hasMessageContaining("no setting \"speed\"");
    }
  }

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
    Feed feed = (seed, update, buffers) -> copy(fed, buffers.buffer("observations"));
    try (Session session = executor.open(Program.run(g.compile()), parameters, feed, 1)) {
      session.run(2);
      assertThat(session.refused()).isFalse();
      assertThatThrownBy(session::explain).isInstanceOf(IllegalStateException.class);
      float[] before = session.read(0, w);
      Map<String, byte[]> healthy = saved(session);
      fed[1] = 0;
      session.run(5);
      assertThat(session.refused()).isTrue();
      assertThat(session.programs()).isEqualTo(2);
      assertThat(session.read(0, w)).containsExactly(before);
      assertThat(saved(session)).containsEntry("w#m#exact", healthy.get("w#m#exact"));
      assertThat(session.explain().message())
          .startsWith("Update 2 of plan \"refused\" (seed index 0) was refused: log#")
          .contains("is -Infinity at element 1")
          .contains("parameter w")
          .contains("input observations")
          .contains("used by metric loss")
          .contains("logarithm of 0");
      assertThatThrownBy(() -> session.run(1)).isInstanceOf(IllegalStateException.class);
      fed[1] = 2;
      load(session, healthy);
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
    Feed feed = resident(column, MemorySegment.ofArray(new float[] {1, Float.NaN, 1, 1}), 4);
    try (Session session = executor.open(Program.run(g.compile()), parameters, feed, 1)) {
      session.run(20);
      assertThat(session.refused()).isTrue();
      assertThat(session.explain().hint()).contains("column rewards");
      assertThat(session.explain().tensor()).startsWith("rows#");
    }
  }

  @Test
  void columnsOfEveryTypeAreGathered() {
    Column bytes = new Column("bytes", DType.U8, 3, 2);
    Graph g = Graph.named("gather");
    g.metric("sum", g.rows(bytes, g.constant(new float[] {2, 0}, 2)).sum());
    g.metric("count", g.count(bytes));
    byte[] rows = {1, 2, 3, 4, (byte) 200, (byte) 255};
    Feed feed = resident(bytes, MemorySegment.ofArray(rows), 3);
    try (Session session = executor.open(Program.run(g.compile()), parameters, feed, 1)) {
      session.run(1);
      assertThat(metrics(session))
          .containsEntry("gather/sum", 458.0)
          .containsEntry("gather/count", 3.0);
    }
    Column longs = new Column("longs", DType.I64, 2);
    Graph h = Graph.named("longs");
    h.metric("last", h.rows(longs, h.count(longs).plus(-1).reshape(1)).sum());
    Feed longFeed = resident(longs, MemorySegment.ofArray(new long[] {5, 7}), 2);
    try (Session session = executor.open(Program.run(h.compile()), parameters, longFeed, 1)) {
      session.run(1);
      assertThat(metrics(session)).containsEntry("longs/last", 7.0);
    }
  }

  @Test
  void saveLoadContinueEqualsUninterrupted() {
    Losses.Declared declared = DiffusionLosses.diffusionQl(parameters, SIZES, 2);
    Map<String, byte[]> middle;
    Map<String, byte[]> uninterrupted;
    try (Session session = open(declared, 4, 5)) {
      session.run(3);
      middle = saved(session);
      session.run(3);
      uninterrupted = saved(session);
    }
    try (Session session = open(declared, 4, 5)) {
      session.run(1);
      load(session, middle);
      assertThat(session.programs()).isEqualTo(3);
      session.run(3);
      assertThat(saved(session)).usingRecursiveComparison().isEqualTo(uninterrupted);
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
    try (Session session =
        executor.open(Program.run(g.compile()), parameters, ReferenceSessionTest::fill, 1)) {
      session.run(1);
      try (Snapshot snapshot = session.publish(0);
          Inference inference = executor.inference(act.compile(), snapshot)) {
        copy(new float[] {1, 2, 3, 4}, inference.input("observation"));
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
  void dropoutKeepsTheMeanAndLeavesApplyAlone() {
    Mlp.Style style = Mlp.Style.torch(List.of(64), Tensor::relu).withDropout(0.25);
    Mlp net = Mlp.of(parameters, "net", 4, 1, style);
    Graph g = Graph.named("dropout");
    Tensor ones = g.constant(1).stretch(Shape.of(100, 100));
    Tensor dropped = ones.dropout("d", 0.25);
    g.metric("mean", dropped.mean());
    g.metric("kept", dropped.less(0.5).negate().plus(1).mean());
    Tensor x = g.input("observations", DType.F32, 8, 4);
    g.metric("difference", net.applyTraining(x, "net").minus(net.apply(x)).abs().sum());
    g.metric("same", net.apply(x).minus(net.apply(x)).abs().sum());
    try (Session session =
        executor.open(Program.run(g.compile()), parameters, ReferenceSessionTest::fill, 1)) {
      session.run(1);
      Map<String, Double> metrics = metrics(session);
      assertThat(metrics.get("dropout/mean")).isCloseTo(1, within(0.03));
      assertThat(metrics.get("dropout/kept")).isCloseTo(0.75, within(0.02));
      assertThat(metrics.get("dropout/difference")).isGreaterThan(1e-3);
      assertThat(metrics).containsEntry("dropout/same", 0.0);
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
    return executor.open(declared.program(), parameters, ReferenceSessionTest::fill, seeds);
  }

  static void fill(int seed, long program, InputBuffers buffers) {
    for (String name : buffers.names()) {
      MemorySegment buffer = buffers.buffer(name);
      for (int i = 0; i < buffer.byteSize() / Float.BYTES; i++) {
        buffer.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) Philox.of(9, name).normal(0, i));
      }
    }
  }

  private static Feed resident(Column column, MemorySegment rows, long count) {
    return new Feed() {
      @Override
      public void fill(int seed, long program, InputBuffers buffers) {
        assertThat(buffers.names()).isEmpty();
      }

      @Override
      public MemorySegment column(int seed, Column wanted) {
        assertThat(wanted).isEqualTo(column);
        return rows;
      }

      @Override
      public long count(int seed, Column wanted) {
        return count;
      }
    };
  }

  private static void copy(float[] from, MemorySegment to) {
    MemorySegment.copy(from, 0, to, ValueLayout.JAVA_FLOAT, 0, from.length);
  }

  private static Map<String, Double> metrics(Session session) {
    Map<String, Double> metrics = new HashMap<>();
    session.metrics((plan, name, seed, step, value) -> {
      if (seed == 0) {
        metrics.put(plan + "/" + name, value);
      }
    });
    return metrics;
  }

  private static Map<String, byte[]> saved(Session session) {
    Map<String, byte[]> saved = new HashMap<>();
    session.save((seed, name, type, shape, data) ->
        saved.put(key(seed, name), data.toArray(ValueLayout.JAVA_BYTE)));
    return saved;
  }

  private static void load(Session session, Map<String, byte[]> saved) {
    session.load((seed, name, type, shape) -> {
      byte[] bytes = saved.get(key(seed, name));
      return bytes == null ? null : MemorySegment.ofArray(bytes);
    });
  }

  private static String key(int seed, String name) {
    return seed == 0 ? name : seed + ":" + name;
  }
}
