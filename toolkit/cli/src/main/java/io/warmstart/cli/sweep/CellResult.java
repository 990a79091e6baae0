package io.warmstart.cli.sweep;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a cell.
 *
 * @param cell name, unique in its sweep
 * @param algorithm label in the grid
 * @param learner name of the algorithm
 * @param dataset label in the grid
 * @param task it was scored on
 * @param seed of the run
 * @param status what became of it
 * @param score mean normalised score; null if the task has none or the cell failed
 * @param meanReturn mean return; null if the cell failed
 * @param successes episodes that reached the goal; null if the task has none or the cell failed
 * @param episodes of the evaluation
 * @param updates the scored policy had
 * @param seconds the run took, all its sessions together
 * @param evaluated how it was scored
 * @param run directory with the manifest, relative to the sweep
 * @param error why it failed, one line; null if it did not
 * @param log with everything its processes printed, relative to the sweep
 * @param returns of every episode
 * @param scores normalised, of every episode; empty if the task has none
 */
public record CellResult(
    String cell,
    String algorithm,
    String learner,
    String dataset,
    String task,
    long seed,
    Status status,
    @Nullable Double score,
    @Nullable Double meanReturn,
    @Nullable Integer successes,
    int episodes,
    long updates,
    double seconds,
    Evaluated evaluated,
    String run,
    @Nullable String error,
    String log,
    List<Double> returns,
    List<Double> scores) {
  /** Copies the lists. */
  public CellResult {
    returns = List.copyOf(returns);
    scores = List.copyOf(scores);
  }

  /** What became of it. */
  public enum Status {
    /** Trained and scored. */
    DONE,
    /** It failed. */
    FAILED
  }

  /**
   * How a policy was scored.
   *
   * @param episodes of the evaluation
   * @param seed of its start states
   * @param checkpoint that was scored
   */
  public record Evaluated(int episodes, long seed, Grid.Scored checkpoint) {}

  /** Whether it was trained and scored. */
  public boolean done() {
    return status == Status.DONE;
  }
}
