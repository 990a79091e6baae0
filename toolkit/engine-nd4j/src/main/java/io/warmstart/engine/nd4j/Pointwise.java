package io.warmstart.engine.nd4j;

import io.warmstart.engine.PointwiseOp;
import io.warmstart.engine.Shape;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Erf;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Log1p;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Operations on corresponding elements. */
final class Pointwise {
  private Pointwise() {}

  static INDArray unary(PointwiseOp.Unary op, INDArray x) {
    return switch (op) {
      case PointwiseOp.Offset offset -> x.add(offset.value());
      case PointwiseOp.Scale scale -> x.mul(scale.factor());
      case PointwiseOp.Below below -> numbers(x.lt(below.bound()));
      case PointwiseOp.Abs abs -> Transforms.abs(x, true);
      case PointwiseOp.Sign sign -> {
        // The native sign of what is not a number is 0.
        INDArray signs = Transforms.sign(x, true);
        yield mayHaveNans(x) ? withNans(x, signs) : signs;
      }
      case PointwiseOp.Square square -> x.mul(x);
      case PointwiseOp.Sqrt sqrt -> Transforms.sqrt(x, true);
      case PointwiseOp.Exp exp -> Transforms.exp(x, true);
      case PointwiseOp.Log log -> Transforms.log(x, true);
      case PointwiseOp.Tanh tanh -> Transforms.tanh(x, true);
      case PointwiseOp.Sin sin -> Transforms.sin(x, true);
      case PointwiseOp.Relu relu -> Transforms.relu(x, true);
      case PointwiseOp.Positive positive -> numbers(x.gt(0));
      case PointwiseOp.Softplus softplus -> softplus(x);
      case PointwiseOp.Sigmoid sigmoid -> Transforms.sigmoid(x, true);
      case PointwiseOp.Erf erf -> Nd4j.exec(new Erf(x, x.ulike()));
      case PointwiseOp.Clip clip -> clip(clip, x);
      case PointwiseOp.Inside inside -> {
        try (Scratch scratch = new Scratch()) {
          INDArray above = scratch.keep(numbers(x.gte(inside.low())));
          yield above.mul(scratch.keep(numbers(x.lte(inside.high()))));
        }
      }
      case PointwiseOp.Detach detach -> x.dup('c');
      case PointwiseOp.Copy copy -> x.dup('c');
    };
  }

  /** The native softplus overflows; {@code max(x, 0) + log(1 + exp(-|x|))} does not. */
  private static INDArray softplus(INDArray x) {
    INDArray small = Transforms.exp(Transforms.abs(x, true).negi(), false);
    Nd4j.exec(new Log1p(small, small));
    try (Scratch scratch = new Scratch()) {
      return small.addi(scratch.keep(Transforms.relu(x, true)));
    }
  }

  private static INDArray clip(PointwiseOp.Clip clip, INDArray x) {
    INDArray clipped = x.ulike();
    Nd4j.exec(
        DynamicCustomOp.builder("clipbyvalue")
            .addInputs(x)
            .addOutputs(clipped)
            .addFloatingPointArguments(clip.low(), clip.high())
            .build());
    return clipped;
  }

  static INDArray binary(PointwiseOp.Binary op, INDArray a, INDArray b, Shape shape) {
    return switch (op) {
      case PointwiseOp.Plus plus -> Dense.run("add", Dense.empty(shape), a, b);
      case PointwiseOp.Minus minus -> Dense.run("subtract", Dense.empty(shape), a, b);
      case PointwiseOp.Times times -> Dense.run("multiply", Dense.empty(shape), a, b);
      case PointwiseOp.Over over -> Dense.run("divide", Dense.empty(shape), a, b);
      case PointwiseOp.Min min -> extreme("minimum", a, b, shape);
      case PointwiseOp.Max max -> extreme("maximum", a, b, shape);
      case PointwiseOp.Less less -> numbers(Dense.run("less", Dense.truths(shape), a, b));
    };
  }

  /** The native operations forget some inputs that are not numbers. */
  private static INDArray extreme(String operation, INDArray a, INDArray b, Shape shape) {
    INDArray found = Dense.run(operation, Dense.empty(shape), a, b);
    if (mayHaveNans(a)) {
      found = withNans(a, found);
    }
    return mayHaveNans(b) ? withNans(b, found) : found;
  }

  static INDArray select(INDArray condition, INDArray one, INDArray zero, Shape shape) {
    try (Scratch scratch = new Scratch()) {
      INDArray chosen = scratch.keep(condition.neq(0));
      INDArray truths =
          condition.length() == shape.count()
              ? Dense.view(chosen, 0, shape)
              : Dense.run(
                  "broadcast_to",
                  scratch.keep(Dense.truths(shape)),
                  chosen,
                  scratch.keep(Nd4j.createFromArray(Dense.sizes(shape))));
      return Dense.run(
          "select",
          Dense.empty(shape),
          truths,
          scratch.keep(stretched(one, shape)),
          scratch.keep(stretched(zero, shape)));
    }
  }

  /** A copy that fills a shape. */
  static INDArray stretched(INDArray x, Shape shape) {
    INDArray filled = Dense.empty(shape);
    if (x.length() == shape.count()) {
      return filled.assign(Dense.view(x, 0, shape));
    }
    if (x.length() == 1) {
      return filled.assign(Dense.number(x));
    }
    try (Scratch scratch = new Scratch()) {
      INDArray to = scratch.keep(Nd4j.createFromArray(Dense.sizes(shape)));
      return Dense.run("broadcast_to", filled, x, to);
    }
  }

  /** False where every element is a number; infinities of both signs may give true. */
  static boolean mayHaveNans(INDArray x) {
    try (Scratch scratch = new Scratch()) {
      return Double.isNaN(Dense.number(x.rank() == 0 ? x : scratch.keep(x.sum())));
    }
  }

  /** {@code values}, which are freed, but not a number where {@code source}, stretched, is not. */
  static INDArray withNans(INDArray source, INDArray values) {
    try (Scratch scratch = new Scratch()) {
      INDArray wide = scratch.keep(stretched(source, Dense.shape(values)));
      INDArray missing = scratch.keep(wide.isNaN());
      return Dense.run("select", values.ulike(), missing, wide, scratch.keep(values));
    }
  }

  /** 0 and 1 in place of truth values, which are freed. */
  static INDArray numbers(INDArray truths) {
    INDArray numbers = truths.castTo(DataType.FLOAT);
    Dense.free(truths);
    return numbers;
  }
}
