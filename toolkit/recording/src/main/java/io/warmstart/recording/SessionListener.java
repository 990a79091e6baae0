package io.warmstart.recording;

import io.warmstart.core.data.TerminationCause;
import io.warmstart.core.environment.Observation;

/**
 * Sees a recorded session as it happened; every method may be left as it is. Observations are valid
 * during the call only.
 *
 * <p>Where the log has a gap, the running episode ends as {@link TerminationCause#CUT} and goes on
 * as another one of the same number.
 */
public interface SessionListener {
  /** An episode starts, or goes on after a gap. */
  default void begin(long episode, Observation first) {}

  /** A step of the running episode, from its last observation to {@code next}. */
  default void step(LoggedStep step, Observation before, Observation next) {}

  /** The running episode ended. */
  default void end(long episode, TerminationCause cause, Observation last) {}

  /** A reward was decided or changed; its transition may be one that was lost. */
  default void corrected(RewardCorrection correction) {}

  /** Something else happened. */
  default void event(long stampNanos, SessionEvent event) {}
}
