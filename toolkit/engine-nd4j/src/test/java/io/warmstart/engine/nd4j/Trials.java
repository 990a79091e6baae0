package io.warmstart.engine.nd4j;

import io.warmstart.engine.DType;
import io.warmstart.engine.Graph;
import io.warmstart.engine.Init;
import io.warmstart.engine.Parameter;
import io.warmstart.engine.Parameters;
import io.warmstart.engine.Shape;
import io.warmstart.engine.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Every operation of the set, on random shapes. */
final class Trials {
  /** Records an operation and gives back its result. */
  interface Recording extends Function<Trial, Tensor> {}

  private final Map<String, Recording> all = new LinkedHashMap<>();

  private Trials() {}

  static Map<String, Recording> all() {
    Trials trials = new Trials();
    trials.unary();
    trials.binary();
    trials.layouts();
    trials.reductions();
    trials.indices();
    trials.products();
    trials.pictures();
    trials.sources();
    return trials.all;
  }

  private void unary(String name, UnaryOperator<Tensor> operation) {
    all.put(name, t -> operation.apply(t.normal(t.shapeOf(t.size(4) - 1, 9))));
  }

  private void unary() {
    unary("offset", x -> x.plus(0.3).times(x));
    unary("scale", x -> x.times(-1.7));
    unary("below", x -> x.less(0.2).times(x));
    unary("abs", Tensor::abs);
    unary("square", Tensor::square);
    unary("exp", Tensor::exp);
    unary("tanh", Tensor::tanh);
    unary("sin", Tensor::sin);
    unary("relu", Tensor::relu);
    unary("softplus", Tensor::softplus);
    unary("sigmoid", Tensor::sigmoid);
    unary("erf", Tensor::erf);
    unary("mish", Tensor::mish);
    unary("geluErf", Tensor::geluErf);
    unary("clip", x -> x.clip(-0.6, 0.8).times(x));
    unary("detach", x -> x.times(x.detach()));
    unary("dropout", x -> x.dropout("drop", 0.3));
    all.put("sqrt", t -> t.positive(t.shapeOf(2, 9)).sqrt());
    all.put("log", t -> t.positive(t.shapeOf(2, 9)).log());
    for (Map.Entry<String, UnaryOperator<Tensor>> tied :
        Map.<String, UnaryOperator<Tensor>>of(
                "abs", Tensor::abs, "relu", Tensor::relu, "clip", x -> x.clip(-1, 1))
            .entrySet()) {
      all.put(tied.getKey() + " at ties", t -> tied.getValue().apply(t.coarse(t.shape(7, 5))));
    }
  }

  private void binary(String name, BinaryOperator<Tensor> operation) {
    all.put(
        name,
        t -> {
          Shape shape = t.shapeOf(3, 6);
          return operation.apply(t.normal(t.shrunk(shape)), t.positive(t.shrunk(shape)));
        });
    all.put(name + " of scalars", t -> operation.apply(t.normal(t.shape()), t.positive(t.shape())));
    all.put(
        name + " with a scalar",
        t -> operation.apply(t.normal(t.shape()), t.positive(t.shapeOf(2, 7))));
    all.put(
        name + " by a scalar",
        t -> operation.apply(t.normal(t.shape(1, 1)), t.positive(t.shape())));
    all.put(
        name + " at ties",
        t -> operation.apply(t.coarse(t.shape(6, 5)), t.cycling(t.shape(6, 5), 1, -1, 2)));
  }

  private void binary() {
    binary("plus", Tensor::plus);
    binary("minus", Tensor::minus);
    binary("times", Tensor::times);
    binary("over", Tensor::over);
    binary("min", Tensor::min);
    binary("max", Tensor::max);
    binary("less", (a, b) -> a.less(b).plus(a.times(b)));
    binary("select", (a, b) -> a.less(0.1).select(a.times(b), b));
    all.put(
        "select stretched",
        t -> {
          Shape shape = t.shapeOf(3, 5);
          Tensor condition = t.normal(t.shrunk(shape)).less(0);
          return condition.select(t.normal(t.shrunk(shape)), t.normal(t.shrunk(shape)));
        });
    all.put(
        "select scalars",
        t -> t.normal(t.shape()).less(0).select(t.normal(t.shape()), t.normal(t.shape())));
  }

  private void layouts() {
    all.put("reshape", t -> t.normal(t.shape(4, 3, 5)).reshape(10, 6).square());
    all.put("reshape to a scalar", t -> t.normal(t.shape(1, 1)).reshape(Shape.SCALAR).square());
    all.put("reshape of a scalar", t -> t.normal(t.shape()).reshape(1, 1, 1).square());
    all.put(
        "stretch",
        t -> {
          Shape shape = t.shapeOf(3, 6);
          return t.normal(t.shrunk(shape)).stretch(shape).square();
        });
    all.put("stretch a scalar", t -> t.normal(t.shape()).stretch(t.shapeOf(2, 5)).square());
    all.put("insert", t -> t.normal(t.shapeOf(2, 6)).insert(t.size(3) - 1).square());
    for (int axis = 0; axis < 3; axis++) {
      int along = axis;
      all.put("repeat " + axis, t -> t.normal(t.shapeOf(3, 5)).repeat(along, t.size(4)).square());
      all.put(
          "slice " + axis,
          t -> {
            Shape shape = t.shapeOf(3, 5);
            int from = t.size(shape.size(along)) - 1;
            return t.normal(shape).slice(along, from, from + t.size(shape.size(along) - from));
          });
      all.put("pad " + axis, t -> t.normal(t.shapeOf(3, 5)).pad(along, t.size(3) - 1, 9).square());
      all.put(
          "concat " + axis,
          t -> {
            Shape shape = t.shapeOf(3, 5);
            Tensor first = t.normal(shape);
            return first.concatAlong(along, t.normal(shape.with(along, t.size(4))), first).square();
          });
    }
    all.put("concat vectors", t -> t.normal(t.shape(3)).concat(t.normal(t.shape(5))).square());
  }

  private void reductions() {
    all.put("sum", t -> t.normal(t.shapeOf(t.size(4) - 1, 9)).sum().square());
    all.put("mean", t -> t.normal(t.shapeOf(3, 9)).mean().square());
    for (int axis = 0; axis < 3; axis++) {
      int along = axis;
      reduction("sum " + axis, x -> x.sum(along));
      reduction("min " + axis, x -> x.min(along));
      reduction("max " + axis, x -> x.max(along));
      reduction("argmax " + axis, x -> x.argmax(along).plus(x.sum(along)));
      reduction("softmax " + axis, x -> x.softmax(along));
      reduction("logSumExp " + axis, x -> x.logSumExp(along));
    }
    all.put("max of a vector", t -> t.normal(t.shape(t.size(9))).max(0).square());
    all.put("argmax of a vector", t -> t.normal(t.shape(9)).argmax(0).stretch(Shape.of(2)));
    all.put("rowNorm", t -> t.normal(t.shape(t.size(5), 7)).rowNorm(1e-3));
    all.put("rowNorm of a vector", t -> t.normal(t.shape(11)).rowNorm(1e-2));
    all.put(
        "layerNorm",
        t -> {
          Tensor shift = t.normal(t.shape(3, 1, 6));
          return t.normal(t.shape(3, t.size(5), 6)).layerNorm(shift.exp(), shift, 1e-3).tanh();
        });
  }

  private void reduction(String name, UnaryOperator<Tensor> operation) {
    all.put(name, t -> operation.apply(t.normal(t.shapeOf(3, 8))).square());
    all.put(name + " at ties", t -> operation.apply(t.coarse(t.shape(4, 3, 5))).square());
  }

  private void indices() {
    all.put("take", t -> t.normal(t.shape(6, 3)).take(t.indices(6, t.size(9))).square());
    all.put("take of a vector", t -> t.normal(t.shape(6)).take(t.indices(6, 9)).square());
    all.put("take blocks", t -> t.normal(t.shape(4, 2, 3)).take(t.indices(4, 5)).square());
    all.put("scatter", t -> t.normal(t.shape(7, 3)).scatter(t.indices(4, 7), 5).square());
    all.put("scatter to numbers", t -> t.normal(t.shape(7)).scatter(t.indices(4, 7), 4).square());
    all.put("takeLast", t -> t.normal(t.shape(3, 4, 5)).takeLast(t.indices(5, 3, 4)).square());
    all.put("takeLast of a vector", t -> t.normal(t.shape(5)).takeLast(t.indices(5)).square());
    all.put("hotAt", t -> t.indices(5, 3, 4).hotAt(5).times(t.normal(t.shape(3, 4, 5))));
    all.put("hotAt of a scalar", t -> t.indices(5).hotAt(5).times(t.normal(t.shape(5))));
    all.put(
        "rows",
        t -> {
          Graph g = t.graph();
          Tensor index = g.integers("row", g.count(Trial.STATES), 6);
          Tensor frames = g.rows(Trial.FRAMES, index).times(1 / 255.0).reshape(6, 6);
          return g.rows(Trial.STATES, index).matmul(t.normal(t.shape(5, 6))).times(frames);
        });
  }

  private void products() {
    for (boolean left : new boolean[] {false, true}) {
      for (boolean right : new boolean[] {false, true}) {
        for (int ranks = 0; ranks < 4; ranks++) {
          int batched = ranks;
          all.put(
              "matMul " + (left ? "T" : "N") + (right ? "T" : "N") + " " + batched,
              t -> product(t, left, right, (batched & 1) == 1, (batched & 2) == 2));
        }
      }
    }
    all.put("outer", t -> t.normal(t.shape(6, 1)).matmul(t.normal(t.shape(1, 5))).square());
    all.put("inner", t -> t.normal(t.shape(1, 6)).matmul(t.normal(t.shape(6, 1))).square());
  }

  private static Tensor product(
      Trial t, boolean left, boolean right, boolean leftMembers, boolean rightMembers) {
    int rows = t.size(9);
    int inner = t.size(9);
    int columns = t.size(9);
    Shape a = left ? Shape.of(inner, rows) : Shape.of(rows, inner);
    Shape b = right ? Shape.of(columns, inner) : Shape.of(inner, columns);
    Tensor one = t.normal(leftMembers ? a.inserted(0, 3) : a);
    return one.matmul(t.normal(rightMembers ? b.inserted(0, 3) : b), left, right).square();
  }

  private void pictures() {
    for (int stride = 1; stride <= 2; stride++) {
      int step = stride;
      for (int pad = 0; pad <= 2; pad++) {
        int around = pad;
        all.put(
            "conv2d " + stride + " " + pad,
            t -> {
              Tensor x = t.normal(t.shape(2, 4 + t.size(3), 4 + t.size(3), t.size(3)));
              Tensor w = t.normal(t.shape(t.size(4), t.size(3), x.size(3), t.size(4)));
              return x.conv2d(w, step, around).tanh();
            });
      }
      all.put(
          "maxPool " + stride,
          t -> t.normal(t.shape(2, 6, 7, 3)).maxPool(2 + t.size(2) - 1, step).square());
      all.put(
          "maxPool at ties " + stride,
          t -> t.coarse(t.shape(2, 6, 5, 3)).maxPool(2, step).square());
    }
    all.put("averagePool", t -> t.normal(t.shape(2, 6, 4, 3)).averagePool(2).square());
    all.put(
        "crop",
        t -> {
          Tensor x = t.normal(t.shape(3, 4 + t.size(3), 5, 2));
          return x.crop(t.graph().integers("crop", t.graph().constant(5), 3, 2), 2).square();
        });
    all.put(
        "groupNorm",
        t -> {
          Tensor scale = t.normal(t.shape(1, 1, 1, 6));
          return t.normal(t.shape(2, 4, 3, 6)).groupNorm(3, scale, scale, 1e-3);
        });
  }

  private void sources() {
    all.put("normal", t -> t.graph().normal("a", 3, 7).plus(t.normal(t.shape(3, 7))));
    all.put("uniform", t -> t.graph().uniform("a", 3, 7).plus(t.normal(t.shape(3, 7))));
    all.put("integers", t -> t.graph().integers("a", t.graph().constant(9), 31).square());
    all.put("choose", t -> t.graph().choose("a", 9, 5, false).square());
    all.put("choose again", t -> t.graph().choose("a", 3, 9, true).square());
    all.put("step", t -> t.graph().step().plus(t.graph().setting("rate", 0.3)).square());
    all.put(
        "copy",
        t -> {
          Parameter weight = new Parameters().add("own", new Init.Zero(), 3);
          Graph g = t.graph();
          Tensor old = g.read(weight);
          g.assign(weight, g.read(weight).plus(1.5));
          g.assign(weight, g.read(weight).times(old));
          return old.plus(g.read(weight).times(2));
        });
    for (DType type : List.of(DType.U8, DType.I32, DType.I64)) {
      all.put("input of " + type, t -> t.normal(t.shape(6, 2)).take(t.whole(type, 6, 9)).square());
    }
    List.of("table", "constant")
        .forEach(name ->
            all.put(
                name,
                t -> {
                  Graph g = t.graph();
                  Tensor table = g.constant(new float[] {1, -2, 3, 4}, 2, 2);
                  return table.matmul(table).times(g.constant(0.5)).plus(t.normal(t.shape(2, 2)));
                }));
  }
}
