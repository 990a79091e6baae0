package io.warmstart.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class GraphTest {
  private final Graph graph = Graph.named("graph");
  private final Parameters parameters = new Parameters();

  @Test
  void rankIsNeverExtendedSilently() {
    Tensor q = graph.input("q", DType.F32, 4);
    Tensor y = graph.input("y", DType.F32, 4, 1);
    assertThatThrownBy(() -> q.minus(y))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("input#0[4]")
        .hasMessageContaining("input#1[4, 1]")
        .hasMessageContaining("insert or reshape");
  }

  @Test
  void shapesThatDoNotFitAreNamed() {
    Tensor a = graph.input("a", DType.F32, 2, 3);
    Tensor b = graph.input("b", DType.F32, 2, 4);
    Tensor v = graph.input("v", DType.F32, 2);
    assertRefused(() -> a.plus(b), "differ on axis 1");
    assertRefused(() -> a.matmul(b), "inner sizes 3 and 2");
    assertRefused(() -> a.matmul(v), "ranks must be 2 or 3");
    assertRefused(() -> a.concatAlong(0, b), "all axes but 0");
    assertRefused(() -> a.reshape(4), "6 elements");
    assertRefused(() -> a.slice(1, 2, 4), "not inside axis 1");
    assertRefused(() -> a.pad(1, 2, 4), "does not fit");
    assertRefused(() -> a.sum(2), "Axis 2 does not exist");
    assertRefused(() -> a.take(b), "rank 1");
    assertRefused(() -> a.takeLast(graph.constant(1)), "must have shape [2]");
    assertRefused(() -> a.less(0).select(b, a), "differ on axis 1");
    assertRefused(() -> graph.metric("m", a), "must be a scalar");
    assertRefused(() -> graph.constant(new float[3], 2), "needs 2 values, found 3");
    assertRefused(() -> graph.integers("i", a, 2), "must be a scalar");
    assertRefused(() -> graph.choose("c", 2, 3, false), "choose 3 of 2");
    assertRefused(() -> Shape.of(2, 0), "below 1");
    assertRefused(() -> graph.constant(1).rowNorm(1e-6), "is a scalar");
    Tensor deep = graph.input("deep", DType.F32, 3, 2, 4);
    assertRefused(() -> deep.matmul(graph.input("e", DType.F32, 2, 4, 1)), "leading axis");
  }

  @Test
  void streamUsedTwiceIsRefused() {
    graph.normal("noise", 2);
    assertThatThrownBy(() -> graph.uniform("noise", 2))
        .isInstanceOf(GraphException.class)
        .hasMessageContaining("\"noise\" twice");
  }

  @Test
  void tensorOfAnotherGraphIsRefused() {
    Tensor mine = graph.constant(1);
    Tensor theirs = Graph.named("other").constant(1);
    assertThatThrownBy(() -> mine.plus(theirs))
        .isInstanceOf(GraphException.class)
        .hasMessageContaining("\"other\"");
  }

  @Test
  void sameInputTwiceIsOneTensorAndMustAgree() {
    assertThat(graph.input("x", DType.F32, 2)).isSameAs(graph.input("x", DType.F32, 2));
    assertThatThrownBy(() -> graph.input("x", DType.F32, 3))
        .isInstanceOf(GraphException.class)
        .hasMessageContaining("twice and differently");
    assertThatThrownBy(() -> graph.input("x", DType.U8, 2)).isInstanceOf(GraphException.class);
    graph.setting("rate", 1);
    assertThatThrownBy(() -> graph.setting("rate", 2)).isInstanceOf(GraphException.class);
  }

  @Test
  void namesOfMetricsAndOutputsAreUnique() {
    Tensor x = graph.constant(1);
    graph.metric("loss", x);
    graph.output("loss", x);
    assertThatThrownBy(() -> graph.metric("loss", x)).isInstanceOf(GraphException.class);
    assertThatThrownBy(() -> graph.output("loss", x)).isInstanceOf(GraphException.class);
  }

  @Test
  void lossThatReadsAnOldVersionIsRefused() {
    Parameter w = parameters.add("w", new Init.One(), 2);
    Tensor old = graph.read(w);
    Optimizer adam = Optimizer.Adam.of(0.1);
    graph.minimize(old.square().sum(), ParameterSet.of(w), adam);
    assertThatThrownBy(() -> graph.minimize(old.sum(), ParameterSet.of(w), adam))
        .isInstanceOf(GraphException.class)
        .hasMessageContaining("reads version 0 of w")
        .hasMessageContaining("detach");
    Tensor target = old.detach();
    graph.minimize(graph.read(w).minus(target).square().sum(), ParameterSet.of(w), adam);
    assertThat(graph.effects()).hasSize(2);
  }

  @Test
  void parameterThatTheLossDoesNotReachIsZeroWithAWarning() {
    Parameter w = parameters.add("w", new Init.One(), 2);
    Parameter unused = parameters.add("unused", new Init.One(), 3);
    graph.minimize(
        graph.read(w).square().sum(), ParameterSet.of(w, unused), Optimizer.Adam.of(0.1));
    assertThat(graph.compile().warnings())
        .singleElement()
        .asString()
        .contains("does not depend on unused");
  }

  @Test
  void parametersAreDeclaredOnce() {
    parameters.add("w", new Init.Zero(), 2);
    assertThatThrownBy(() -> parameters.add("w", new Init.Zero(), 2))
        .isInstanceOf(GraphException.class)
        .hasMessageContaining("declared twice");
    assertThatThrownBy(() -> parameters.add("copy", new Init.CopyOf("nothing"), 2))
        .isInstanceOf(GraphException.class)
        .hasMessageContaining("no parameter nothing");
    assertThatThrownBy(() -> parameters.add("copy", new Init.CopyOf("w"), 3))
        .isInstanceOf(ShapeException.class);
  }

  @Test
  void polyakNeedsPartnersOfOneShape() {
    Parameter a = parameters.add("a", new Init.Zero(), 2);
    Parameter b = parameters.add("b", new Init.Zero(), 3);
    Tensor rate = graph.constant(0.1);
    assertThatThrownBy(() -> graph.polyak(ParameterSet.of(a), ParameterSet.of(b), rate))
        .isInstanceOf(GraphException.class);
    assertThatThrownBy(() -> graph.polyak(ParameterSet.of(a), ParameterSet.of(a), rate))
        .isInstanceOf(GraphException.class);
  }

  @Test
  void programsWithClashesAreRefused() {
    Parameter a = parameters.add("a", new Init.One(), 2);
    Parameter b = parameters.add("b", new Init.One(), 2);
    StepPlan first = minimising("first", ParameterSet.of(a, b));
    StepPlan second = minimising("second", ParameterSet.of(a));
    StepPlan sameName = minimising("first", ParameterSet.of(a, b));
    assertThatThrownBy(() -> ProgramLayout.of(sequence(first, second)))
        .isInstanceOf(GraphException.class)
        .hasMessageContaining("two different sets");
    assertThatThrownBy(() -> ProgramLayout.of(sequence(first, sameName)))
        .isInstanceOf(GraphException.class)
        .hasMessageContaining("named \"first\"");
    assertThat(ProgramLayout.of(sequence(first, first)).plans()).hasSize(1);
  }

  @Test
  void slicedInputsMustNeedOneBuffer() {
    StepPlan plan = reading("plan", 4);
    StepPlan wide = reading("wide", 8);
    Program.Repeat twice = new Program.Repeat(2, Program.run(plan), List.of("x"));
    Program fits = Program.of(twice, Program.run(wide));
    assertThat(ProgramLayout.of(fits).inputs())
        .hasEntrySatisfying("x", x -> assertThat(x.count()).isEqualTo(8 * 3));
    Program clash = Program.of(twice, Program.run(reading("other", 5)));
    assertThatThrownBy(() -> ProgramLayout.of(clash))
        .isInstanceOf(GraphException.class)
        .hasMessageContaining("both share one buffer");
  }

  private static StepPlan reading(String name, int rows) {
    Graph g = Graph.named(name);
    g.metric("sum", g.input("x", DType.F32, rows, 3).sum());
    return g.compile();
  }

  private static StepPlan minimising(String name, ParameterSet set) {
    Graph g = Graph.named(name);
    Tensor loss = g.constant(0);
    for (Parameter parameter : set.all()) {
      loss = loss.plus(g.read(parameter).square().sum());
    }
    g.minimize(loss, set, Optimizer.Adam.of(0.1));
    return g.compile();
  }

  private static Program sequence(StepPlan... plans) {
    return Program.of(Arrays.stream(plans).map(Program::run).toArray(Program[]::new));
  }

  private static void assertRefused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(ShapeException.class).hasMessageContaining(message);
  }
}
