package io.warmstart.core.learner;

import java.util.Map;

/**
 * Training does not converge: an update met numbers that are not finite and was refused, with the
 * weights those of the update before; or weights, values or losses left the size of a healthy
 * training, see {@link Learner#requireHealthy}.
 */
public final class TrainingDivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long update;
  private final String tensor;
  private final transient Map<String, Double> lastMetrics;

  /**
   * Says where it happened.
   *
   * @param update number of the refused update, from 0, or of updates done
   * @param tensor first tensor in program order that is not finite, or the first too large
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

  /** The same with a further sentence; this one is its cause. */
  public TrainingDivergedException withAdvice(String sentence) {
    return new TrainingDivergedException(this, sentence);
  }

  private TrainingDivergedException(TrainingDivergedException cause, String sentence) {
    super(cause.getMessage() + " " + sentence, cause);
    this.update = cause.update;
    this.tensor = cause.tensor;
    this.lastMetrics = cause.lastMetrics;
  }

  /** Number of the refused update, from 0, or of updates done when it was noticed. */
  public long update() {
    return update;
  }

  /** First tensor in program order that is not finite, or the first too large. */
  public String tensor() {
    return tensor;
  }

  /** Metrics of the last healthy update. */
  public Map<String, Double> lastMetrics() {
    return lastMetrics;
  }
}
