package io.warmstart.core.learner;

import java.util.Map;

/**
 * An update met numbers that are not finite and was refused; the weights are those of the update
 * before and can be saved.
 */
public final class TrainingDivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long update;
  private final String tensor;
  private final transient Map<String, Double> lastMetrics;

  /**
   * Says where it happened.
   *
   * @param update number of the refused update, from 0
   * @param tensor first tensor in program order that is not finite
   * @param message one line for people
   * @param lastMetrics of the last healthy update
   */
  public TrainingDivergedException(
      long update, String tensor, String message, Map<String, Double> lastMetrics) {
    super(message + " Last metrics: " + lastMetrics);
    this.update = update;
    this.tensor = tensor;
    this.lastMetrics = Map.copyOf(lastMetrics);
  }

  /** Number of the refused update, from 0. */
  public long update() {
    return update;
  }

  /** First tensor in program order that is not finite. */
  public String tensor() {
    return tensor;
  }

  /** Metrics of the last healthy update. */
  public Map<String, Double> lastMetrics() {
    return lastMetrics;
  }
}
