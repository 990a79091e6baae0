package io.warmstart.core.run;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Something that happened in a run. */
public sealed interface RunEvent {
  /** Completed updates (offline) or environment steps (online) when it happened. */
  long step();

  /**
   * The loop begins or goes on.
   *
   * @param step it starts from
   * @param totalSteps it will stop at
   */
  record Started(long step, long totalSteps) implements RunEvent {}

  /**
   * Numbers of one step.
   *
   * @param step they belong to
   * @param values by name, such as {@code critic/loss}
   */
  record Metrics(long step, Map<String, Double> values) implements RunEvent {
    /** Copies the map and keeps its order. */
    public Metrics {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
  }

  /**
   * The policy was rolled out.
   *
   * @param step whose weights were evaluated
   * @param task it was rolled out on
   * @param values by name, such as {@code return/mean}
   */
  record Evaluated(long step, String task, Map<String, Double> values) implements RunEvent {
    /** Copies the map and keeps its order. */
    public Evaluated {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
  }

  /**
   * A checkpoint is safe on disk.
   *
   * @param step it holds
   * @param path of the file
   * @param hash of its content
   */
  record CheckpointSaved(long step, Path path, String hash) implements RunEvent {}

  /**
   * The loop ended and everything is saved.
   *
   * @param step it ended at
   * @param interrupted whether it was asked to stop before its last step
   */
  record Finished(long step, boolean interrupted) implements RunEvent {}

  /**
   * The loop cannot go on.
   *
   * @param step of the last healthy state
   * @param message one line for people
   */
  record Failed(long step, String message) implements RunEvent {}
}
