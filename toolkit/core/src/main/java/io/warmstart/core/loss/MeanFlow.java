package io.warmstart.core.loss;

import io.warmstart.engine.Graph;
import io.warmstart.engine.Shape;
import io.warmstart.engine.Tensor;
import java.util.Map;

/**
 * Learning the average velocity of a flow, so that one step of any length is exact (Geng et al.,
 * 2025). The straight path {@code x_t = (1 - t) data + t noise} has the velocity {@code v = noise -
 * data}: data at time 0, noise at 1. The average velocity over [r, t] along the flow obeys
 *
 * <pre>u = v - (t - r) du/dt, du/dt = (du/dx) v + du/dt|x</pre>
 *
 * @see <a href="https://arxiv.org/abs/2505.13447">arXiv:2505.13447</a>
 */
public final class MeanFlow {
  private static final double TIME_MEAN = -0.4;
  private static final double RESIDUAL_LIMIT = 5;
  private static final double WEIGHT_OFFSET = 1e-4;
  private static final double WEIGHT_POWER = -0.2;

  private MeanFlow() {}

  /** An average velocity: u(x, r, t) over [r, t] at the point x [B, A]; r and t [B, 1]. */
  @FunctionalInterface
  public interface Field {
    /** [B, A]. */
    Tensor at(Tensor x, Tensor r, Tensor t);
  }

  /** The residual form of a field whose intervals begin at 0: {@code g(x, t) = x - u(x, 0, t)}. */
  @FunctionalInterface
  public interface Residual {
    /** [B, A]. */
    Tensor at(Tensor x, Tensor t);
  }

  /**
   * Ends of intervals.
   *
   * @param r earlier ends, [B, 1]
   * @param t later ends, [B, 1]
   */
  public record Times(Tensor r, Tensor t) {
    /**
     * Two draws of {@code sigmoid(N(-0.4, 1))} per row, ordered; a share of the rows gets r = t.
     *
     * @param stream prefix of three random streams
     * @param flowRatio that share, in [0, 1]: plain flow matching
     */
    public static Times draw(Graph graph, String stream, int rows, double flowRatio) {
      Tensor first = graph.normal(stream + "/first", rows, 1).plus(TIME_MEAN).sigmoid();
      Tensor second = graph.normal(stream + "/second", rows, 1).plus(TIME_MEAN).sigmoid();
      Tensor t = first.max(second);
      Tensor instant = graph.uniform(stream + "/instant", rows, 1).less(flowRatio);
      return new Times(instant.select(t, first.min(second)), t);
    }
  }

  /** {@code x_t}, [B, A]. */
  private static Tensor between(Tensor data, Tensor noise, Tensor t) {
    return data.times(t.negate().plus(1)).plus(noise.times(t));
  }

  /**
   * What u should be at x: {@code v - (t - r) du/dt}, one Jacobian-vector product with the tangent
   * (v, 0, 1) of (x, r, t); without gradient.
   *
   * @param field u
   * @param x [B, A]
   * @param v velocity at x, [B, A]
   * @param times [B, 1] each
   */
  public static Tensor target(Field field, Tensor x, Tensor v, Times times) {
    Graph g = x.graph();
    Tensor r = times.r();
    Tensor t = times.t();
    Tensor zero = g.constant(0).stretch(r.shape());
    Tensor one = g.constant(1).stretch(t.shape());
    // Seeds stand for whatever the nodes were computed from: r does not follow t.
    Tensor change = g.tangent(field.at(x, r, t), Map.of(x, v, r, zero, t, one));
    return v.minus(t.minus(r).times(change)).detach();
  }

  /**
   * {@code mean (u(x_t, r, t) - target)^2} over rows and dimensions.
   *
   * @param data [B, A]
   * @param noise [B, A]
   */
  public static Tensor loss(Field field, Tensor data, Tensor noise, Times times) {
    Tensor x = between(data, noise, times.t());
    Tensor target = target(field, x, noise.minus(data), times);
    return field.at(x, times.r(), times.t()).minus(target).square().mean();
  }

  /**
   * One step from noise to data, {@code e - u(e, 0, 1)}, [B, A].
   *
   * @param noise e, [B, A]
   */
  public static Tensor oneStep(Field field, Tensor noise) {
    Shape column = Shape.of(noise.size(0), 1);
    Tensor zero = noise.graph().constant(0).stretch(column);
    return noise.minus(field.at(noise, zero, noise.graph().constant(1).stretch(column)));
  }

  /**
   * Loss of the residual form {@code g(x, t) = x - u(x, 0, t)}, whose value at time 1 is the data:
   *
   * <pre>g* = clip(x_t + (t - 1) v - t dg/dt, -5, 5), d = mean over dimensions (g - g*)^2,
   * loss = mean over rows of w d, w = (d + 1e-4)^-0.2 in [1e-6, 1e6]</pre>
   *
   * with g* and w constant, as in the code of MeanFlowQL.
   *
   * @param data [B, A]
   * @param noise [B, A]
   * @param t in (0, 1], [B, 1]
   */
  public static Tensor residualLoss(Residual residual, Tensor data, Tensor noise, Tensor t) {
    Graph graph = data.graph();
    Tensor x = between(data, noise, t);
    Tensor v = noise.minus(data);
    Tensor g = residual.at(x, t);
    Tensor change = graph.tangent(g, Map.of(x, v, t, graph.constant(1).stretch(t.shape())));
    Tensor target =
        x.plus(t.minus(1).times(v))
            .minus(t.times(change))
            .clip(-RESIDUAL_LIMIT, RESIDUAL_LIMIT)
            .detach();
    Tensor d = g.minus(target).square().mean(1); // [B]
    Tensor w = d.plus(WEIGHT_OFFSET).log().times(WEIGHT_POWER).exp().clip(1e-6, 1e6).detach();
    return w.times(d).mean();
  }
}
