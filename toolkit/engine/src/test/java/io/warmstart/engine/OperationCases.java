package io.warmstart.engine;

import java.util.List;
import java.util.stream.Stream;

/** Every operation with a derivative, on small inputs, for the gradient and parity tests. */
final class OperationCases {
  /** Records the operation under test on inputs of the case's shapes. */
  interface Recording {
    Tensor record(Graph graph, List<Tensor> inputs);
  }

  /** One operation; {@code positive} where its inputs must stay above 0. */
  record Case(String name, boolean positive, List<Shape> shapes, Recording recording) {
    @Override
    public String toString() {
      return name;
    }

    /** The inputs, which are sources named x0, x1, ... */
    List<Tensor> inputs(Graph graph) {
      return Stream.iterate(0, i -> i < shapes.size(), i -> i + 1)
          .map(i -> {
            Tensor x = graph.input("x" + i, DType.F32, shapes.get(i).toArray());
            return positive ? x.square().plus(0.5) : x;
          })
          .toList();
    }
  }

  private OperationCases() {}

  static Stream<Case> all() {
    return Stream.concat(common(), ImageCases.all());
  }

  /** Without those on pictures. */
  static Stream<Case> common() {
    return Stream.of(pointwise(), pairs(), layouts(), reductions(), indices(), matrices())
        .flatMap(cases -> cases);
  }

  private static Case unary(String name, Recording recording) {
    return new Case(name, false, List.of(Shape.of(3, 4)), recording);
  }

  private static Case positive(String name, Recording recording) {
    return new Case(name, true, List.of(Shape.of(3, 4)), recording);
  }

  private static Case binary(String name, Shape a, Shape b, Recording recording) {
    return new Case(name, false, List.of(a, b), recording);
  }

  private static Stream<Case> pointwise() {
    return Stream.of(
        unary("offset", (g, x) -> x.get(0).plus(0.7)),
        unary("scale", (g, x) -> x.get(0).times(-1.7)),
        unary("abs", (g, x) -> x.get(0).abs()),
        unary("square", (g, x) -> x.get(0).square()),
        positive("sqrt", (g, x) -> x.get(0).sqrt()),
        unary("exp", (g, x) -> x.get(0).exp()),
        positive("log", (g, x) -> x.get(0).log()),
        unary("tanh", (g, x) -> x.get(0).tanh()),
        unary("relu", (g, x) -> x.get(0).relu()),
        unary("softplus", (g, x) -> x.get(0).softplus()),
        unary("sigmoid", (g, x) -> x.get(0).sigmoid()),
        unary("erf", (g, x) -> x.get(0).erf()),
        unary("sin", (g, x) -> x.get(0).sin()),
        unary("mish", (g, x) -> x.get(0).mish()),
        unary("gelu", (g, x) -> x.get(0).gelu()),
        unary("geluErf", (g, x) -> x.get(0).geluErf()),
        unary("clip", (g, x) -> x.get(0).clip(-0.6, 0.8)),
        unary("copy", (g, x) -> g.record(new PointwiseOp.Copy(), x.get(0))),
        unary("dropout", (g, x) -> x.get(0).dropout("drop", 0.3)),
        unary("constants", (g, x) -> x.get(0).plus(g.constant(2)).times(g.constant(0.5))));
  }

  private static Stream<Case> pairs() {
    Shape full = Shape.of(3, 4);
    Shape row = Shape.of(1, 4);
    Shape column = Shape.of(3, 1);
    Recording over = (g, x) -> x.get(0).over(x.get(1).square().plus(0.5));
    return Stream.of(
        binary("plus", full, full, (g, x) -> x.get(0).plus(x.get(1))),
        binary("plus stretched", full, row, (g, x) -> x.get(0).plus(x.get(1))),
        binary("plus outer", column, row, (g, x) -> x.get(0).plus(x.get(1))),
        binary("plus scalar", Shape.SCALAR, full, (g, x) -> x.get(0).plus(x.get(1))),
        binary("minus", row, full, (g, x) -> x.get(0).minus(x.get(1))),
        binary("times", full, full, (g, x) -> x.get(0).times(x.get(1))),
        binary("times outer", column, row, (g, x) -> x.get(0).times(x.get(1))),
        binary("over", full, full, over),
        binary("over stretched", full, column, over),
        binary("over scalar", Shape.SCALAR, row, over),
        binary("min", full, full, (g, x) -> x.get(0).min(x.get(1))),
        binary("min stretched", row, full, (g, x) -> x.get(0).min(x.get(1))),
        binary("max", full, full, (g, x) -> x.get(0).max(x.get(1))),
        binary("max stretched", full, column, (g, x) -> x.get(0).max(x.get(1))),
        binary(
            "select", full, full, (g, x) -> g.normal("c", 3, 4).less(0).select(x.get(0), x.get(1))),
        binary(
            "select stretched",
            row,
            column,
            (g, x) -> g.normal("c", 3, 4).less(0).select(x.get(0), x.get(1))),
        binary(
            "select one branch",
            full,
            full,
            (g, x) -> x.get(0).less(0).select(g.constant(2), x.get(1))),
        binary("less is flat", full, full, (g, x) -> x.get(0).less(x.get(1)).plus(x.get(0))));
  }

  private static Stream<Case> layouts() {
    Shape cube = Shape.of(2, 3, 4);
    return Stream.of(
        unary("reshape", (g, x) -> x.get(0).reshape(2, 6)),
        unary("insert", (g, x) -> x.get(0).insert(1)),
        unary("stretch", (g, x) -> x.get(0).insert(0).stretch(Shape.of(2, 3, 4))),
        unary("repeat rows", (g, x) -> x.get(0).repeat(0, 3)),
        unary("repeat last", (g, x) -> x.get(0).repeat(1, 2)),
        new Case("repeat middle", false, List.of(cube), (g, x) -> x.get(0).repeat(1, 2)),
        unary("slice rows", (g, x) -> x.get(0).slice(0, 1, 3)),
        unary("slice last", (g, x) -> x.get(0).slice(1, 1, 3)),
        unary("pad rows", (g, x) -> x.get(0).pad(0, 1, 5)),
        unary("pad last", (g, x) -> x.get(0).pad(1, 2, 7)),
        binary(
            "concat",
            Shape.of(3, 4),
            Shape.of(3, 2),
            (g, x) -> x.get(0).concat(x.get(1), x.get(0))),
        binary(
            "concat rows",
            Shape.of(1, 4),
            Shape.of(3, 4),
            (g, x) -> x.get(0).concatAlong(0, x.get(1))),
        new Case(
            "concat middle",
            false,
            List.of(cube, Shape.of(2, 1, 4)),
            (g, x) -> x.get(0).concatAlong(1, x.get(1))));
  }

  private static Stream<Case> reductions() {
    Shape cube = Shape.of(2, 3, 4);
    return Stream.of(
        unary("sum", (g, x) -> x.get(0).sum()),
        unary("mean", (g, x) -> x.get(0).mean()),
        new Case("sum 0", false, List.of(cube), (g, x) -> x.get(0).sum(0)),
        new Case("mean 1", false, List.of(cube), (g, x) -> x.get(0).mean(1)),
        new Case("min 0", false, List.of(cube), (g, x) -> x.get(0).min(0)),
        new Case("min 1", false, List.of(cube), (g, x) -> x.get(0).min(1)),
        new Case("max 2", false, List.of(cube), (g, x) -> x.get(0).max(2)),
        new Case("softmax 2", false, List.of(cube), (g, x) -> x.get(0).softmax(2)),
        new Case("softmax 0", false, List.of(cube), (g, x) -> x.get(0).softmax(0)),
        new Case("logSumExp 2", false, List.of(cube), (g, x) -> x.get(0).logSumExp(2)),
        new Case("logSumExp 1", false, List.of(cube), (g, x) -> x.get(0).logSumExp(1)),
        new Case(
            "layerNorm",
            false,
            List.of(Shape.of(3, 4), Shape.of(1, 4), Shape.of(1, 4)),
            (g, x) -> x.get(0).layerNorm(x.get(1), x.get(2), 1e-3)),
        new Case(
            "layerNorm members",
            false,
            List.of(cube, Shape.of(2, 1, 4)),
            (g, x) -> x.get(0).layerNorm(x.get(1), x.get(1), 1e-3)),
        unary("inverseDeviation", (g, x) -> g.record(new RowOp.InverseDeviation(1e-2), x.get(0))),
        binary(
            "rowNormPull",
            Shape.of(3, 4),
            Shape.of(3, 4),
            (g, x) -> g.record(new RowOp.Pull(1e-2), x.get(0), x.get(1))));
  }

  private static Stream<Case> indices() {
    return Stream.of(
        unary("take", (g, x) -> x.get(0).take(g.constant(new float[] {2, 0, 2, 1}, 4))),
        unary("scatter", (g, x) -> x.get(0).scatter(g.constant(new float[] {4, 1, 4}, 3), 5)),
        unary("takeLast", (g, x) -> x.get(0).takeLast(g.constant(new float[] {3, 0, 1}, 3))),
        new Case(
            "take members",
            false,
            List.of(Shape.of(5, 2, 3), Shape.of(4, 2)),
            (g, x) -> x.get(1).matmul(x.get(0).take(g.choose("members", 5, 2, false)))));
  }

  private static Stream<Case> matrices() {
    return Stream.of(
        matrix("NN", Shape.of(3, 4), Shape.of(4, 2), false, false),
        matrix("NT", Shape.of(3, 4), Shape.of(2, 4), false, true),
        matrix("TN", Shape.of(4, 3), Shape.of(4, 2), true, false),
        matrix("TT", Shape.of(4, 3), Shape.of(2, 4), true, true),
        matrix("batched NN", Shape.of(2, 3, 4), Shape.of(2, 4, 2), false, false),
        matrix("batched NT", Shape.of(2, 3, 4), Shape.of(2, 2, 4), false, true),
        matrix("batched TN", Shape.of(2, 4, 3), Shape.of(2, 4, 2), true, false),
        matrix("shared left", Shape.of(3, 4), Shape.of(2, 4, 2), false, false),
        matrix("shared left TN", Shape.of(4, 3), Shape.of(2, 4, 2), true, false),
        matrix("shared left NT", Shape.of(3, 4), Shape.of(2, 2, 4), false, true),
        matrix("shared right", Shape.of(2, 3, 4), Shape.of(4, 2), false, false),
        matrix("shared right NT", Shape.of(2, 3, 4), Shape.of(2, 4), false, true),
        matrix("shared right TN", Shape.of(2, 4, 3), Shape.of(4, 2), true, false));
  }

  private static Case matrix(String name, Shape a, Shape b, boolean left, boolean right) {
    return binary("matMul " + name, a, b, (g, x) -> x.get(0).matmul(x.get(1), left, right));
  }
}
