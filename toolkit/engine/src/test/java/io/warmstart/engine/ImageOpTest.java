package io.warmstart.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.warmstart.engine.reference.GradientCheck;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Values by hand and refusals of the operations on pictures. */
class ImageOpTest {
  private final Graph graph = Graph.named("pictures");

  private Tensor counting(int... sizes) {
    float[] values = new float[Shape.of(sizes).count()];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    return graph.constant(values, sizes);
  }

  private double[] value(Tensor tensor) {
    return GradientCheck.of(graph, new Parameters(), 1).value(tensor);
  }

  @Test
  void convolutionSumsTheWindowWithZerosOutside() {
    Tensor x = counting(1, 3, 3, 1);
    Tensor w = graph.constant(new float[] {1, 10, 100, 1000}, 2, 2, 1, 1);
    assertThat(value(x.conv2d(w, 1, 0))).containsExactly(4310, 5421, 7643, 8754);
    assertThat(value(x.conv2d(w, 3, 1))).containsExactly(0, 200, 60, 8);
  }

  @Test
  void weightsAreHeightWidthInOut() {
    Tensor x = graph.constant(new float[] {2, 3}, 1, 1, 1, 2);
    Tensor w = graph.constant(new float[] {1, 10, 100, 1000}, 1, 1, 2, 2);
    assertThat(value(x.conv2d(w, 1, 0))).containsExactly(302, 3020);
  }

  @Test
  void largestOfATieIsTheFirst() {
    Tensor x = graph.constant(new float[] {1, 5, 5, 5}, 1, 2, 2, 1);
    Tensor pooled = x.maxPool(2, 2);
    assertThat(value(pooled)).containsExactly(5);
    assertThat(value(graph.gradients(pooled.sum(), List.of(x)).getFirst()))
        .containsExactly(0, 1, 0, 0);
  }

  @Test
  void pixelThatIsNotANumberIsTheLargest() {
    Tensor x = graph.constant(new float[] {1, Float.NaN, 7, 5}, 1, 2, 2, 1);
    assertThat(value(x.maxPool(2, 2))).containsExactly(Double.NaN);
  }

  @Test
  void cropRepeatsTheBorder() {
    Tensor x = counting(2, 2, 3, 1);
    Tensor offsets = graph.constant(new float[] {0, 1, 2, 2}, 2, 2);
    assertThat(value(x.crop(offsets, 1))).containsExactly(0, 1, 2, 0, 1, 2, 10, 11, 11, 10, 11, 11);
  }

  @Test
  void cropRefusesAnOffsetOutside() {
    Tensor x = counting(1, 2, 2, 1);
    Tensor offsets = graph.constant(new float[] {0, 3}, 1, 2);
    assertThatThrownBy(() -> value(x.crop(offsets, 1)))
        .isInstanceOf(GraphException.class)
        .hasMessageContaining("offset 3.0")
        .hasMessageContaining("0 to 2");
  }

  @Test
  void averagesOfTiles() {
    Tensor x = counting(1, 2, 4, 1);
    assertThat(value(x.averagePool(2))).containsExactly(2.5, 4.5);
    assertThat(value(x.averagePool())).containsExactly(3.5);
  }

  @Test
  void groupNormCentresEachGroup() {
    Tensor x = counting(1, 2, 1, 4);
    Tensor one = graph.constant(new float[] {1, 1, 1, 1}, 1, 1, 1, 4);
    double[] y = value(x.groupNorm(2, one, one.times(0), 0));
    assertThat(y[0] + y[1] + y[4] + y[5]).isCloseTo(0, within(1e-12));
    double squares = y[2] * y[2] + y[3] * y[3] + y[6] * y[6] + y[7] * y[7];
    assertThat(squares).isCloseTo(4, within(1e-12));
  }

  @Test
  void wrongShapesAreNamed() {
    Tensor x = graph.input("frames", DType.U8, 2, 5, 4, 3);
    Tensor w = graph.input("w", DType.F32, 3, 3, 4, 2);
    Tensor flat = graph.input("flat", DType.F32, 2, 60);
    assertThatThrownBy(() -> x.conv2d(w, 1, 0))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("3 channels")
        .hasMessageContaining("take 4");
    assertThatThrownBy(() -> flat.conv2d(w, 1, 0)).isInstanceOf(ShapeException.class);
    assertThatThrownBy(() -> x.conv2d(x, 1, 0)).isInstanceOf(ShapeException.class);
    assertThatThrownBy(() -> x.maxPool(5, 1))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("window of 5");
    assertThatThrownBy(() -> x.maxPool(2, 0)).isInstanceOf(ShapeException.class);
    assertThatThrownBy(() -> x.averagePool(2)).isInstanceOf(ShapeException.class);
    assertThatThrownBy(() -> x.crop(flat, 1)).isInstanceOf(ShapeException.class);
    assertThatThrownBy(() -> x.groupNorm(2, w, w, 1e-5)).isInstanceOf(ShapeException.class);
    assertThatThrownBy(() -> graph.record(new ImageOp.ConvolveData(1, 0, 9, 9), x, w))
        .isInstanceOf(ShapeException.class);
    assertThatThrownBy(() -> graph.record(new ImageOp.ConvolveWeights(1, 0, 2, 2), x, x))
        .isInstanceOf(ShapeException.class);
  }
}
