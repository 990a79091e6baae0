package io.warmstart.engine.nd4j;

import io.warmstart.engine.MatMul;
import io.warmstart.engine.Shape;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Matrix products, member by member where there is a leading axis. */
final class Products {
  private Products() {}

  static INDArray compute(MatMul op, INDArray a, INDArray b, Shape shape) {
    int[] transposes = {op.transposeLeft() ? 1 : 0, op.transposeRight() ? 1 : 0, 0};
    INDArray result = Dense.empty(shape);
    if (shape.rank() == 2) {
      return Dense.run("matmul", transposes, result, a, b);
    }
    for (int member = 0; member < shape.size(0); member++) {
      Dense.run("matmul", transposes, member(result, member), member(a, member), member(b, member));
    }
    return result;
  }

  /** A view of one member, or the whole where all members share it. */
  private static INDArray member(INDArray x, int member) {
    Shape shape = Dense.shape(x);
    if (shape.rank() == 2) {
      return x;
    }
    Shape one = shape.without(0);
    return Dense.view(x, (long) member * one.count(), one);
  }
}
