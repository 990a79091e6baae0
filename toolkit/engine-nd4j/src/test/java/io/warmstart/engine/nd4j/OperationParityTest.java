package io.warmstart.engine.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.warmstart.engine.Op;
import io.warmstart.engine.PointwiseOp;
import io.warmstart.engine.Tensor;
import io.warmstart.engine.reference.ReferenceExecutor;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation with its first and second gradients against the reference executor. */
final class OperationParityTest {
  private static final int SHAPES = 3;
  private static final double LIMIT = 2e-5;

  static Stream<String> operations() {
    return Trials.all().keySet().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("operations")
  void equalsTheReferenceOnRandomShapes(String name) {
    for (int seed = 0; seed < SHAPES; seed++) {
      Trial trial = recorded(name, seed);
      List<float[]> expected = trial.run(new ReferenceExecutor());
      List<float[]> found = trial.run(new Nd4jExecutor());
      for (int i = 0; i < expected.size(); i++) {
        compare(name + ", seed " + seed + ", result " + i, found.get(i), expected.get(i));
      }
    }
  }

  private static Trial recorded(String name, int seed) {
    Trial trial = new Trial(31L * name.hashCode() + seed);
    Tensor result = Objects.requireNonNull(Trials.all().get(name), name).apply(trial);
    trial.show(result);
    trial.showGradients(result);
    return trial;
  }

  private static void compare(String what, float[] found, float[] expected) {
    double squares = 0;
    for (float value : expected) {
      squares += value * (double) value;
    }
    double scale = Math.sqrt(squares) + 1e-3;
    for (int k = 0; k < expected.length; k++) {
      assertThat((double) found[k])
          .as("%s, element %d", what, k)
          .isCloseTo((double) expected[k], within(LIMIT * scale));
    }
  }

  @Test
  void everyOperationOfTheSetIsTried() {
    Set<String> tried = new TreeSet<>();
    for (String name : Trials.all().keySet()) {
      recorded(name, 0).plan().nodes().forEach(node -> tried.add(node.op().getClass().getName()));
    }
    Set<String> set = new TreeSet<>();
    collect(Op.class, set);
    set.remove(PointwiseOp.Detach.class.getName());
    assertThat(set).hasSizeGreaterThan(50);
    assertThat(tried).containsAll(set);
  }

  private static void collect(Class<?> type, Set<String> names) {
    if (type.isSealed()) {
      Stream.of(type.getPermittedSubclasses()).forEach(inner -> collect(inner, names));
    } else {
      names.add(type.getName());
    }
  }

  @Test
  void valuesThatAreNotNumbersGoTheSameWays() {
    double none = Double.NaN;
    double most = Double.POSITIVE_INFINITY;
    double[] special = {none, most, -most, -0.0, 0, 1, -1, 90, -90, 300, -300, 1e38};
    List<java.util.function.UnaryOperator<Tensor>> operations =
        List.of(
            Tensor::abs,
            Tensor::sign,
            Tensor::square,
            Tensor::sqrt,
            Tensor::exp,
            Tensor::log,
            Tensor::tanh,
            Tensor::relu,
            Tensor::softplus,
            Tensor::sigmoid,
            Tensor::erf,
            x -> x.clip(-2, 3),
            x -> x.less(0.5),
            x -> x.times(2),
            x -> x.min(0),
            x -> x.max(0),
            x -> x.max(1),
            x -> x.argmax(1),
            x -> x.logSumExp(1),
            x -> x.softmax(1),
            x -> x.less(0).select(x, x.square()));
    Trial trial = new Trial(4);
    Tensor x = trial.cycling(trial.shape(12, 12), special);
    Tensor shifted = trial.cycling(trial.shape(12, 7), special);
    operations.forEach(operation -> trial.show(operation.apply(x)));
    operations.forEach(operation -> trial.show(operation.apply(shifted)));
    Tensor a = trial.cycling(trial.shape(12, 1), special);
    Tensor b = trial.cycling(trial.shape(1, 12), special);
    trial.show(a.min(b));
    trial.show(a.max(b));
    trial.show(a.less(b));
    trial.show(a.over(b));
    trial.show(a.times(b));
    trial.show(a.min(trial.graph().constant(100)));
    trial.show(trial.graph().constant(100).max(a));
    List<float[]> expected = trial.run(new ReferenceExecutor());
    List<float[]> found = trial.run(new Nd4jExecutor());
    IntStream.range(0, expected.size()).forEach(i -> same(i, found.get(i), expected.get(i)));
  }

  private static void same(int result, float[] found, float[] expected) {
    for (int k = 0; k < expected.length; k++) {
      String what = "result " + result + ", element " + k;
      if (Float.isFinite(expected[k])) {
        double limit = 1e-5 * Math.abs(expected[k]) + 1e-30;
        assertThat((double) found[k]).as(what).isCloseTo((double) expected[k], within(limit));
      } else {
        assertThat(Float.valueOf(found[k])).as(what).isEqualTo(Float.valueOf(expected[k]));
      }
    }
  }
}
