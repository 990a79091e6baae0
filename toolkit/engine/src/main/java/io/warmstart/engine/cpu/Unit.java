package io.warmstart.engine.cpu;

import io.warmstart.engine.Effect;
import io.warmstart.engine.PlanStep;
import io.warmstart.engine.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Steps of a plan that are lowered together. */
sealed interface Unit {
  /** One step of the plan by itself. */
  record Single(PlanStep step) implements Unit {}

  /**
   * A matrix product and what happens to each element of its result.
   *
   * @param result the last tensor of the pattern, the only one that is stored
   * @param bias what each element starts from: one row for all, or a matrix
   * @param relu whether negative results become zero
   * @param mask keeps elements only where this is positive
   */
  record Product(
      Tensor result, Tensor product, @Nullable Tensor bias, boolean relu, @Nullable Tensor mask)
      implements Unit {}

  /** Sum of all squares of a tensor. */
  record SquareSum(Tensor result, Tensor of) implements Unit {}

  /**
   * Row norm, scale, shift and possibly ReLU.
   *
   * @param result the last tensor of the pattern
   */
  record Normed(Tensor result, Tensor norm, Tensor scale, Tensor shift, boolean relu)
      implements Unit {}

  /**
   * A convolution, a bias per channel and possibly ReLU.
   *
   * @param result the last tensor of the pattern
   */
  record Convolved(Tensor result, Tensor convolution, Tensor bias, boolean relu) implements Unit {}

  /**
   * Gradient of a row norm with scale and shift.
   *
   * @param result gradient of x
   * @param d gradient of what scale and shift gave
   * @param toScale gradient of the scale, if wanted
   * @param toShift gradient of the shift, if wanted
   * @param toRows sum of the rows of the result, if wanted
   */
  record NormGradient(
      Tensor result,
      Tensor x,
      Tensor d,
      Tensor scale,
      @Nullable Tensor toScale,
      @Nullable Tensor toShift,
      @Nullable Tensor toRows)
      implements Unit {}

  /**
   * Pointwise operations over one shape in one pass.
   *
   * @param nodes in a valid order
   * @param outputs those that something outside needs
   */
  record Chain(List<Tensor> nodes, List<Tensor> outputs) implements Unit {
    /** Copies the lists. */
    public Chain {
      nodes = List.copyOf(nodes);
      outputs = List.copyOf(outputs);
    }
  }

  /** An optimiser step, with the averaging that follows it. */
  record Update(Effect.Minimize minimize, Effect.@Nullable Polyak polyak) implements Unit {}
}
