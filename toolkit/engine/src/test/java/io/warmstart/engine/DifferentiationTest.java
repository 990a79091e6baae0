package io.warmstart.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.warmstart.engine.reference.GradientCheck;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class DifferentiationTest {
  private static final double LIMIT = 1e-6;

  @ParameterizedTest
  @MethodSource("io.warmstart.engine.OperationCases#all")
  void reverseDerivativeMatchesCentralDifferences(OperationCases.Case operation) {
    Graph graph = Graph.named("operation");
    List<Tensor> inputs = operation.inputs(graph);
    Tensor result = operation.recording().record(graph, inputs);
    Tensor scalar = weighted(graph, result).sum();
    assertThat(check(graph).gradientError(scalar, inputs)).isLessThan(LIMIT);
  }

  @ParameterizedTest
  @MethodSource("io.warmstart.engine.OperationCases#all")
  void forwardDerivativeMatchesCentralDifferences(OperationCases.Case operation) {
    Graph graph = Graph.named("operation");
    List<Tensor> inputs = operation.inputs(graph);
    Tensor result = operation.recording().record(graph, inputs);
    Map<Tensor, Tensor> seeds = directions(graph, inputs);
    assertThat(check(graph).tangentError(result, seeds)).isLessThan(LIMIT);
  }

  @ParameterizedTest
  @MethodSource("io.warmstart.engine.OperationCases#all")
  void tangentOfOneInputAloneMatchesCentralDifferences(OperationCases.Case operation) {
    Graph graph = Graph.named("operation");
    List<Tensor> inputs = operation.inputs(graph);
    Tensor result = operation.recording().record(graph, inputs);
    Tensor last = inputs.getLast();
    Map<Tensor, Tensor> seeds = Map.of(last, graph.normal("v", last.shape().toArray()));
    assertThat(check(graph).tangentError(result, seeds)).isLessThan(LIMIT);
  }

  @ParameterizedTest
  @MethodSource("io.warmstart.engine.OperationCases#all")
  void forwardAndReverseAgree(OperationCases.Case operation) {
    Graph graph = Graph.named("operation");
    List<Tensor> inputs = operation.inputs(graph);
    Tensor result = operation.recording().record(graph, inputs);
    Tensor weights = graph.normal("weights", result.shape().toArray());
    Map<Tensor, Tensor> seeds = directions(graph, inputs);
    Tensor forward = graph.tangent(result, seeds).times(weights).sum();
    List<Tensor> gradients = graph.gradients(result.times(weights).sum(), inputs);
    Tensor reverse = graph.constant(0);
    for (int i = 0; i < inputs.size(); i++) {
      Tensor seed = Objects.requireNonNull(seeds.get(inputs.get(i)));
      reverse = reverse.plus(gradients.get(i).times(seed).sum());
    }
    GradientCheck check = check(graph);
    double expected = check.value(reverse)[0];
    assertThat(check.value(forward)[0])
        .isCloseTo(expected, within(1e-11 * Math.max(1, Math.abs(expected))));
  }

  @ParameterizedTest
  @MethodSource("io.warmstart.engine.OperationCases#all")
  void secondDerivativeMatchesCentralDifferences(OperationCases.Case operation) {
    Graph graph = Graph.named("operation");
    List<Tensor> inputs = operation.inputs(graph);
    // The sigmoid makes second derivatives of linear operations differ from zero.
    Tensor scalar = weighted(graph, operation.recording().record(graph, inputs).sigmoid()).sum();
    Tensor norm = graph.constant(0);
    for (Tensor gradient : graph.gradients(scalar, inputs)) {
      norm = norm.plus(weighted(graph, gradient).sum());
    }
    assertThat(check(graph).gradientError(norm, inputs)).isLessThan(LIMIT);
  }

  @ParameterizedTest
  @MethodSource("io.warmstart.engine.OperationCases#all")
  void tangentOfGradientMatchesCentralDifferences(OperationCases.Case operation) {
    Graph graph = Graph.named("operation");
    List<Tensor> inputs = operation.inputs(graph);
    Tensor scalar = weighted(graph, operation.recording().record(graph, inputs).sigmoid()).sum();
    Tensor gradient = graph.gradients(scalar, inputs).getFirst();
    assertThat(check(graph).tangentError(gradient, directions(graph, inputs))).isLessThan(LIMIT);
  }

  @Test
  void casesCoverEveryOperationThatHasADerivative() {
    Set<Class<?>> covered = new HashSet<>();
    OperationCases.all()
        .forEach(operation -> {
          Graph graph = Graph.named("operation");
          List<Tensor> inputs = operation.inputs(graph);
          graph.gradients(operation.recording().record(graph, inputs).square().sum(), inputs);
          graph.nodes().forEach(node -> covered.add(node.op().getClass()));
        });
    Set<Class<?>> expected = new HashSet<>();
    collect(Op.class, expected);
    expected.removeIf(SourceOp.class::isAssignableFrom);
    // Without derivative; their values are tested with the executors.
    expected.remove(ReduceOp.ArgMax.class);
    expected.remove(IndexOp.Rows.class);
    expected.remove(PointwiseOp.Detach.class);
    assertThat(covered).containsAll(expected);
  }

  @Test
  void detachedTargetGetsExactlyZero() {
    Graph graph = Graph.named("detached");
    Tensor x = graph.input("x", DType.F32, 4);
    Tensor y = graph.input("y", DType.F32, 4);
    Tensor loss = x.minus(y.times(x).exp().detach()).square().sum();
    List<Tensor> gradients = graph.gradients(loss, List.of(x, y));
    GradientCheck check = check(graph);
    assertThat(check.value(gradients.get(1))).containsOnly(0.0);
    double[] left = check.value(gradients.get(0));
    double[] expected = check.value(x.minus(y.times(x).exp()).times(2));
    assertThat(left).containsExactly(expected, within(1e-14));
    assertThat(check.gradientError(loss, List.of(x, y))).isLessThan(LIMIT);
  }

  @Test
  void tiesAndEdgesFollowTheRules() {
    Graph graph = Graph.named("ties");
    Tensor a = graph.input("a", DType.F32, 4);
    Tensor b = graph.input("b", DType.F32, 4);
    GradientCheck check = check(graph).input("a", 1, -2, 0, 3).input("b", 1, -2, 0, 3);
    assertThat(gradient(check, a.min(b), a)).containsExactly(1, 1, 1, 1);
    assertThat(gradient(check, a.min(b), b)).containsExactly(0, 0, 0, 0);
    assertThat(gradient(check, a.max(b), a)).containsExactly(1, 1, 1, 1);
    assertThat(gradient(check, a.max(b), b)).containsExactly(0, 0, 0, 0);
    assertThat(gradient(check, a.clip(-2, 1), a)).containsExactly(1, 1, 1, 0);
    assertThat(gradient(check, a.relu(), a)).containsExactly(1, 0, 0, 1);
    assertThat(gradient(check, a.abs(), a)).containsExactly(1, -1, 0, 1);
    assertThat(gradient(check, a.less(b).plus(a.less(0)), a)).containsExactly(0, 0, 0, 0);
    Tensor twice = a.concat(b);
    assertThat(gradient(check, twice.max(0), a)).containsExactly(0, 0, 0, 1);
    assertThat(gradient(check, twice.max(0), b)).containsExactly(0, 0, 0, 0);
    assertThat(gradient(check, twice.min(0), a)).containsExactly(0, 1, 0, 0);
    assertThat(check.value(twice.argmax(0))).containsExactly(3);
  }

  @Test
  void gradientByAnIntermediateNodeKeepsEqualExpressionsApart() {
    Graph graph = Graph.named("alias");
    Tensor x = graph.input("x", DType.F32, 3);
    Tensor first = x.times(2);
    Tensor second = x.times(2);
    Tensor gradient = graph.gradients(first.times(second).sum(), List.of(first)).getFirst();
    GradientCheck check = check(graph).input("x", 1, 2, 3);
    assertThat(check.value(gradient)).containsExactly(2, 4, 6);
  }

  @Test
  void gradientByANodeAndItsAncestorFollowsBothPaths() {
    Graph graph = Graph.named("both");
    Tensor x = graph.input("x", DType.F32, 2);
    Tensor y = x.square();
    List<Tensor> gradients = graph.gradients(y.times(x).sum(), List.of(x, y));
    GradientCheck check = check(graph).input("x", 2, 3);
    assertThat(check.value(gradients.get(0))).containsExactly(12, 27);
    assertThat(check.value(gradients.get(1))).containsExactly(2, 3);
  }

  @Test
  void tensorWithoutPathGetsZerosOfItsShape() {
    Graph graph = Graph.named("none");
    Tensor x = graph.input("x", DType.F32, 2, 3);
    Tensor y = graph.input("y", DType.F32, 2);
    Tensor gradient = graph.gradients(y.sum(), List.of(x)).getFirst();
    assertThat(gradient.shape()).isEqualTo(Shape.of(2, 3));
    assertThat(check(graph).value(gradient)).containsOnly(0.0);
    assertThat(check(graph).value(graph.tangent(y, Map.of(x, x)))).containsOnly(0.0);
  }

  @Test
  void differentiatingSomethingThatIsNoScalarIsRefused() {
    Graph graph = Graph.named("vector");
    Tensor x = graph.input("x", DType.F32, 2);
    assertThatThrownBy(() -> graph.gradients(x, List.of(x)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("must be a scalar");
  }

  private static double[] gradient(GradientCheck check, Tensor result, Tensor by) {
    return check.value(by.graph().gradients(result.sum(), List.of(by)).getFirst());
  }

  private static Tensor weighted(Graph graph, Tensor result) {
    return result.times(graph.normal("weights" + graph.nodes().size(), result.shape().toArray()));
  }

  private static Map<Tensor, Tensor> directions(Graph graph, List<Tensor> inputs) {
    Map<Tensor, Tensor> seeds = new HashMap<>();
    for (Tensor input : inputs) {
      seeds.put(input, graph.normal("direction" + input.id(), input.shape().toArray()));
    }
    return seeds;
  }

  private static GradientCheck check(Graph graph) {
    return GradientCheck.of(graph, new Parameters(), 7);
  }

  private static void collect(Class<?> type, Set<Class<?>> into) {
    if (type.isSealed()) {
      for (Class<?> permitted : type.getPermittedSubclasses()) {
        collect(permitted, into);
      }
    } else {
      into.add(type);
    }
  }
}
