package io.warmstart.d4rl;

import static io.warmstart.core.data.TerminationCause.CUT;
import static io.warmstart.core.data.TerminationCause.TERMINATED;
import static io.warmstart.core.data.TerminationCause.TRUNCATED;

/**
 * Keeps every row whose next observation is known, and nothing that is not.
 *
 * <p>With stored next observations no row is lost: episodes end at terminals, at time limits, and
 * where a stored next observation is not the following row's. Without them (or without the pictures
 * that belong to them) a row at a time limit or before a break and the last row of the file have no
 * successor and are lost; a terminal row is kept with its own observation in the place of the
 * unknown next one, which its mask of 0 hides from every bootstrap.
 */
final class StrictRules implements ReadingRules {
  private static final RowFate JOINED = new RowFate.Joined();
  private static final RowFate TERMINAL = new RowFate.Ended(TERMINATED, RowFate.Successor.STORED);
  private static final RowFate LIMIT = new RowFate.Ended(TRUNCATED, RowFate.Successor.STORED);
  private static final RowFate BREAK = new RowFate.Ended(CUT, RowFate.Successor.STORED);
  private static final RowFate UNSEEN_TERMINAL =
      new RowFate.Ended(TERMINATED, RowFate.Successor.OWN);
  private static final RowFate LOST_AT_LIMIT = new RowFate.Lost(TRUNCATED);
  private static final RowFate LOST_AT_END = new RowFate.Lost(CUT);

  private final boolean timeoutsStored;
  private final boolean nextStored;
  private final int maxEpisodeSteps;
  private int episodeStep;

  /**
   * At the first row.
   *
   * @param timeoutsStored whether the file marks time limits
   * @param nextStored whether the file holds next observations
   * @param maxEpisodeSteps the limit to count to if it does not mark them; 0 for none
   */
  StrictRules(boolean timeoutsStored, boolean nextStored, int maxEpisodeSteps) {
    this.timeoutsStored = timeoutsStored;
    this.nextStored = nextStored;
    this.maxEpisodeSteps = maxEpisodeSteps;
  }

  @Override
  public RowFate next(boolean terminal, boolean timeout, boolean last, boolean jump) {
    episodeStep++;
    boolean counted = !timeoutsStored && maxEpisodeSteps > 0 && episodeStep == maxEpisodeSteps;
    RowFate fate =
        nextStored
            ? stored(terminal, timeout, last || jump, counted)
            : unstored(terminal, timeout || counted, last || jump);
    if (!(fate instanceof RowFate.Joined)) {
      episodeStep = 0;
    }
    return fate;
  }

  /** What was recorded says where an episode breaks; the count only names the cause. */
  private static RowFate stored(
      boolean terminal, boolean timeout, boolean breaks, boolean counted) {
    if (terminal) {
      return TERMINAL;
    }
    if (timeout || (breaks && counted)) {
      return LIMIT;
    }
    return breaks ? BREAK : JOINED;
  }

  private static RowFate unstored(boolean terminal, boolean limit, boolean breaks) {
    if (terminal) {
      return UNSEEN_TERMINAL;
    }
    if (limit) {
      return LOST_AT_LIMIT;
    }
    return breaks ? LOST_AT_END : JOINED;
  }
}
