package io.warmstart.engine.nd4j;

import io.warmstart.engine.ReduceOp;
import io.warmstart.engine.RowOp;
import io.warmstart.engine.Shape;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Reductions along axes, and the normalisation of rows. */
final class Reductions {
  private Reductions() {}

  static INDArray compute(ReduceOp op, INDArray x, Shape shape) {
    return switch (op) {
      case ReduceOp.SumTo sum -> sumTo(x, shape);
      case ReduceOp.MinAlong min -> extreme(x, min.axis(), false);
      case ReduceOp.MaxAlong max -> extreme(x, max.axis(), true);
      case ReduceOp.HotMin hot -> hot(x, hot.axis(), false, shape);
      case ReduceOp.HotMax hot -> hot(x, hot.axis(), true, shape);
      case ReduceOp.ArgMax arg -> first(x, arg.axis(), true);
      case ReduceOp.Softmax softmax -> {
        try (Scratch scratch = new Scratch()) {
          INDArray powers = scratch.keep(powers(x, softmax.axis()));
          yield powers.div(scratch.keep(powers.sum(true, softmax.axis())));
        }
      }
      case ReduceOp.LogSumExp along -> {
        try (Scratch scratch = new Scratch()) {
          INDArray powers = scratch.keep(powers(x, along.axis()));
          INDArray log = Transforms.log(powers.sum(true, along.axis()), false);
          yield log.addi(scratch.keep(x.max(true, along.axis())));
        }
      }
    };
  }

  private static INDArray sumTo(INDArray x, Shape to) {
    if (to.rank() == 0) {
      return x.rank() == 0 ? x.dup() : x.sum();
    }
    int[] axes =
        IntStream.range(0, to.rank()).filter(axis -> to.size(axis) != x.size(axis)).toArray();
    return axes.length == 0 ? x.dup('c') : x.sum(true, axes);
  }

  /** {@code exp(x - max)}. */
  private static INDArray powers(INDArray x, int axis) {
    try (Scratch scratch = new Scratch()) {
      INDArray max = scratch.keep(x.max(true, axis));
      return Transforms.exp(Dense.run("subtract", x.ulike(), x, max), false);
    }
  }

  /** The native extremes skip what is not a number; ours are not a number then. */
  private static INDArray extreme(INDArray x, int axis, boolean largest) {
    INDArray found = largest ? x.max(true, axis) : x.min(true, axis);
    if (!Pointwise.mayHaveNans(x)) {
      return found;
    }
    try (Scratch scratch = new Scratch()) {
      INDArray any = scratch.keep(scratch.keep(missing(x)).max(true, axis));
      // 0 where all are numbers, else not a number.
      return Pointwise.withNans(scratch.keep(any.rsubi(1).rdiv(0)), found);
    }
  }

  /** 1 where an element is not a number, else 0. */
  private static INDArray missing(INDArray x) {
    return Pointwise.numbers(x.isNaN());
  }

  /** Position of the first extremum along an axis, which disappears; what is no number wins. */
  static INDArray first(INDArray x, int axis, boolean largest) {
    try (Scratch scratch = new Scratch()) {
      INDArray number = position(largest ? x : scratch.keep(x.neg()), axis);
      if (!Pointwise.mayHaveNans(x)) {
        return number;
      }
      INDArray missing = scratch.keep(missing(x));
      INDArray any = scratch.keep(missing.max(axis));
      INDArray none = scratch.keep(position(missing, axis));
      return number.addi(none.subi(number).muli(any));
    }
  }

  private static INDArray position(INDArray x, int axis) {
    try (Scratch scratch = new Scratch()) {
      return scratch.keep(x.argMax(axis)).castTo(x.dataType());
    }
  }

  private static INDArray hot(INDArray x, int axis, boolean largest, Shape shape) {
    try (Scratch scratch = new Scratch()) {
      INDArray first = scratch.keep(first(x, axis, largest));
      return Indices.hot(Dense.floats(first), Dense.shape(first), axis, shape);
    }
  }

  static INDArray rows(RowOp op, INDArray[] in) {
    INDArray x = in[0];
    int last = x.rank() - 1;
    long width = x.size(last);
    try (Scratch scratch = new Scratch()) {
      INDArray mean = scratch.keep(x.sum(true, last)).divi(width);
      INDArray centred = scratch.keep(Dense.run("subtract", x.ulike(), x, mean));
      INDArray variance = scratch.keep(scratch.keep(centred.mul(centred)).sum(true, last));
      INDArray root = Transforms.sqrt(variance.divi(width).addi(op.epsilon()), false);
      INDArray r = scratch.keep(root.rdiv(1));
      return switch (op) {
        case RowOp.InverseDeviation deviation -> r.dup('c');
        case RowOp.Norm norm -> Dense.run("multiply", x.ulike(), centred, r);
        case RowOp.Pull pull -> {
          INDArray y = scratch.keep(Dense.run("multiply", x.ulike(), centred, r));
          yield pull(in[1], y, r, width);
        }
      };
    }
  }

  /** {@code r * (g - mean(g) - y * mean(g * y))}. */
  private static INDArray pull(INDArray g, INDArray y, INDArray r, long width) {
    int last = g.rank() - 1;
    try (Scratch scratch = new Scratch()) {
      INDArray mean = scratch.keep(g.sum(true, last)).divi(width);
      INDArray weighted = scratch.keep(scratch.keep(g.mul(y)).sum(true, last)).divi(width);
      INDArray part = scratch.keep(Dense.run("multiply", y.ulike(), y, weighted));
      INDArray rest = scratch.keep(Dense.run("subtract", g.ulike(), g, mean));
      return Dense.run("multiply", g.ulike(), rest.subi(part), r);
    }
  }
}
