package io.warmstart.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * A node of a {@link Graph}: an operation and its inputs. Methods record further nodes; nothing is
 * computed until an executor runs the compiled plan.
 *
 * <p>Two tensors combine when their ranks are equal and each axis is equal or 1, or when one is a
 * scalar. A rank is never extended silently: [B] with [B, 1] is an error. Every recording method
 * throws {@link ShapeException} where shapes do not fit and {@link GraphException} where tensors
 * belong to different graphs.
 */
public final class Tensor implements PictureTensor {
  private final Graph graph;
  private final int id;
  private final Op op;
  private final List<Tensor> inputs;
  private final Shape shape;

  Tensor(Graph graph, int id, Op op, List<Tensor> inputs, Shape shape) {
    this.graph = graph;
    this.id = id;
    this.op = op;
    this.inputs = inputs;
    this.shape = shape;
  }

  /** The graph this tensor belongs to. */
  public Graph graph() {
    return graph;
  }

  /** Position among the nodes of its graph or plan; inputs have smaller ids. */
  public int id() {
    return id;
  }

  /** What computes this tensor. */
  public Op op() {
    return op;
  }

  /** What it is computed from, immutable. */
  public List<Tensor> inputs() {
    return inputs;
  }

  /** Input at this position. */
  public Tensor input(int index) {
    return inputs.get(index);
  }

  /** Shape without the seed axis. */
  public Shape shape() {
    return shape;
  }

  /** Number of axes, 0 for a scalar. */
  public int rank() {
    return shape.rank();
  }

  /** Size of an axis. */
  public int size(int axis) {
    return shape.size(axis);
  }

  /** Number of elements. */
  public int count() {
    return shape.count();
  }

  /** {@code this + b}. */
  public Tensor plus(Tensor b) {
    return graph.record(new PointwiseOp.Plus(), this, b);
  }

  /** {@code this - b}. */
  public Tensor minus(Tensor b) {
    return graph.record(new PointwiseOp.Minus(), this, b);
  }

  /** {@code this * b}, element by element. */
  public Tensor times(Tensor b) {
    return graph.record(new PointwiseOp.Times(), this, b);
  }

  /** {@code this / b}. */
  public Tensor over(Tensor b) {
    return graph.record(new PointwiseOp.Over(), this, b);
  }

  /** The smaller one of each pair; at a tie all gradient goes to this. */
  public Tensor min(Tensor b) {
    return graph.record(new PointwiseOp.Min(), this, b);
  }

  /** The larger one of each pair; at a tie all gradient goes to this. */
  public Tensor max(Tensor b) {
    return graph.record(new PointwiseOp.Max(), this, b);
  }

  /** 1 where {@code this < b}, else 0; no gradient. */
  public Tensor less(Tensor b) {
    return graph.record(new PointwiseOp.Less(), this, b);
  }

  /** {@code this + value}. */
  public Tensor plus(double value) {
    return graph.record(new PointwiseOp.Offset(value), this);
  }

  /** {@code this - value}. */
  public Tensor minus(double value) {
    return plus(-value);
  }

  /** {@code this * factor}. */
  public Tensor times(double factor) {
    return graph.record(new PointwiseOp.Scale(factor), this);
  }

  /** 1 where {@code this < bound}, else 0; no gradient. */
  public Tensor less(double bound) {
    return graph.record(new PointwiseOp.Below(bound), this);
  }

  /** {@code max(low, min(high, this))}; gradient 1 inside, the bounds included. */
  public Tensor clip(double low, double high) {
    return graph.record(new PointwiseOp.Clip(low, high), this);
  }

  /** {@code ifOne} where this is not 0, else {@code ifZero}; this gets no gradient. */
  public Tensor select(Tensor ifOne, Tensor ifZero) {
    return graph.record(new PointwiseOp.Select(), this, ifOne, ifZero);
  }

  /** {@code -this}. */
  public Tensor negate() {
    return times(-1);
  }

  /** Absolute value; gradient 0 at 0. */
  public Tensor abs() {
    return graph.record(new PointwiseOp.Abs(), this);
  }

  /** -1, 0 or 1; no gradient. */
  public Tensor sign() {
    return graph.record(new PointwiseOp.Sign(), this);
  }

  /** Square. */
  public Tensor square() {
    return graph.record(new PointwiseOp.Square(), this);
  }

  /** Square root; add an epsilon inside where 0 can occur, since its gradient there is infinite. */
  public Tensor sqrt() {
    return graph.record(new PointwiseOp.Sqrt(), this);
  }

  /** Exponential. */
  public Tensor exp() {
    return graph.record(new PointwiseOp.Exp(), this);
  }

  /** Natural logarithm. */
  public Tensor log() {
    return graph.record(new PointwiseOp.Log(), this);
  }

  /** Hyperbolic tangent. */
  public Tensor tanh() {
    return graph.record(new PointwiseOp.Tanh(), this);
  }

  /** {@code max(this, 0)}; gradient 0 at 0. */
  public Tensor relu() {
    return graph.record(new PointwiseOp.Relu(), this);
  }

  /** {@code log(1 + exp(this))}. */
  public Tensor softplus() {
    return graph.record(new PointwiseOp.Softplus(), this);
  }

  /** {@code 1 / (1 + exp(-this))}. */
  public Tensor sigmoid() {
    return graph.record(new PointwiseOp.Sigmoid(), this);
  }

  /** Error function. */
  public Tensor erf() {
    return graph.record(new PointwiseOp.Erf(), this);
  }

  /** Sine of an angle in radians; in float32 to 2e-7 up to 1e4. The cosine is at pi/2 more. */
  public Tensor sin() {
    return graph.record(new PointwiseOp.Sin(), this);
  }

  /** {@code x * tanh(softplus(x))} (Misra, 2019), recorded as these three operations. */
  public Tensor mish() {
    return times(softplus().tanh());
  }

  /** {@code x sigmoid(2 sqrt(2/pi) (x + 0.044715 x^3))}, GELU by tanh as JAX code bases have it. */
  public Tensor gelu() {
    Tensor z = square().times(0.044715).plus(1).times(this).times(2 * Math.sqrt(2 / Math.PI));
    return times(z.sigmoid());
  }

  /** {@code 0.5 x (1 + erf(x / sqrt(2)))}, the exact form. */
  public Tensor geluErf() {
    return times(times(Math.sqrt(0.5)).erf().plus(1).times(0.5));
  }

  /** The same value, constant for every gradient and tangent. */
  public Tensor detach() {
    return graph.record(new PointwiseOp.Detach(), this);
  }

  /**
   * Zero with probability {@code rate}, else {@code this / (1 - rate)}; a rate of 0 records
   * nothing.
   *
   * @param stream name of the draw, used once per graph
   * @param rate in [0, 1)
   */
  public Tensor dropout(String stream, double rate) {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException(
          "Dropout \"" + stream + "\" has rate " + rate + "; it must be in [0, 1).");
    }
    if (rate == 0) {
      return this;
    }
    Tensor keep = graph.uniform(stream, shape.toArray()).less(1 - rate);
    return times(keep.times(1 / (1 - rate)));
  }

  /** Sum of all elements, a scalar. */
  public Tensor sum() {
    return sumTo(Shape.SCALAR);
  }

  /** Mean of all elements, a scalar. */
  public Tensor mean() {
    return sum().times(1.0 / count());
  }

  /** Sum over one axis, which disappears. */
  public Tensor sum(int axis) {
    return sumTo(shape.with(axis, 1)).reshape(shape.without(axis));
  }

  /** Mean over one axis, which disappears. */
  public Tensor mean(int axis) {
    return sum(axis).times(1.0 / size(axis));
  }

  /** Smallest element of one axis, which disappears; gradient to the first one. */
  public Tensor min(int axis) {
    return graph.record(new ReduceOp.MinAlong(axis), this).reshape(shape.without(axis));
  }

  /** Largest element of one axis, which disappears; gradient to the first one. */
  public Tensor max(int axis) {
    return graph.record(new ReduceOp.MaxAlong(axis), this).reshape(shape.without(axis));
  }

  /** {@code log(sum(exp(this)))} over one axis, which disappears. */
  public Tensor logSumExp(int axis) {
    return graph.record(new ReduceOp.LogSumExp(axis), this).reshape(shape.without(axis));
  }

  /** {@code exp(this) / sum(exp(this))} along one axis. */
  public Tensor softmax(int axis) {
    return graph.record(new ReduceOp.Softmax(axis), this);
  }

  /** Index of the first largest element of one axis, which disappears; no gradient. */
  public Tensor argmax(int axis) {
    return graph.record(new ReduceOp.ArgMax(axis), this);
  }

  /** The same elements in the same order under another shape. */
  public Tensor reshape(int... sizes) {
    return reshape(Shape.of(sizes));
  }

  /** The same elements in the same order under another shape. */
  public Tensor reshape(Shape to) {
    return to.equals(shape) ? this : graph.record(new LayoutOp.Reshape(to), this);
  }

  /** A new axis of size 1 before {@code axis}. */
  public Tensor insert(int axis) {
    return reshape(shape.inserted(axis, 1));
  }

  /** The whole block repeated along one axis: [a, b] becomes [a, b, a, b]. */
  public Tensor repeat(int axis, int times) {
    return times == 1 ? this : graph.record(new LayoutOp.Repeat(axis, times), this);
  }

  /** Repeats a scalar, or axes of size 1, to fill a shape. */
  public Tensor stretch(Shape to) {
    return to.equals(shape) ? this : graph.record(new LayoutOp.Stretch(to), this);
  }

  /** Elements {@code from} (inclusive) to {@code to} (exclusive) of one axis. */
  public Tensor slice(int axis, int from, int to) {
    return from == 0 && to == size(axis)
        ? this
        : graph.record(new LayoutOp.Slice(axis, from, to), this);
  }

  /** This from {@code from} on, zeros elsewhere, on one axis of size {@code full}. */
  public Tensor pad(int axis, int from, int full) {
    return full == size(axis) ? this : graph.record(new LayoutOp.Pad(axis, from, full), this);
  }

  /** This and then the others along the last axis. */
  public Tensor concat(Tensor... others) {
    return concatAlong(rank() - 1, others);
  }

  /** This and then the others along one axis. */
  public Tensor concatAlong(int axis, Tensor... others) {
    List<Tensor> parts = new ArrayList<>(others.length + 1);
    parts.add(this);
    parts.addAll(List.of(others));
    return others.length == 0 ? this : graph.record(new LayoutOp.Concat(axis), parts);
  }

  /** Blocks of axis 0 at these indices: [M, ...] and [N] give [N, ...]. */
  public Tensor take(Tensor index) {
    return graph.record(new IndexOp.Take(), this, index);
  }

  /** Adds block i of this to block index[i] of zeros: [N, ...] and [N] give [blocks, ...]. */
  public Tensor scatter(Tensor index, int blocks) {
    return graph.record(new IndexOp.Scatter(blocks), this, index);
  }

  /** One element of the last axis per index: [..., W] and [...] give [...]. */
  public Tensor takeLast(Tensor index) {
    return graph.record(new IndexOp.TakeLast(), this, index);
  }

  /** 1 at the index given by this and 0 elsewhere, on a new last axis; no gradient. */
  public Tensor hotAt(int width) {
    return graph.record(new IndexOp.HotAt(width), this);
  }

  /** Matrix product; a leading axis is a batch: [B, I] by [E, I, O] gives [E, B, O]. */
  public Tensor matmul(Tensor b) {
    return matmul(b, false, false);
  }

  /** Matrix product with the last two axes of either side exchanged first. */
  public Tensor matmul(Tensor b, boolean transposeLeft, boolean transposeRight) {
    if (rank() == 3 && b.rank() == 2 && !transposeLeft) {
      // One large product instead of a batch: the right side is the same for every member.
      Tensor flat = reshape(size(0) * size(1), size(2)).matmul(b, false, transposeRight);
      return flat.reshape(size(0), size(1), flat.size(1));
    }
    return graph.record(new MatMul(transposeLeft, transposeRight), this, b);
  }

  /**
   * {@code (x - mean) / sqrt(variance + epsilon) * scale + shift} over the last axis, population
   * variance (Ba et al., 2016, equation 4).
   *
   * @param scale [1, H] or [E, 1, H], of this tensor's rank
   * @param shift like scale
   */
  public Tensor layerNorm(Tensor scale, Tensor shift, double epsilon) {
    return rowNorm(epsilon).times(scale).plus(shift);
  }

  /** {@code (x - mean) / sqrt(variance + epsilon)} over the last axis, population variance. */
  public Tensor rowNorm(double epsilon) {
    return graph.record(new RowOp.Norm(epsilon), this);
  }

  Tensor sumTo(Shape to) {
    return to.equals(shape) ? this : graph.record(new ReduceOp.SumTo(to), this);
  }

  @Override
  public String toString() {
    return op.label() + "#" + id + shape;
  }
}
