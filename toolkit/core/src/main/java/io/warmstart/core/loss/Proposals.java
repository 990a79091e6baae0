package io.warmstart.core.loss;

import io.warmstart.engine.Graph;
import io.warmstart.engine.Shape;
import io.warmstart.engine.Tensor;

/**
 * The actions at which a conservative critic lowers its values: for each row N uniform ones, N of
 * the policy at the next observation and N of the policy at the observation, in this order. All are
 * evaluated at the observation. Nothing here carries gradient.
 *
 * @param actions action k of row b in row {@code k B + b}, [3N B, A]
 * @param logDensity of each under what proposed it, [3N, B]
 * @param each N
 */
public record Proposals(Tensor actions, Tensor logDensity, int each) {
  /**
   * Draws from the streams {@code proposals/uniform}, {@code proposals/next} and {@code
   * proposals/current}.
   *
   * @param current the policy at the observations
   * @param next the policy at the next observations
   * @param each N, at least 1
   */
  public static Proposals draw(SquashedGaussian current, SquashedGaussian next, int each) {
    Tensor mean = current.mean();
    Graph g = mean.graph();
    int rows = mean.size(0);
    int width = mean.size(1);
    Tensor uniform = g.uniform("proposals/uniform", each * rows, width).times(2).minus(1);
    SquashedGaussian.Draws ofNext = next.draw("proposals/next", each).detach();
    SquashedGaussian.Draws ofCurrent = current.draw("proposals/current", each).detach();
    Tensor flat = g.constant(-width * Math.log(2)).stretch(Shape.of(each, rows));
    return new Proposals(
        uniform.concatAlong(0, ofNext.actions(), ofCurrent.actions()),
        flat.concatAlong(
            0, ofNext.logDensity().reshape(each, rows), ofCurrent.logDensity().reshape(each, rows)),
        each);
  }

  /** Number of proposals per row, 3N. */
  public int count() {
    return 3 * each;
  }
}
