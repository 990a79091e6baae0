package io.warmstart.d4rl;

import io.warmstart.core.data.TerminationCause;

/** What becomes of one row of a file. */
sealed interface RowFate {
  /** A transition whose next observation is that of the following row; the episode goes on. */
  record Joined() implements RowFate {}

  /**
   * A transition that ends its episode.
   *
   * @param cause why it ends
   * @param successor where its next observation comes from
   */
  record Ended(TerminationCause cause, Successor successor) implements RowFate {}

  /**
   * No transition, for nobody knows what came next; its observation ends the episode before it.
   *
   * @param cause why the record stops here
   */
  record Lost(TerminationCause cause) implements RowFate {}

  /** Where the next observation of an ended episode comes from. */
  enum Successor {
    /** The observation of the following row. */
    FOLLOWING_ROW,
    /** The stored next observation. */
    STORED,
    /** The observation itself, where the next one is unknown and masked. */
    OWN
  }
}
