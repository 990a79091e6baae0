package io.warmstart.recording;

import io.warmstart.core.data.TerminationCause;
import java.util.Map;

/** Something that happened in a session besides the steps; a line of JSON in the log. */
public sealed interface SessionEvent {
  /**
   * An episode started.
   *
   * @param episode running number over all sessions of a run
   * @param observation running number, in this file, of its first observation
   */
  record EpisodeBegan(long episode, long observation) implements SessionEvent {}

  /**
   * An episode ended.
   *
   * @param episode its number
   * @param cause why
   */
  record EpisodeEnded(long episode, TerminationCause cause) implements SessionEvent {}

  /**
   * Other weights drive from now on.
   *
   * @param from version before; empty if none
   * @param to version now
   * @param reason such as {@code published}, {@code rollback}
   */
  record WeightsSwitched(String from, String to, String reason) implements SessionEvent {}

  /**
   * A person took authority.
   *
   * @param device that they used
   */
  record InterventionStarted(String device) implements SessionEvent {}

  /**
   * The policy has authority again.
   *
   * @param device that was used
   * @param steps taken under it
   */
  record InterventionEnded(String device, int steps) implements SessionEvent {}

  /**
   * New weights were judged before they may drive.
   *
   * @param version judged
   * @param accepted whether they may
   * @param scores by name
   * @param reason in words
   */
  record CanaryDecided(String version, boolean accepted, Map<String, Double> scores, String reason)
      implements SessionEvent {
    /** Copies the map. */
    public CanaryDecided {
      scores = Map.copyOf(scores);
    }
  }

  /**
   * The robot went to a safe state.
   *
   * @param state its name
   * @param reason why
   */
  record SafeStateEntered(String state, String reason) implements SessionEvent {}

  /**
   * Anything else worth keeping.
   *
   * @param source who says it
   * @param text what
   */
  record Remark(String source, String text) implements SessionEvent {}
}
