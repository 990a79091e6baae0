package io.warmstart.engine.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.warmstart.engine.ConservativeLosses;
import io.warmstart.engine.DType;
import io.warmstart.engine.DiffusionLosses;
import io.warmstart.engine.Graph;
import io.warmstart.engine.Init;
import io.warmstart.engine.LayoutOp;
import io.warmstart.engine.Losses;
import io.warmstart.engine.MatMul;
import io.warmstart.engine.Mlp;
import io.warmstart.engine.Optimizer;
import io.warmstart.engine.Parameter;
import io.warmstart.engine.ParameterSet;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Program;
import io.warmstart.engine.Rewrites;
import io.warmstart.engine.Session;
import io.warmstart.engine.SourceOp;
import io.warmstart.engine.StepPlan;
import io.warmstart.engine.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rewritten plans compute in double precision what the recorded graph says, with less work. */
final class RewritesTest {
  private static final Losses.Sizes SMALL = new Losses.Sizes(4, 5, 3, List.of(7, 6));
  private static final Losses.Sizes PAPER = new Losses.Sizes(256, 17, 6, List.of(256, 256));
  private static final Losses.Sizes DEEP = new Losses.Sizes(256, 17, 6, List.of(256, 256, 256));

  /** Declared updates. */
  enum Update {
    IQL(p -> Losses.iql(p, SMALL)),
    REDQ(p -> Losses.sacRedq(p, SMALL, 1, 3, 2)),
    DIFFUSION_QL(p -> DiffusionLosses.diffusionQl(p, SMALL, 3)),
    CQL(p -> ConservativeLosses.cql(p, SMALL, 2));

    private final Function<Parameters, Losses.Declared> declare;

    Update(Function<Parameters, Losses.Declared> declare) {
      this.declare = declare;
    }
  }

  private record Outcome(Map<String, Double> metrics, Map<String, byte[]> state) {}

  private static Outcome outcome(Update update, Rewrites rewrites) {
    Parameters parameters = new Parameters();
    List<Program> plans = new ArrayList<>();
    for (Graph graph : update.declare.apply(parameters).graphs()) {
      plans.add(Program.run(graph.compile(rewrites)));
    }
    Program program = Program.of(plans.toArray(Program[]::new));
    try (Session session = new ReferenceExecutor().open(program, parameters, Sessions::fill, 3)) {
      session.run(1);
      assertThat(session.refused()).isFalse();
      return new Outcome(Sessions.metrics(session), Sessions.saved(session));
    }
  }

  @ParameterizedTest
  @EnumSource
  void eachRewriteKeepsLossesAndGradients(Update update) {
    Outcome expected = outcome(update, Rewrites.NONE);
    for (Rewrites rewrites :
        List.of(
            Rewrites.ALL,
            new Rewrites(false, true, true),
            new Rewrites(true, false, true),
            new Rewrites(true, true, false),
            new Rewrites(true, false, false))) {
      Outcome found = outcome(update, rewrites);
      expected
          .metrics()
          .forEach((name, value) ->
              assertThat(found.metrics().getOrDefault(name, Double.NaN))
                  .as("%s with %s", name, rewrites)
                  .isCloseTo(value, within(1e-12 * (1 + Math.abs(value)))));
      assertThat(found.state().keySet()).isEqualTo(expected.state().keySet());
      expected
          .state()
          .forEach((name, bytes) -> {
            if (name.endsWith("#m")) {
              assertEqual(
                  name + " with " + rewrites, bytes, found.state().getOrDefault(name, bytes));
            }
          });
    }
  }

  /** Gradients, stored as floats: they differ by one rounding of the store at most. */
  private static void assertEqual(String name, byte[] expected, byte[] found) {
    MemorySegment a = MemorySegment.ofArray(expected);
    MemorySegment b = MemorySegment.ofArray(found);
    double norm = 0;
    double error = 0;
    for (long i = 0; i < expected.length / 4; i++) {
      double x = a.get(ValueLayout.JAVA_FLOAT_UNALIGNED, 4 * i);
      error = Math.max(error, Math.abs(b.get(ValueLayout.JAVA_FLOAT_UNALIGNED, 4 * i) - x));
      norm = Math.max(norm, Math.abs(x));
    }
    assertThat(error).as(name).isLessThanOrEqualTo(1e-7 * norm);
  }

  /** Multiplications and additions of all products, GFLOP. */
  static double gflop(List<StepPlan> plans) {
    double flop = 0;
    for (StepPlan plan : plans) {
      for (Tensor node : plan.nodes()) {
        if (node.op() instanceof MatMul product) {
          Tensor left = node.input(0);
          flop += 2.0 * node.count() * left.size(left.rank() - (product.transposeLeft() ? 2 : 1));
        }
      }
    }
    return flop / 1e9;
  }

  private static double gflop(Losses.Declared declared, Rewrites rewrites) {
    return gflop(declared.graphs().stream().map(graph -> graph.compile(rewrites)).toList());
  }

  @Test
  void diffusionQlWithTenCandidatesNeedsLessWork() {
    Losses.Declared declared = DiffusionLosses.diffusionQl(new Parameters(), DEEP, 10);
    assertThat(gflop(declared, Rewrites.NONE)).isCloseTo(7.066, within(1e-3));
    assertThat(gflop(declared, Rewrites.ALL)).isCloseTo(6.741, within(1e-3));
  }

  @Test
  void conservativeCriticsShareTheStateAndThePolicyIsEvaluatedOncePerRow() {
    Losses.Declared declared = ConservativeLosses.cql(new Parameters(), PAPER, 10);
    assertThat(gflop(declared, Rewrites.NONE)).isCloseTo(7.754, within(1e-3));
    assertThat(gflop(declared, Rewrites.ALL)).isCloseTo(6.730, within(1e-3));
  }

  @Test
  void everyProductOfTheRepeatedStateHasItsOwnRowsOnly() {
    StepPlan plan =
        ConservativeLosses.cql(new Parameters(), PAPER, 10).graphs().getFirst().compile();
    for (Tensor node : plan.nodes()) {
      if (node.op() instanceof MatMul op && !op.transposeLeft()) {
        Tensor left = node.input(0);
        boolean many = left.size(left.rank() - 2) > 256;
        // With 7680 rows go the sampled actions, 6 wide, and hidden layers, never the state.
        assertThat(many && left.shape().last() == 17).as("%s of %s", node, left).isFalse();
        assertThat(many && left.shape().last() == 23).as("%s of %s", node, left).isFalse();
      }
    }
  }

  @Test
  void frozenNetworksGetNoWeightGradients() {
    Losses.Declared declared = DiffusionLosses.diffusionQl(new Parameters(), SMALL, 2);
    StepPlan plan = declared.graphs().getFirst().compile(Rewrites.NONE);
    long gradients =
        plan.nodes().stream()
            .filter(node -> node.op() instanceof MatMul op && op.transposeLeft())
            .count();
    // Critics: three layers, once. Actor: three layers in five denoising steps and one more
    // evaluation, and two layers of the step embedding, which is recorded twice. Nothing for
    // critics in the guidance, nothing for targets and the average.
    assertThat(gradients).isEqualTo(3 + 3 * 6 + 2 * 2);
  }

  @Test
  void partsThatOccurOnceStayTogether() {
    Parameters p = new Parameters();
    Parameter w = p.add("w", new Init.Uniform(1), 5, 4);
    Graph g = Graph.named("once");
    Tensor x = g.input("x", DType.F32, 8, 2).concat(g.input("c", DType.F32, 8, 3));
    Tensor y = x.matmul(g.read(w));
    g.minimize(y.square().sum(), ParameterSet.of(w), Optimizer.Adam.of(0.1));
    assertThat(g.compile().describe()).isEqualTo(g.compile(Rewrites.NONE).describe());
  }

  @Test
  void aSharedPartIsMultipliedOnce() {
    Parameters p = new Parameters();
    Mlp net = Mlp.of(p, "net", 5, 4, Mlp.Style.torch(List.of(6), Tensor::relu));
    Graph g = Graph.named("shared");
    Tensor s = g.input("s", DType.F32, 8, 3);
    Tensor first = net.apply(g.input("a", DType.F32, 8, 2).concat(s));
    Tensor second = net.apply(g.input("b", DType.F32, 8, 2).concat(s));
    g.minimize(first.times(second).sum(), net.parameters(), Optimizer.Adam.of(0.1));
    StepPlan plan = g.compile();
    assertThat(plan.nodes())
        .filteredOn(
            n -> n.op() instanceof MatMul op && !op.transposeLeft() && n.input(0) == s(plan))
        .hasSize(1);
    // The gradients of the shared rows of the weights are one product as well.
    assertThat(plan.nodes())
        .filteredOn(n -> n.op() instanceof LayoutOp.Concat concat && concat.axis() == 1)
        .isEmpty();
    assertThat(plan.describe()).isEqualTo(g.compile().describe());
  }

  private static Tensor s(StepPlan plan) {
    return plan.nodes().stream()
        .filter(n -> n.op() instanceof SourceOp.Input input && input.name().equals("s"))
        .findFirst()
        .orElseThrow();
  }
}
