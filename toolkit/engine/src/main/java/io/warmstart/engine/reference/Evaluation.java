package io.warmstart.engine.reference;

import io.warmstart.engine.Column;
import io.warmstart.engine.GraphException;
import io.warmstart.engine.ImageOp;
import io.warmstart.engine.IndexOp;
import io.warmstart.engine.LayoutOp;
import io.warmstart.engine.MatMul;
import io.warmstart.engine.PointwiseOp;
import io.warmstart.engine.ReduceOp;
import io.warmstart.engine.RowOp;
import io.warmstart.engine.Shape;
import io.warmstart.engine.SourceOp;
import io.warmstart.engine.Tensor;
import io.warmstart.engine.interpreter.Draws;

/** The meaning of every operation, in double precision and with the plainest loops. */
final class Evaluation {
  private Evaluation() {}

  /** Value of a node from the values of its inputs; the result may be shared with an input. */
  static double[] compute(Tensor node, double[][] in, Surroundings from) {
    return switch (node.op()) {
      case SourceOp op -> source(op, node, in, from);
      case PointwiseOp.Unary op -> unary(op, in[0]);
      case PointwiseOp.Binary op -> binary(op, node, in);
      case PointwiseOp.Select op -> select(node, in);
      case LayoutOp op -> Layouts.compute(op, node, in);
      case ReduceOp op -> Reductions.compute(op, node, in[0]);
      case RowOp op -> Reductions.rows(op, node, in);
      case IndexOp op -> index(op, node, in, from);
      case ImageOp op -> Images.compute(op, node, in);
      case MatMul op -> matMul(op, node, in);
    };
  }

  private static double[] source(SourceOp op, Tensor node, double[][] in, Surroundings from) {
    return switch (op) {
      case SourceOp.Input input -> from.input(input);
      case SourceOp.Setting setting -> new double[] {from.setting(setting.key())};
      case SourceOp.Step step -> new double[] {from.step()};
      case SourceOp.Count count -> new double[] {from.count(count.column())};
      case SourceOp.Constant constant -> new double[] {constant.value()};
      case SourceOp.Table table -> widened(table.values());
      case SourceOp.Read read -> from.parameter(read.parameter(), read.version());
      case SourceOp.Normal normal ->
          Draws.normal(from.stream(normal.stream()), from.step(), node.count());
      case SourceOp.Uniform uniform ->
          Draws.uniform(from.stream(uniform.stream()), from.step(), node.count());
      case SourceOp.Integers integers ->
          Draws.integers(
              from.stream(integers.stream()), from.step(), node.count(), (long) in[0][0]);
      case SourceOp.Choose choose ->
          Draws.choose(
              from.stream(choose.stream()),
              from.step(),
              choose.from(),
              choose.count(),
              choose.replacement());
    };
  }

  static double[] widened(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  private static double[] unary(PointwiseOp.Unary op, double[] x) {
    double[] y = new double[x.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = op.apply(x[i]);
    }
    return y;
  }

  private static double[] binary(PointwiseOp.Binary op, Tensor node, double[][] in) {
    int[] left = Layouts.stretchIndex(node.input(0).shape(), node.shape());
    int[] right = Layouts.stretchIndex(node.input(1).shape(), node.shape());
    double[] y = new double[node.count()];
    for (int i = 0; i < y.length; i++) {
      y[i] = op.apply(in[0][left[i]], in[1][right[i]]);
    }
    return y;
  }

  private static double[] select(Tensor node, double[][] in) {
    int[] condition = Layouts.stretchIndex(node.input(0).shape(), node.shape());
    int[] one = Layouts.stretchIndex(node.input(1).shape(), node.shape());
    int[] zero = Layouts.stretchIndex(node.input(2).shape(), node.shape());
    double[] y = new double[node.count()];
    for (int i = 0; i < y.length; i++) {
      y[i] = in[0][condition[i]] != 0 ? in[1][one[i]] : in[2][zero[i]];
    }
    return y;
  }

  private static double[] index(IndexOp op, Tensor node, double[][] in, Surroundings from) {
    double[] y = new double[node.count()];
    switch (op) {
      case IndexOp.Rows rows -> {
        Column column = rows.column();
        int width = column.rowShape().count();
        for (int i = 0; i < in[0].length; i++) {
          from.row(column, at(node, in[0][i], column.capacity()), y, i * width);
        }
      }
      case IndexOp.Take take -> {
        int width = y.length / in[1].length;
        for (int i = 0; i < in[1].length; i++) {
          int block = at(node, in[1][i], node.input(0).size(0));
          System.arraycopy(in[0], block * width, y, i * width, width);
        }
      }
      case IndexOp.Scatter scatter -> {
        int width = in[0].length / in[1].length;
        for (int i = 0; i < in[1].length; i++) {
          int block = at(node, in[1][i], scatter.blocks());
          for (int k = 0; k < width; k++) {
            y[block * width + k] += in[0][i * width + k];
          }
        }
      }
      case IndexOp.TakeLast take -> {
        int width = node.input(0).shape().last();
        for (int i = 0; i < y.length; i++) {
          y[i] = in[0][i * width + at(node, in[1][i], width)];
        }
      }
      case IndexOp.HotAt hot -> {
        for (int i = 0; i < in[0].length; i++) {
          y[i * hot.width() + at(node, in[0][i], hot.width())] = 1;
        }
      }
    }
    return y;
  }

  private static int at(Tensor node, double index, int bound) {
    if (!(index >= 0 && index < bound)) {
      throw new GraphException(node + ": index " + index + " is outside 0 to " + (bound - 1) + ".");
    }
    return (int) index;
  }

  private static double[] matMul(MatMul op, Tensor node, double[][] in) {
    Shape shape = node.shape();
    int rows = shape.size(shape.rank() - 2);
    int columns = shape.last();
    Tensor a = node.input(0);
    int inner = a.size(a.rank() - (op.transposeLeft() ? 2 : 1));
    int members = shape.count() / (rows * columns);
    double[] y = new double[shape.count()];
    for (int e = 0; e < members; e++) {
      int left = a.rank() == 3 ? e * rows * inner : 0;
      int right = node.input(1).rank() == 3 ? e * inner * columns : 0;
      for (int i = 0; i < rows; i++) {
        for (int k = 0; k < inner; k++) {
          double x = in[0][left + (op.transposeLeft() ? k * rows + i : i * inner + k)];
          int to = (e * rows + i) * columns;
          for (int j = 0; j < columns; j++) {
            y[to + j] += x * in[1][right + (op.transposeRight() ? j * inner + k : k * columns + j)];
          }
        }
      }
    }
    return y;
  }
}
