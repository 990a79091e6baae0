package io.warmstart.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.warmstart.engine.cpu.CpuExecutor;
import io.warmstart.engine.reference.ReferenceExecutor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation and its gradients on the cpu executor against the reference executor. */
class CpuOperationTest {
  private static final Snapshot NOTHING =
      new Snapshot() {
        @Override
        public long version() {
          return 0;
        }

        @Override
        public long seed() {
          return 5;
        }

        @Override
        public List<Parameter> parameters() {
          return List.of();
        }

        @Override
        public float[] read(Parameter parameter) {
          throw new GraphException("There are no parameters.");
        }

        @Override
        public void close() {}
      };

  private final Executor cpu = new CpuExecutor(1).withoutWarmUp();
  private final Executor reference = new ReferenceExecutor();

  static Stream<OperationCases.Case> cases() {
    return Stream.of(OperationCases.all(), large(), pictures()).flatMap(cases -> cases);
  }

  /** Several bands of output rows, blocks of pictures, and channels with and without pads. */
  private static Stream<OperationCases.Case> pictures() {
    Shape wide = Shape.of(11, 9, 13, 20);
    return Stream.of(
        new OperationCases.Case(
            "wide conv2d with bias",
            false,
            List.of(wide, Shape.of(3, 3, 20, 37), Shape.of(1, 1, 1, 37)),
            (g, x) -> x.get(0).conv2d(x.get(1), 1, 1).plus(x.get(2)).relu()),
        new OperationCases.Case(
            "conv2d in bands",
            false,
            List.of(Shape.of(2, 40, 41, 16), Shape.of(3, 4, 16, 32), Shape.of(1, 1, 1, 32)),
            (g, x) -> x.get(0).conv2d(x.get(1), 1, 0).plus(x.get(2))),
        new OperationCases.Case(
            "conv2d to one channel",
            false,
            List.of(wide, Shape.of(4, 3, 20, 1), Shape.of(1, 1, 1, 1)),
            (g, x) -> x.get(0).conv2d(x.get(1), 2, 1).plus(x.get(2)).relu()),
        new OperationCases.Case(
            "wide maxPool", false, List.of(wide), (g, x) -> x.get(0).maxPool(3, 2)),
        new OperationCases.Case(
            "wide crop",
            false,
            List.of(wide),
            (g, x) -> x.get(0).crop(g.integers("o", g.constant(9), 11, 2), 4)),
        new OperationCases.Case(
            "wide groupNorm",
            false,
            List.of(Shape.of(3, 9, 13, 24), Shape.of(1, 1, 1, 24)),
            (g, x) -> x.get(0).groupNorm(4, x.get(1), x.get(1), 1e-3)));
  }

  /** Shapes with whole vectors, tails and pads at once. */
  private static Stream<OperationCases.Case> large() {
    Shape wide = Shape.of(13, 37);
    Shape cube = Shape.of(3, 13, 37);
    return Stream.of(
        new OperationCases.Case(
            "wide chain",
            false,
            List.of(wide, Shape.of(1, 37), Shape.of(13, 1)),
            (g, x) -> x.get(0).plus(x.get(1)).mish().times(x.get(2)).tanh()),
        new OperationCases.Case(
            "wide product",
            false,
            List.of(wide, Shape.of(37, 21)),
            (g, x) -> x.get(0).matmul(x.get(1)).relu()),
        new OperationCases.Case(
            "head",
            false,
            List.of(wide, Shape.of(37, 1), Shape.of(1, 1)),
            (g, x) -> x.get(0).matmul(x.get(1)).plus(x.get(2))),
        new OperationCases.Case(
            "heads",
            false,
            List.of(cube, Shape.of(3, 37, 1), Shape.of(3, 1, 1)),
            (g, x) -> x.get(0).matmul(x.get(1)).plus(x.get(2)).reshape(3, 13).min(0)),
        new OperationCases.Case(
            "members",
            false,
            List.of(wide, Shape.of(3, 37, 18), Shape.of(3, 1, 18)),
            (g, x) -> x.get(0).matmul(x.get(1)).plus(x.get(2)).relu()),
        new OperationCases.Case(
            "product of slices",
            false,
            List.of(wide, Shape.of(20, 37)),
            (g, x) -> x.get(0).slice(1, 3, 23).matmul(x.get(1).slice(0, 0, 20).slice(1, 5, 30))),
        new OperationCases.Case(
            "transposed slices",
            false,
            List.of(wide, wide),
            (g, x) -> x.get(0).slice(1, 3, 23).matmul(x.get(1).slice(1, 1, 8), true, false)),
        new OperationCases.Case(
            "column of a slice",
            false,
            List.of(wide, wide),
            (g, x) -> x.get(0).slice(1, 4, 5).times(x.get(1)).sum(1)),
        new OperationCases.Case(
            "vector of a slice",
            false,
            List.of(wide, Shape.of(37, 9)),
            (g, x) -> x.get(0).matmul(x.get(1).slice(1, 2, 3))),
        new OperationCases.Case(
            "one row",
            false,
            List.of(Shape.of(1, 37), Shape.of(37, 19), Shape.of(1, 19)),
            (g, x) -> x.get(0).matmul(x.get(1)).plus(x.get(2)).relu()),
        new OperationCases.Case(
            "one number",
            false,
            List.of(Shape.of(1, 37), Shape.of(37, 1)),
            (g, x) -> x.get(0).matmul(x.get(1))),
        new OperationCases.Case(
            "outer",
            false,
            List.of(Shape.of(13, 1), Shape.of(1, 37)),
            (g, x) -> x.get(0).matmul(x.get(1))),
        new OperationCases.Case(
            "wide softmax", false, List.of(cube), (g, x) -> x.get(0).softmax(1)),
        new OperationCases.Case(
            "wide extremes", false, List.of(cube), (g, x) -> x.get(0).max(1).plus(x.get(0).min(1))),
        new OperationCases.Case(
            "members' extremes", false, List.of(cube), (g, x) -> x.get(0).min(0)),
        new OperationCases.Case(
            "wide norm",
            false,
            List.of(cube, Shape.of(3, 1, 37), Shape.of(3, 1, 37)),
            (g, x) -> x.get(0).layerNorm(x.get(1), x.get(2), 1e-5).relu()),
        new OperationCases.Case(
            "reshaped pads", false, List.of(cube), (g, x) -> x.get(0).reshape(39, 37).sum(0)),
        new OperationCases.Case(
            "unlike layouts",
            false,
            List.of(Shape.of(6, 10)),
            (g, x) -> x.get(0).reshape(4, 15).tanh()),
        new OperationCases.Case(
            "exp leaves pads", false, List.of(wide), (g, x) -> x.get(0).exp().plus(3).sum()),
        new OperationCases.Case(
            "four axes",
            false,
            List.of(Shape.of(2, 3, 4, 5), Shape.of(1, 3, 1, 5)),
            (g, x) -> x.get(0).times(x.get(1)).sum(2).square()),
        new OperationCases.Case(
            "sum of a column", false, List.of(Shape.of(13, 1)), (g, x) -> x.get(0).sum(0)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void valuesAndGradientsEqualTheReference(OperationCases.Case operation) {
    Graph graph = Graph.named("operation");
    List<Tensor> inputs = operation.inputs(graph);
    Tensor result = operation.recording().record(graph, inputs);
    graph.output("result", result);
    Tensor weights = graph.normal("weights", result.shape().toArray());
    Tensor loss = result.times(weights).sum();
    List<Tensor> gradients = graph.gradients(loss, inputs);
    List<String> outputs = new ArrayList<>(List.of("result"));
    for (int i = 0; i < gradients.size(); i++) {
      graph.output("gradient" + i, gradients.get(i));
      outputs.add("gradient" + i);
    }
    StepPlan plan = graph.compile();
    try (Inference fast = cpu.inference(plan, NOTHING);
        Inference exact = reference.inference(plan, NOTHING)) {
      fill(operation, plan, fast, exact);
      fast.run(3);
      exact.run(3);
      for (String output : outputs) {
        compare(operation.name() + " " + output, fast.output(output), exact.output(output));
      }
      fast.run(3);
      compare(operation.name() + " again", fast.output("result"), exact.output("result"));
    }
  }

  private static void fill(
      OperationCases.Case operation, StepPlan plan, Inference fast, Inference exact) {
    SplittableRandom random = new SplittableRandom(operation.name().hashCode());
    for (Tensor node : plan.nodes()) {
      if (node.op() instanceof SourceOp.Input input) {
        for (int k = 0; k < node.count(); k++) {
          float value = (float) (2 * random.nextDouble() - 1);
          fast.input(input.name()).setAtIndex(ValueLayout.JAVA_FLOAT, k, value);
          exact.input(input.name()).setAtIndex(ValueLayout.JAVA_FLOAT, k, value);
        }
      }
    }
  }

  private static void compare(String what, MemorySegment fast, MemorySegment exact) {
    assertThat(fast.byteSize()).as(what).isEqualTo(exact.byteSize());
    double squares = 0;
    for (long k = 0; k < exact.byteSize() / 4; k++) {
      double value = exact.getAtIndex(ValueLayout.JAVA_FLOAT, k);
      squares += value * value;
    }
    double scale = Math.sqrt(squares) + 1e-6;
    for (long k = 0; k < exact.byteSize() / 4; k++) {
      assertThat((double) fast.getAtIndex(ValueLayout.JAVA_FLOAT, k))
          .as("%s element %d", what, k)
          .isCloseTo((double) exact.getAtIndex(ValueLayout.JAVA_FLOAT, k), within(3e-6 * scale));
    }
  }
}
