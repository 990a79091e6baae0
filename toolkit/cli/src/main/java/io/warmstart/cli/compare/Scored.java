package io.warmstart.cli.compare;

import io.warmstart.cli.sweep.CellResult;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run and the episodes it was scored by.
 *
 * @param algorithm label
 * @param dataset label
 * @param task it was scored on
 * @param seed of the run
 * @param normalised whether the scores are normalised; otherwise they are returns
 * @param scores of every episode, at least one
 * @param successes episodes that reached the goal; null if the task has none
 * @param source where it comes from, for messages
 */
public record Scored(
    String algorithm,
    String dataset,
    String task,
    long seed,
    boolean normalised,
    List<Double> scores,
    @Nullable Integer successes,
    String source) {
  /** Copies the list. */
  public Scored {
    scores = List.copyOf(scores);
  }

  /**
   * A cell of a sweep that is done.
   *
   * @param source where it comes from, for messages
   */
  public static Scored of(CellResult cell, String source) {
    boolean normalised = !cell.scores().isEmpty();
    return new Scored(
        cell.algorithm(),
        cell.dataset(),
        cell.task(),
        cell.seed(),
        normalised,
        normalised ? cell.scores() : cell.returns(),
        cell.successes(),
        source);
  }

  /** The scores as numbers. */
  double[] values() {
    return scores.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
