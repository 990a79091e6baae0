package io.warmstart.engine.nd4j;

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
import org.nd4j.linalg.api.ndarray.INDArray;

/** The meaning of every operation on ND4J arrays. */
final class Evaluation {
  private Evaluation() {}

  /**
   * Value of a node from the values of its inputs: a new array, except that a read gives the
   * parameter's own and a reshape a view of its input.
   */
  static INDArray compute(Tensor node, INDArray[] in, Surroundings from) {
    Shape shape = node.shape();
    return switch (node.op()) {
      case SourceOp op -> source(op, shape, in, from);
      case PointwiseOp.Unary op -> Pointwise.unary(op, in[0]);
      case PointwiseOp.Binary op -> Pointwise.binary(op, in[0], in[1], shape);
      case PointwiseOp.Select op -> Pointwise.select(in[0], in[1], in[2], shape);
      case LayoutOp op -> Layouts.compute(op, in, shape);
      case ReduceOp op -> Reductions.compute(op, in[0], shape);
      case RowOp op -> Reductions.rows(op, in);
      case IndexOp op -> Indices.compute(op, node, in, from);
      case ImageOp op -> Images.compute(op, node, in);
      case MatMul op -> Products.compute(op, in[0], in[1], shape);
    };
  }

  private static INDArray source(SourceOp op, Shape shape, INDArray[] in, Surroundings from) {
    return switch (op) {
      case SourceOp.Input input ->
          Dense.of(HostMemory.read(from.input(input), input.type(), shape.count()), shape);
      case SourceOp.Setting setting -> Dense.scalar(from.setting(setting.key()));
      case SourceOp.Step step -> Dense.scalar(from.step());
      case SourceOp.Count count -> Dense.scalar(from.count(count.column()));
      case SourceOp.Constant constant -> Dense.scalar(constant.value());
      case SourceOp.Table table -> Dense.of(table.values(), shape);
      case SourceOp.Read read -> from.parameter(read.parameter());
      case SourceOp.Normal normal ->
          narrowed(Draws.normal(from.stream(normal.stream()), from.step(), shape.count()), shape);
      case SourceOp.Uniform uniform ->
          narrowed(Draws.uniform(from.stream(uniform.stream()), from.step(), shape.count()), shape);
      case SourceOp.Integers integers ->
          narrowed(
              Draws.integers(
                  from.stream(integers.stream()),
                  from.step(),
                  shape.count(),
                  (long) Dense.number(in[0])),
              shape);
      case SourceOp.Choose choose ->
          narrowed(
              Draws.choose(
                  from.stream(choose.stream()),
                  from.step(),
                  choose.from(),
                  choose.count(),
                  choose.replacement()),
              shape);
    };
  }

  private static INDArray narrowed(double[] values, Shape shape) {
    float[] narrow = new float[values.length];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = (float) values[i];
    }
    return Dense.of(narrow, shape);
  }
}
