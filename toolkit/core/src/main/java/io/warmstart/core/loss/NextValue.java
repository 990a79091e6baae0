package io.warmstart.core.loss;

import io.warmstart.engine.Tensor;

/** How target critics and drawn actions make the value of a next observation. */
public enum NextValue {
  /** One drawn action, the smaller critic. */
  ONE_ACTION,
  /** For each action the smaller critic, then the best action: JaxCQL, Cal-QL, CORL, WSRL. */
  MIN_THEN_MAX,
  /** For each critic the best action, then the smaller critic: the CQL authors, Diffusion-QL. */
  MAX_THEN_MIN;

  /** Actions to draw where {@code many} are drawn for a maximum. */
  public int actions(int many) {
    return this == ONE_ACTION ? 1 : many;
  }

  /**
   * The value of each row.
   *
   * @param values critics at the drawn actions, [E, K, B]
   * @return [B]
   */
  public Tensor of(Tensor values) {
    return switch (this) {
      case ONE_ACTION, MIN_THEN_MAX -> values.min(0).max(0);
      case MAX_THEN_MIN -> values.max(1).min(0);
    };
  }
}
