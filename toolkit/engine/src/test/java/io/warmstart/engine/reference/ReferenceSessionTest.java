package io.warmstart.engine.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.warmstart.engine.Column;
import io.warmstart.engine.DType;
import io.warmstart.engine.Feed;
import io.warmstart.engine.Graph;
import io.warmstart.engine.GraphException;
import io.warmstart.engine.Init;
import io.warmstart.engine.Losses;
import io.warmstart.engine.Mlp;
import io.warmstart.engine.Optimizer;
import io.warmstart.engine.Parameter;
import io.warmstart.engine.ParameterSet;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Program;
import io.warmstart.engine.Schedule;
import io.warmstart.engine.Session;
import io.warmstart.engine.Shape;
import io.warmstart.engine.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
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
      assertThat(Sessions.metrics(session)).containsEntry("adam/norm", 5.0);
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
      assertThat(Sessions.metrics(session))
          .containsEntry("order/before", 1.0)
          .containsEntry("order/after", 5.0);
    }
  }

  @Test
  void authorsOrderAndCorlOrderDifferOnlyWhereTheNewValueMatters() {
    Parameters author = new Parameters();
    Parameters corl = new Parameters();
    try (Session a = executor.open(Losses.iql(author, SIZES).program(), author, Sessions::fill, 1);
        Session c = executor.open(Losses.iqlCorl(corl, SIZES).program(), corl, Sessions::fill, 1)) {
      a.run(1);
      c.run(1);
      assertThat(Sessions.metrics(a).get("iql/value/loss"))
          .isEqualTo(Sessions.metrics(c).get("iql/value/loss"));
      assertThat(a.read(0, author.get("value/dense0/weight")))
          .containsExactly(c.read(0, corl.get("value/dense0/weight")));
      // Weights hardly differ after one step of Adam, which goes by the gradient's sign.
      assertThat(Sessions.metrics(a).get("iql/policy/loss"))
          .isNotEqualTo(Sessions.metrics(c).get("iql/policy/loss"));
      assertThat(Sessions.metrics(a).get("iql/critic/loss"))
          .isNotEqualTo(Sessions.metrics(c).get("iql/critic/loss"));
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
    try (Session session = executor.open(Program.run(g.compile()), parameters, Sessions::fill, 1)) {
      session.run(1);
      double first = Objects.requireNonNull(Sessions.metrics(session).get("fit/loss"));
      session.run(300);
      assertThat(Sessions.metrics(session).get("fit/loss")).isLessThan(0.01 * first);
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
      assertThat(Sessions.metrics(session))
          .containsEntry("block/x", 2.0)
          .containsEntry("block/step", 4.0);
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
  void columnsOfEveryTypeAreGathered() {
    Column bytes = new Column("bytes", DType.U8, 3, 2);
    Graph g = Graph.named("gather");
    g.metric("sum", g.rows(bytes, g.constant(new float[] {2, 0}, 2)).sum());
    g.metric("count", g.count(bytes));
    byte[] rows = {1, 2, 3, 4, (byte) 200, (byte) 255};
    Feed feed = Sessions.resident(bytes, MemorySegment.ofArray(rows), 3);
    try (Session session = executor.open(Program.run(g.compile()), parameters, feed, 1)) {
      session.run(1);
      assertThat(Sessions.metrics(session))
          .containsEntry("gather/sum", 458.0)
          .containsEntry("gather/count", 3.0);
    }
    Column longs = new Column("longs", DType.I64, 2);
    Graph h = Graph.named("longs");
    h.metric("last", h.rows(longs, h.count(longs).plus(-1).reshape(1)).sum());
    Feed longFeed = Sessions.resident(longs, MemorySegment.ofArray(new long[] {5, 7}), 2);
    try (Session session = executor.open(Program.run(h.compile()), parameters, longFeed, 1)) {
      session.run(1);
      assertThat(Sessions.metrics(session)).containsEntry("longs/last", 7.0);
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
    try (Session session = executor.open(Program.run(g.compile()), parameters, Sessions::fill, 1)) {
      session.run(1);
      Map<String, Double> metrics = Sessions.metrics(session);
      assertThat(metrics.get("dropout/mean")).isCloseTo(1, within(0.03));
      assertThat(metrics.get("dropout/kept")).isCloseTo(0.75, within(0.02));
      assertThat(metrics.get("dropout/difference")).isGreaterThan(1e-3);
      assertThat(metrics).containsEntry("dropout/same", 0.0);
    }
  }
}
