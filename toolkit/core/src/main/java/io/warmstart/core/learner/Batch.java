package io.warmstart.core.learner;

import io.warmstart.engine.Tensor;

/**
 * Symbolic batch: what a loss may see. Fed from the host or gathered from resident columns; a loss
 * cannot tell.
 *
 * @param observations vector parts concatenated, [B, O]
 * @param actions scaled to [-1, 1], [B, A]
 * @param rewards after the configured transform, [B]
 * @param masks 0 where the step truly terminated, 1 elsewhere, [B]
 * @param nextObservations [B, O]
 */
public record Batch(
    Tensor observations, Tensor actions, Tensor rewards, Tensor masks, Tensor nextObservations) {

  /**
   * Bootstrapped one-step target {@code r + discount * mask * nextValue}, without gradient.
   *
   * @param nextValue value of the next observation, [B]
   * @param discount per control step, in [0, 1)
   * @return [B]
   */
  public Tensor target(Tensor nextValue, double discount) {
    return rewards.plus(masks.times(nextValue).times(discount)).detach();
  }

  /** The same rows with other actions, [B, A]. */
  public Batch withActions(Tensor other) {
    return new Batch(observations, other, rewards, masks, nextObservations);
  }
}
